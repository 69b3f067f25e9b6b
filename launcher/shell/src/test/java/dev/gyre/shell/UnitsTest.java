package dev.gyre.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {
    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({
        "0,0 B",
        "1023,1023 B",
        "1024,1.0 KiB",
        "1258291,1.2 MiB",
        "1048524,1023.9 KiB",
        "1048575,1.0 MiB",
        "1073741824,1.0 GiB",
        "9223372036854775807,8.0 EiB"
    })
    void shouldShowSizes(long bytes, String shown) {
        assertEquals(shown, Units.size(bytes));
    }

    @ParameterizedTest(name = "{0} s")
    @CsvSource({
        "-5,0 s",
        "0,0 s",
        "59,59 s",
        "60,1 m 0 s",
        "192,3 m 12 s",
        "3599,59 m 59 s",
        "3600,1 h 0 m",
        "86399,23 h 59 m",
        "90000,1 d 1 h"
    })
    void shouldShowAges(long seconds, String shown) {
        assertEquals(shown, Units.age(Instant.EPOCH, Instant.ofEpochSecond(seconds)));
    }

    @ParameterizedTest(name = "{0} ns")
    @CsvSource({"0,0 µs", "130000,130 µs", "800000,800 µs", "3200000,3.2 ms", "2500000000,2.5 s"})
    void shouldShowPauses(long nanos, String shown) {
        assertEquals(shown, Units.pause(Duration.ofNanos(nanos)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"0,0 loops", "1,1 loop", "2,2 loops"})
    void shouldCount(long count, String shown) {
        assertEquals(shown, Units.count(count, "loop"));
    }
}
