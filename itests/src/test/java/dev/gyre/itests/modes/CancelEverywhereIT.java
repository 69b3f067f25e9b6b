package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.Task;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixConnectOptions;
import dev.gyre.loop.transport.UnixServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation that a coroutine waits for, cancelled after each iteration it lasts, leaves nothing: no descriptor, no handle of the loop, no
 * task and no report.
 */
@ExtendWith(Stage.class)
final class CancelEverywhereIT {
    private static final int MOST_ITERATIONS = 200;
    private static final int MUCH = 8_000_000;

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            if (entry.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(new SimpleFormatter().formatMessage(entry));
            }
        }

        @Override
        public void flush() {
            // nothing is kept back
        }

        @Override
        public void close() {
            // nothing is held
        }
    };

    @BeforeEach
    void listen() {
        Logger.getLogger("").addHandler(listening);
    }

    @AfterEach
    void listenNoMore() {
        Logger.getLogger("").removeHandler(listening);
        System.clearProperty("gyre.coroutines");
    }

    /** What a coroutine does; what it opens it closes, as applications do. */
    private interface Operation {
        void run(CancelEverywhereIT test, EventLoop loop) throws Exception;
    }

    private record Named(String name, Operation operation) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> operations() {
        List<Named> all = List.of(
                new Named("sockConnect and sockAccept", CancelEverywhereIT::connectAndAccept),
                new Named("sockConnect by name", CancelEverywhereIT::connectByName),
                new Named("sockRecv and sockSendall", CancelEverywhereIT::receiveAndSend),
                new Named("sockRecvInto", CancelEverywhereIT::receiveInto),
                new Named("sockSendfile", CancelEverywhereIT::sockSendfile),
                new Named("sockSendto and sockRecvfrom", CancelEverywhereIT::datagrams),
                new Named("createConnection", CancelEverywhereIT::connection),
                new Named("createConnection with happy eyeballs", CancelEverywhereIT::eyeballs),
                new Named("createServer and serveForever", CancelEverywhereIT::server),
                new Named("createUnixServer and createUnixConnection", CancelEverywhereIT::unix),
                new Named("createDatagramEndpoint", CancelEverywhereIT::endpoint),
                new Named("sendfile", CancelEverywhereIT::sendfile),
                new Named("runInExecutor", (test, loop) -> Task.await(loop.runInExecutor(() -> sleep(5)))),
                new Named(
                        "getaddrinfo",
                        (test, loop) -> Task.await(loop.getaddrinfo("localhost", 80, AddressHints.stream()))),
                new Named(
                        "getnameinfo",
                        (test, loop) -> Task.await(loop.getnameinfo(new InetSocketAddress("127.0.0.1", 80), Set.of()))),
                new Named("a timer", (test, loop) -> Task.await(after(loop, 2))),
                new Named("another task", CancelEverywhereIT::task),
                new Named("a generator", CancelEverywhereIT::generator));
        return Stream.of("epoll", "nio").flatMap(backend -> Stream.of("loop-scheduled", "hand-off")
                .flatMap(way -> all.stream().map(each -> Arguments.of(backend, way, each))));
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("operations")
    void shouldLeaveNothing(String backend, String way, Named operation) throws Exception {
        System.setProperty("gyre.coroutines", way);
        openWhatTheJdkKeepsOpen();
        run(backend, operation.operation, MOST_ITERATIONS);
        int cancelledAfter = 0;
        boolean reached = true;
        while (reached) {
            reached = run(backend, operation.operation, cancelledAfter);
            cancelledAfter++;
        }
        assertTrue(cancelledAfter > 1, "it never waited");
        assertEquals(List.of(), warnings);
    }

    /** {@return whether it was still running after so many iterations, and so was cancelled} */
    private boolean run(String backend, Operation operation, int cancelAfter) throws Exception {
        int before = sockets();
        boolean cancelled = false;
        try (EventLoop loop = EventLoops.newEventLoop(LoopConfig.defaults().withBackends(backend))) {
            List<String> reports = new ArrayList<>();
            loop.setExceptionHandler((where, report) -> reports.add(report.toString()));
            Task<Void> task = loop.createTask(() -> operation.run(this, loop));
            for (int i = 0; i < cancelAfter && !task.isDone(); i++) {
                iterate(loop);
            }
            cancelled = task.cancel("in the middle");
            LoopPromise<Boolean> ended = loop.createFuture();
            task.addDoneCallback(done -> ended.setResult(true));
            loop.runUntilComplete(ended);
            if (!task.isCancelled()) {
                task.result();
            }
            loop.runUntilComplete(loop.shutdownAsyncgens());
            loop.runUntilComplete(loop.shutdownDefaultExecutor(Duration.ofSeconds(20)));
            for (int i = 0; i < 5; i++) {
                iterate(loop);
            }
            assertEquals(Set.of(), EventLoops.allTasks(loop));
            assertEquals(List.of(), reports);
        }
        assertEquals(before, sockets(), () -> "sockets after a cancel in iteration " + cancelAfter);
        return cancelled;
    }

    /** Closing a socket, the first time, has the JDK open another one for good. */
    private static void openWhatTheJdkKeepsOpen() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Socket near = new Socket("127.0.0.1", listening.getLocalPort())) {
            assertTrue(near.isConnected());
        }
    }

    private static void iterate(EventLoop loop) {
        loop.callLater(1, TimeUnit.MILLISECONDS, loop::stop);
        loop.runForever();
    }

    private static int sockets() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return (int) descriptors.filter(CancelEverywhereIT::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    private static LoopPromise<Boolean> after(EventLoop loop, long millis) {
        LoopPromise<Boolean> future = loop.createFuture();
        loop.callLater(millis, TimeUnit.MILLISECONDS, () -> {
            if (!future.isDone()) {
                future.setResult(true);
            }
        });
        return future;
    }

    private static boolean sleep(long millis) throws InterruptedException {
        Thread.sleep(millis);
        return true;
    }

    // Plain sockets

    private static LoopSocket listener(EventLoop loop) throws IOException {
        LoopSocket listener = loop.createSocket(StandardProtocolFamily.INET, SocketKind.LISTENER);
        listener.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        return listener;
    }

    private static LoopSocket stream(EventLoop loop) throws IOException {
        return loop.createSocket(StandardProtocolFamily.INET, SocketKind.STREAM);
    }

    private void connectAndAccept(EventLoop loop) throws Exception {
        try (LoopSocket listener = listener(loop);
                LoopSocket near = stream(loop)) {
            Task.await(loop.sockConnect(near, listener.localAddress()));
            Task.await(loop.sockAccept(listener)).close();
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            LoopFuture<?> late = loop.runInExecutor(() -> {
                sleep(2);
                new Socket("127.0.0.1", port).close();
                return true;
            });
            try {
                Task.await(loop.sockAccept(listener)).close();
            } finally {
                late.cancel();
            }
        }
    }

    private void connectByName(EventLoop loop) throws Exception {
        try (LoopSocket listener = listener(loop);
                LoopSocket near = stream(loop)) {
            int port = ((InetSocketAddress) listener.localAddress()).getPort();
            Task.await(loop.sockConnect(near, InetSocketAddress.createUnresolved("localhost", port)));
        }
    }

    private void receiveAndSend(EventLoop loop) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                LoopSocket near = stream(loop)) {
            Task.await(loop.sockConnect(near, listening.getLocalSocketAddress()));
            try (Socket far = listening.accept()) {
                loop.callLater(2, TimeUnit.MILLISECONDS, () -> {
                    if (!far.isClosed()) {
                        far.getOutputStream().write(1);
                    }
                });
                Task.await(loop.sockRecv(near, 10));
                Thread reading = Thread.ofPlatform().daemon().start(() -> readAll(far));
                try {
                    Task.await(loop.sockSendall(near, ByteBuffer.allocate(MUCH)));
                } finally {
                    close(near);
                    reading.join();
                }
            }
        }
    }

    private static void close(LoopSocket socket) {
        socket.close();
    }

    private static void readAll(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (IOException closedUnderIt) {
            // that is one way to end
        }
    }

    private void receiveInto(EventLoop loop) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                LoopSocket near = stream(loop)) {
            Task.await(loop.sockConnect(near, listening.getLocalSocketAddress()));
            try (Socket far = listening.accept()) {
                loop.callLater(2, TimeUnit.MILLISECONDS, () -> {
                    if (!far.isClosed()) {
                        far.getOutputStream().write(1);
                    }
                });
                Task.await(loop.sockRecvInto(near, ByteBuffer.allocate(10)));
            }
        }
    }

    private void sockSendfile(EventLoop loop) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                LoopSocket near = stream(loop);
                FileChannel file = FileChannel.open(Files.write(folder.resolve("much"), new byte[MUCH]))) {
            Task.await(loop.sockConnect(near, listening.getLocalSocketAddress()));
            try (Socket far = listening.accept()) {
                Thread reading = Thread.ofPlatform().daemon().start(() -> readAll(far));
                try {
                    Task.await(loop.sockSendfile(near, file, 0, -1, true));
                } finally {
                    close(near);
                    reading.join();
                }
            }
        }
    }

    private void datagrams(EventLoop loop) throws Exception {
        try (LoopSocket near = loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM);
                LoopSocket far = loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM)) {
            far.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
            Task.await(loop.sockSendto(near, ByteBuffer.allocate(5), far.localAddress()));
            Task.await(loop.sockRecvfrom(far, 10));
            Task<?> late = loop.createTask(() -> {
                Task.await(after(loop, 2));
                Task.await(loop.sockSendto(near, ByteBuffer.allocate(5), far.localAddress()));
            });
            try {
                Task.await(loop.sockRecvfrom(far, 10));
            } finally {
                late.cancel();
            }
        }
    }

    // Transports

    /** Closes what it is given when it is to. */
    private static final class Quiet implements Protocol<Transport> {}

    private void connection(EventLoop loop) throws Exception {
        Server server = Task.await(loop.createServer(Quiet::new, ServerOptions.at("127.0.0.1", 0)));
        try {
            Connection<Transport, Quiet> made =
                    Task.await(loop.createConnection(Quiet::new, ConnectOptions.to("localhost", port(server))));
            made.transport().close();
        } finally {
            server.close();
            server.abortClients();
        }
    }

    private static int port(Server server) throws IOException {
        return ((InetSocketAddress) server.sockets().getFirst().localAddress()).getPort();
    }

    private void eyeballs(EventLoop loop) throws Exception {
        Server server = Task.await(loop.createServer(Quiet::new, ServerOptions.at("127.0.0.1", 0)));
        try {
            Connection<Transport, Quiet> made = Task.await(loop.createConnection(
                    Quiet::new,
                    ConnectOptions.builder()
                            .host("localhost")
                            .port(port(server))
                            .happyEyeballsDelay(Duration.ofMillis(1))
                            .build()));
            made.transport().abort();
        } finally {
            server.close();
            server.abortClients();
        }
    }

    private void server(EventLoop loop) throws Exception {
        Server server = Task.await(loop.createServer(
                Quiet::new,
                ServerOptions.builder()
                        .host("localhost")
                        .port(0)
                        .startServing(false)
                        .build()));
        try {
            loop.callLater(3, TimeUnit.MILLISECONDS, server::close);
            Task.await(server.startServing());
            Task.await(server.serveForever().handle((nothing, cancelled) -> true));
        } finally {
            server.close();
        }
        Task.await(server.waitClosed());
    }

    private void unix(EventLoop loop) throws Exception {
        Path path = folder.resolve("s");
        Server server = Task.await(loop.createUnixServer(
                Quiet::new, UnixServerOptions.builder().path(path).build()));
        try {
            Connection<Transport, Quiet> made = Task.await(loop.createUnixConnection(
                    Quiet::new, UnixConnectOptions.builder().path(path).build()));
            made.transport().close();
        } finally {
            server.close();
            server.abortClients();
        }
    }

    private void endpoint(EventLoop loop) throws Exception {
        Connection<DatagramTransport, DatagramProtocol> made = Task.await(loop.createDatagramEndpoint(
                () -> new DatagramProtocol() {},
                DatagramOptions.at(InetSocketAddress.createUnresolved("localhost", 0))));
        made.transport().close();
    }

    private void sendfile(EventLoop loop) throws Exception {
        Server server = Task.await(loop.createServer(Quiet::new, ServerOptions.at("127.0.0.1", 0)));
        try (FileChannel file = FileChannel.open(Files.write(folder.resolve("much"), new byte[MUCH]))) {
            Connection<Transport, Quiet> made =
                    Task.await(loop.createConnection(Quiet::new, ConnectOptions.to("127.0.0.1", port(server))));
            try {
                Task.await(loop.sendfile(made.transport(), file, 0, -1, true));
            } finally {
                made.transport().abort();
            }
        } finally {
            server.close();
            server.abortClients();
        }
    }

    // Tasks

    private void task(EventLoop loop) throws Exception {
        Task.await(loop.createTask(() -> {
            try {
                Task.await(after(loop, 2));
            } finally {
                Task.await(after(loop, 1));
            }
        }));
    }

    private void generator(EventLoop loop) throws Exception {
        AsyncGenerator<Integer> numbers = loop.createAsyncGenerator(out -> {
            for (int i = 0; i < 3; i++) {
                Task.await(after(loop, 1));
                out.yield(i);
            }
        });
        while (Task.await(numbers.next()).isPresent()) {
            Task.await(after(loop, 1));
        }
    }
}
