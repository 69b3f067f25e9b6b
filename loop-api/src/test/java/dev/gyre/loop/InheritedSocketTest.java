package dev.gyre.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InheritedSocketTest {
    @Test
    void shouldFindNoneWhereNoneWerePassed() {
        assertEquals(List.of(), InheritedSocket.of(Map.of(), 7));
    }

    @Test
    void shouldLeaveAloneWhatWasPassedToAnother() {
        assertEquals(List.of(), InheritedSocket.of(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "8"), 7));
        assertEquals(List.of(), InheritedSocket.of(Map.of("LISTEN_FDS", "2"), 7));
    }

    @Test
    void shouldCountFromThree() {
        assertEquals(
                List.of(new InheritedSocket(3, "unknown"), new InheritedSocket(4, "unknown")),
                InheritedSocket.of(Map.of("LISTEN_FDS", "2", "LISTEN_PID", "7"), 7));
    }

    @Test
    void shouldTellNames() {
        assertEquals(
                List.of(
                        new InheritedSocket(3, "web"),
                        new InheritedSocket(4, "unknown"),
                        new InheritedSocket(5, "unknown")),
                InheritedSocket.of(Map.of("LISTEN_FDS", "3", "LISTEN_PID", "7", "LISTEN_FDNAMES", "web:"), 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", "99999999999"})
    void shouldSayWhatIsNonsense(String count) {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> InheritedSocket.of(Map.of("LISTEN_FDS", count, "LISTEN_PID", "7"), 7));
        assertTrue(refused.getMessage().contains("LISTEN_FDS"), refused.getMessage());
    }
}
