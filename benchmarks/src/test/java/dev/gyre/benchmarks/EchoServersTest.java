package dev.gyre.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server under every kind of load, briefly; and a load generator that notices what is wrong. */
final class EchoServersTest {
    private static final Path HOME = Path.of("").toAbsolutePath();
    private static final Pinning NOWHERE = new Pinning("not pinned", 0, 0);

    @TempDir
    private Path folder;

    private final Programs programs = new Programs(HOME);

    private LoadGenerator load() throws InterruptedException {
        try {
            programs.compile(programs.load());
            programs.compile(programs.echo());
        } catch (IOException e) {
            assumeTrue(false, "The load generator cannot be compiled here: " + e.getMessage());
        }
        return new LoadGenerator(programs, NOWHERE);
    }

    static List<Subject> subjects() {
        return List.of(Subject.values());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("subjects")
    void shouldEchoEveryByteInEveryMode(Subject subject) throws Exception {
        LoadGenerator load = load();
        List<Cell> cells = new ArrayList<>(List.of(
                new Cell("large", "large", Mode.ECHO, 3, 300_000, 2),
                new Cell("connect", "connect", Mode.CONNECT, 3, 64, 1),
                new Cell("udp", "udp", Mode.UDP, 3, 64, 4),
                new Cell("udp-gso", "udp-gso", Mode.UDP_GSO, 3, 64, 20),
                new Cell("unix", "unix", Mode.UNIX, 3, 1000, 4)));
        // What is tuned differs in its buffers alone.
        cells.removeIf(cell -> !subject.plays(cell.mode())
                || subject.id().endsWith("tuned")
                        && cell.mode() != Mode.ECHO
                        && !cell.mode().isUdp());
        for (Cell cell : cells) {
            Path errors = folder.resolve("errors");
            try (ServerProcess server = start(subject, cell, errors)) {
                ServerStat before = server.stat();
                LoadResult result = load.run(cell, server.target(), 0.05, 0.1);
                ServerStat after = server.stat();

                assertTrue(result.requests() > 0, cell.name());
                assertTrue(result.all() >= result.requests(), cell.name());
                assertTrue(result.p50() <= result.p99(), cell.name());
                assertTrue(after.cpuNanos() > before.cpuNanos(), cell.name());
                assertTrue(after.allocatedBytes() >= before.allocatedBytes(), cell.name());
            }
            assertEquals("", Files.readString(errors), cell.name());
        }
    }

    private ServerProcess start(Subject subject, Cell cell, Path errors) throws Exception {
        String socket = folder.resolve(cell.name() + ".sock").toString();
        try {
            return ServerProcess.start(subject.command(programs, cell.mode(), socket), errors);
        } catch (UnavailableException e) {
            // What the machine refuses, such as io_uring in a container, is left out of the matrix as well.
            assumeTrue(false, subject.title() + " does not run here: " + e.getMessage());
            throw e;
        }
    }

    @Test
    void shouldFailWhenAByteIsWrong() throws Exception {
        LoadGenerator load = load();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread forger = Thread.ofVirtual().start(() -> forge(listener));
            String port = Integer.toString(((InetSocketAddress) listener.getLocalAddress()).getPort());

            IOException failure = assertThrows(
                    IOException.class, () -> load.run(new Cell("x", "X", Mode.ECHO, 1, 64, 1), port, 0, 5));

            assertTrue(
                    failure.getMessage().startsWith("load: connection 0: byte 7 came back as"), failure.getMessage());
            forger.join();
        }
    }

    /** Returns the first message with its byte 7 turned round. */
    private static void forge(ServerSocketChannel listener) {
        try (SocketChannel channel = listener.accept()) {
            ByteBuffer message = ByteBuffer.allocate(64);
            while (message.hasRemaining() && channel.read(message) >= 0) {
                Thread.onSpinWait();
            }
            message.put(7, (byte) ~message.get(7)).flip();
            channel.write(message);
            // Until the load generator has gone.
            while (channel.read(ByteBuffer.allocate(64)) > 0) {
                Thread.onSpinWait();
            }
        } catch (IOException ignored) {
            // So the load generator has gone.
        }
    }

    @Test
    void shouldFailWhenAConnectionBreaks() throws Exception {
        LoadGenerator load = load();
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread breaker = Thread.ofVirtual().start(() -> {
                try (SocketChannel channel = listener.accept()) {
                    channel.shutdownInput();
                } catch (IOException ignored) {
                    // The load generator has gone before.
                }
            });
            String port = Integer.toString(((InetSocketAddress) listener.getLocalAddress()).getPort());

            IOException failure = assertThrows(
                    IOException.class, () -> load.run(new Cell("x", "X", Mode.ECHO, 1, 64, 1), port, 0, 5));

            assertTrue(failure.getMessage().startsWith("load: connection 0: "), failure.getMessage());
            breaker.join();
        }
    }

    @Test
    void shouldSayWhyAServerDoesNotStart() {
        List<String> command = new ArrayList<>(programs.java("dev.gyre.benchmarks.echo.GyreEcho"));
        command.addAll(List.of("nothing-such", "tcp"));

        IOException failure =
                assertThrows(IOException.class, () -> ServerProcess.start(command, folder.resolve("errors")));

        assertTrue(failure.getMessage().contains("nothing-such"), failure.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"GYRE_EPOLL", "GYRE_NIO", "NETTY_NIO", "NIO"})
    void shouldTellWhatAnIdleConnectionKeeps(Subject subject) throws Exception {
        long bytes = IdleCost.bytesEach(programs, subject, 1_000);
        assertTrue(bytes > 0 && bytes < 1_000_000, () -> bytes + " bytes");
    }
}
