package dev.gyre.examples.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {
    @ParameterizedTest
    @CsvSource({"127.0.0.1:7007,127.0.0.1,7007", "localhost:0,localhost,0", "[::1]:65535,::1,65535"})
    void shouldReadAndWriteAddresses(String text, String host, int port) {
        ListenAddress address = ListenAddress.parse(text);

        assertEquals(new ListenAddress(host, port), address);
        assertEquals(text, address.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7007", ":7007", "host", "host:", "host:x", "host:-1", "host:65536", "::1:7007"})
    void shouldRefuseWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text));
    }

    @Test
    void shouldSayHowToWriteOne() {
        String message = assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse("7007"))
                .getMessage();

        assertTrue(message.contains("127.0.0.1:7007"), message);
    }
}
