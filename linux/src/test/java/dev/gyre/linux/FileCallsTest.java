package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipes, files, and what descriptors have in common. */
class FileCallsTest extends CallsTestCase {
    private static final int NO_DESCRIPTOR = -1;

    private final MemorySegment room = arena.allocate(64);

    @TempDir
    private Path folder;

    private String read(int descriptor) {
        long count = files.read(descriptor, room.address(), room.byteSize());
        assertTrue(count >= 0, () -> Errno.describe(count));
        return text(room, count);
    }

    private long write(int descriptor, String text) {
        return files.write(descriptor, bytes(text).address(), text.length());
    }

    @Test
    void shouldReadFromAPipeWhatWasWrittenUntilItsEnd() {
        int[] pipe = pipe();
        assertError(Errno.EAGAIN, files.read(pipe[0], room.address(), 1));
        assertEquals(5, write(pipe[1], "hello"));
        assertEquals("hello", read(pipe[0]));
        close(pipe[1]);
        assertEquals("", read(pipe[0]));
    }

    @Test
    void shouldSayThatAPipeIsFullOrBroken() {
        int[] pipe = pipe();
        MemorySegment much = arena.allocate(1 << 16);
        long answer;
        do {
            answer = files.write(pipe[1], much.address(), much.byteSize());
        } while (answer > 0);
        assertError(Errno.EAGAIN, answer);
        close(pipe[0]);
        assertError(Errno.EPIPE, write(pipe[1], "x"));
    }

    @Test
    void shouldAskAndChangeFlags() {
        int[] pipe = pipe();
        assertEquals(FileCalls.FD_CLOEXEC, files.control(pipe[0], FileCalls.F_GETFD, 0));
        assertEquals(0, files.control(pipe[0], FileCalls.F_SETFD, 0));
        assertEquals(0, files.control(pipe[0], FileCalls.F_GETFD, 0));
        int flags = files.control(pipe[0], FileCalls.F_GETFL, 0);
        assertNotEquals(0, flags & FileCalls.O_NONBLOCK);
        assertEquals(0, files.control(pipe[0], FileCalls.F_SETFL, flags & ~FileCalls.O_NONBLOCK));
        assertEquals(0, files.control(pipe[0], FileCalls.F_GETFL, 0) & FileCalls.O_NONBLOCK);
    }

    @Test
    void shouldDuplicate() {
        int[] pipe = pipe();
        int twin = opened(files.control(pipe[1], FileCalls.F_DUPFD_CLOEXEC, 100));
        assertTrue(twin >= 100);
        assertEquals(FileCalls.FD_CLOEXEC, files.control(twin, FileCalls.F_GETFD, 0));
        close(pipe[1]);
        assertEquals(1, write(twin, "x"));
        assertEquals("x", read(pipe[0]));
    }

    @Test
    void shouldSpliceFromPipeToPipe() {
        int[] from = pipe();
        int[] to = pipe();
        assertError(Errno.EAGAIN, files.splice(from[0], 0, to[1], 0, 5, FileCalls.SPLICE_NONBLOCK));
        write(from[1], "hello, world");
        assertEquals(5, files.splice(from[0], 0, to[1], 0, 5, FileCalls.SPLICE_NONBLOCK));
        assertEquals("hello", read(to[0]));
        assertEquals(", world", read(from[0]));
        close(from[1]);
        assertEquals(0, files.splice(from[0], 0, to[1], 0, 5, FileCalls.SPLICE_NONBLOCK));
    }

    @Test
    void shouldSpliceNothingWithoutAPipe() {
        int one = nonBlocking(SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM);
        int other = nonBlocking(SocketCalls.AF_UNIX, SocketCalls.SOCK_DGRAM);
        assertError(Errno.EINVAL, files.splice(one, 0, other, 0, 1, 0));
        assertError(Errno.EBADF, files.splice(NO_DESCRIPTOR, 0, one, 0, 1, 0));
    }

    @Test
    void shouldSendAFileAndAdvanceThePosition() throws Exception {
        assumeTrue(
                JdkDescriptors.missingFlag().isEmpty(),
                () -> "needs " + JdkDescriptors.missingFlag().orElseThrow());
        Path path = Files.writeString(folder.resolve("file"), "hello, world");
        int[] pipe = pipe();
        MemorySegment position = arena.allocateFrom(ValueLayout.JAVA_LONG, 7);
        try (FileChannel file = FileChannel.open(path)) {
            int descriptor = JdkDescriptors.of(file).orElseThrow();
            assertEquals(3, files.sendFile(pipe[1], descriptor, position.address(), 3));
            assertEquals(10, position.get(ValueLayout.JAVA_LONG, 0));
            assertEquals(2, files.sendFile(pipe[1], descriptor, position.address(), 100));
            assertEquals(0, files.sendFile(pipe[1], descriptor, position.address(), 100), "the end");
            assertEquals("world", read(pipe[0]));
            assertError(Errno.ESPIPE, files.sendFile(pipe[1], pipe[0], position.address(), 1));
            assertError(Errno.EBADF, files.sendFile(NO_DESCRIPTOR, descriptor, position.address(), 1));
            assertEquals(0, file.position(), "the file's own position is left alone");
        }
    }

    @Test
    void shouldAnswerErrorsAsValues() {
        assertError(Errno.EBADF, files.read(NO_DESCRIPTOR, room.address(), 1));
        assertError(Errno.EBADF, files.write(NO_DESCRIPTOR, room.address(), 1));
        assertError(Errno.EBADF, files.control(NO_DESCRIPTOR, FileCalls.F_GETFD, 0));
        assertError(Errno.EBADF, files.close(NO_DESCRIPTOR));
        assertError(Errno.EINVAL, files.pipe(room.address(), -1));
        assertError(Errno.EFAULT, files.pipe(0, 0));
        int[] pipe = pipe();
        assertError(Errno.EBADF, files.write(pipe[0], room.address(), 1));
        assertError(Errno.EINVAL, files.control(pipe[0], 9999, 0));
        assertError(Errno.EFAULT, files.write(pipe[1], 0, 1));
    }

    @Test
    void shouldKeepTheErrorNumbersOfThreadsApart() throws Exception {
        int[] pipe = pipe();
        Thread other = Thread.ofPlatform().start(() -> {
            FileCalls own = new FileCalls();
            for (int i = 0; i < 10_000; i++) {
                own.close(NO_DESCRIPTOR);
            }
        });
        for (int i = 0; i < 10_000; i++) {
            assertError(Errno.EAGAIN, files.read(pipe[0], room.address(), 1));
        }
        other.join();
    }
}
