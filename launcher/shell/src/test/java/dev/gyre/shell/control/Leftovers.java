package dev.gyre.shell.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Threads and sockets that a test has to leave as it found them. */
final class Leftovers {
    private static final long END_MILLIS = 10_000;
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private final long sockets;

    private Leftovers(long sockets) {
        this.sockets = sockets;
    }

    static Leftovers now() throws IOException {
        // The first channel makes the JDK open a socket that it keeps.
        SocketChannel.open(StandardProtocolFamily.UNIX).close();
        return new Leftovers(sockets());
    }

    /** Waits for the ends of threads that are ending, and looks. */
    void check() throws Exception {
        for (Thread thread : threads()) {
            assertTrue(thread.join(Duration.ofMillis(END_MILLIS)), thread + " goes on");
        }
        assertEquals(sockets, sockets(), "sockets");
    }

    private static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("gyre-shell")
                        || thread.getName().startsWith("pipe-")
                        || thread.getName().startsWith("session")
                        || thread.getName().startsWith("job controller"))
                .toList();
    }

    /** Linux shows them; elsewhere there is nothing to compare. */
    private static long sockets() throws IOException {
        if (!Files.isDirectory(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(Leftovers::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException _) {
            return false; // closed meanwhile
        }
    }
}
