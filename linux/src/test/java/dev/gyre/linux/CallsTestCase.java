package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;

/** Calls of the real kernel, whose descriptors are closed afterwards, each once. */
abstract class CallsTestCase {
    final Arena arena = Arena.ofConfined();
    final SocketCalls sockets = new SocketCalls();
    final FileCalls files = new FileCalls();
    final EpollCalls polls = new EpollCalls();
    private final Deque<Integer> opened = new ArrayDeque<>();

    /** {@return a descriptor that a call has answered, to be closed afterwards} */
    final int opened(int answer) {
        assertTrue(answer >= 0, () -> Errno.describe(answer));
        opened.push(answer);
        return answer;
    }

    final void close(int descriptor) {
        assertTrue(opened.remove(descriptor));
        assertEquals(0, files.close(descriptor));
    }

    @AfterEach
    void closeWhatIsOpen() {
        while (!opened.isEmpty()) {
            assertEquals(0, files.close(opened.pop()));
        }
        arena.close();
    }

    static void assertError(Errno expected, long answer) {
        assertEquals(-expected.number(), answer, () -> Errno.describe(answer) + " instead of " + expected);
    }

    final MemorySegment bytes(String text) {
        return arena.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    }

    static String text(MemorySegment memory, long length) {
        return new String(memory.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** {@return the reading and the writing end} */
    final int[] pipe() {
        MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
        assertEquals(0, files.pipe(ends.address(), FileCalls.O_CLOEXEC | FileCalls.O_NONBLOCK));
        return new int[] {
            opened(ends.getAtIndex(ValueLayout.JAVA_INT, 0)), opened(ends.getAtIndex(ValueLayout.JAVA_INT, 1))
        };
    }

    final int nonBlocking(int family, int type) {
        return opened(sockets.socket(family, type | SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC, 0));
    }
}
