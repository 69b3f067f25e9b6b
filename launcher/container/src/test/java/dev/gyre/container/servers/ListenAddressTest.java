package dev.gyre.container.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({
        "tcp://127.0.0.1:7007, tcp://127.0.0.1:7007",
        "127.0.0.1:0, tcp://127.0.0.1:0",
        "tcp://[::1]:65535, tcp://[::1]:65535",
        "[::1]:7, tcp://[::1]:7",
        "tcp://*:7007, tcp://*:7007",
        "' localhost:7007 ', tcp://localhost:7007",
        "unix:/run/echo.sock, unix:/run/echo.sock",
        "unix:///run/./echo.sock, unix:/run/echo.sock"
    })
    void shouldReadWhatPeopleWrite(String written, String meant) {
        ListenAddress address = ListenAddress.parse(written);
        assertEquals(meant, address.toString());
        assertEquals(address, ListenAddress.parse(address.toString()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":7007",
                "localhost",
                "localhost:",
                "localhost:65536",
                "localhost:-1",
                "localhost:http",
                "::1:7007",
                "tcp://",
                "unix:",
                "unix:/"
            })
    void shouldRefuseAnythingElseByShowingHowToWriteIt(String written) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(written));
        assertTrue(refused.getMessage().contains("\"" + written + "\""), refused::getMessage);
        assertTrue(refused.getMessage().contains("tcp://127.0.0.1:7007"), refused::getMessage);
    }

    @ParameterizedTest
    @ValueSource(strings = {"udp://127.0.0.1:7007", "tls://127.0.0.1:7007", "http://127.0.0.1"})
    void shouldNameTheKindOfAddressThatNothingServes(String written) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(written));
        String kind = written.substring(0, written.indexOf(':'));
        assertTrue(refused.getMessage().contains("\"" + kind + "\""), refused::getMessage);
    }
}
