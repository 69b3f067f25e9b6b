package dev.gyre.loop.epoll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.linux.Errno;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class EpollErrorsTest {
    @Test
    void shouldTellTheNumber() {
        LoopIOException failure = EpollErrors.failure("connect", -Errno.ECONNREFUSED.number());
        assertEquals(ErrorKind.REFUSED, failure.kind());
        assertEquals(OptionalInt.of(Errno.ECONNREFUSED.number()), failure.errno());
        assertTrue(failure.getMessage().startsWith("Cannot connect: "), failure::getMessage);
        assertEquals(OptionalInt.empty(), EpollErrors.closed("connect").errno());
    }
}
