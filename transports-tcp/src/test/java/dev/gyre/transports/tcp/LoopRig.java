package dev.gyre.transports.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.sim.SimBackendProvider;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.SocketProvider;
import dev.gyre.loop.spi.StreamTransportProvider;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.transports.socket.PlainSocketProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/**
 * A loop over a backend, driven by the test's own thread: between two waits the loop is idle and belongs to the test, so that steps and
 * callbacks follow each other in one line. Closing it fails the test when something was reported that the test did not expect, or a handle
 * or descriptor was left open.
 */
final class LoopRig implements AutoCloseable {
    /** Longer than any wait takes that is not in vain. */
    private static final long PATIENCE_SECONDS = 30;

    static {
        // The JDK keeps one socket for itself from the first close of a channel on.
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(null);
                SocketChannel connected = SocketChannel.open(listening.getLocalAddress())) {
            connected.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private final List<Registration> registrations = new ArrayList<>();
    private final List<ExceptionContext> reports = new ArrayList<>();
    private final LogWatch log = new LogWatch();
    private final long descriptorsBefore = descriptors();
    private final ScheduledThreadPoolExecutor watchdog =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
    private final EventLoopFactory factory;
    private final LoopBackendProvider provider;
    private final EventLoop loop;
    private BooleanSupplier awaited = () -> false;

    LoopRig(String backend) {
        this(backend(backend));
    }

    LoopRig(LoopBackendProvider backend) {
        provider = backend;
        factory = ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        StreamTransportProvider transports =
                ServiceLoader.load(StreamTransportProvider.class).findFirst().orElseThrow();
        registrations.add(factory.subsystems().add(StreamTransportProvider.class, transports, 0));
        registrations.add(factory.subsystems().add(SocketProvider.class, new PlainSocketProvider(), 0));
        loop = anotherLoop();
        loop.setSlowCallbackDuration(Duration.ofSeconds(10));
        loop.setExceptionHandler((where, report) -> {
            reports.add(report);
            poke();
        });
    }

    /** Finds a backend by the name that tests show. */
    static LoopBackendProvider backend(String backend) {
        if (backend.startsWith("sim ")) {
            return new SimBackendProvider(Long.parseLong(backend.substring(4)));
        }
        return ServiceLoader.load(LoopBackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.name().equals(backend))
                .findFirst()
                .orElseThrow();
    }

    EventLoop loop() {
        return loop;
    }

    /** Makes a loop over the same kind of backend, for the test to close. */
    EventLoop anotherLoop() {
        try {
            return factory.open(
                    provider, LoopConfig.named("test-" + provider.name()).withDebug(true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LoopBackendProvider backend() {
        return provider;
    }

    /** Takes the loop off its backend for as long as it has no other. */
    void park() throws Exception {
        await(factory.evacuate(loop, null, Duration.ofSeconds(PATIENCE_SECONDS)));
    }

    /** Adds a service for the time of the test. */
    <S extends Provider> void provide(Class<S> service, S provider) {
        registrations.add(loop.subsystems().add(service, provider, 100));
    }

    /** Runs the loop until a future is done; its result. */
    <T> T await(CompletionStage<T> future) throws Exception {
        Future<?> deadline = deadline();
        try {
            return loop.runUntilComplete(future);
        } finally {
            deadline.cancel(false);
        }
    }

    /** Runs the loop until something holds, which is looked at whenever a recording protocol hears something. */
    void until(String what, BooleanSupplier condition) {
        awaited = condition;
        if (!condition.getAsBoolean()) {
            Future<?> deadline = deadline();
            loop.runForever();
            deadline.cancel(false);
        }
        awaited = () -> false;
        assertTrue(condition.getAsBoolean(), () -> "Waited in vain until " + what);
    }

    /** Ends a wait that is in vain, by real time also where the loop's is not. */
    private Future<?> deadline() {
        return watchdog.schedule(() -> loop.callSoonThreadsafe(loop::stop), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Looks whether what is awaited holds. */
    void poke() {
        if (awaited.getAsBoolean()) {
            loop.stop();
        }
    }

    /** Runs a number of iterations without waiting for anything. */
    void iterations(int count) {
        for (int i = 0; i < count; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    Server serve(ProtocolFactory<? extends StreamProtocol<? super Transport>> factory) throws Exception {
        return await(loop.createServer(factory, ServerOptions.at("127.0.0.1", 0)));
    }

    static InetSocketAddress address(Server server) {
        try {
            return (InetSocketAddress) server.sockets().getFirst().localAddress();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ConnectOptions to(Server server) {
        InetSocketAddress address = address(server);
        String host = address.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : address.getAddress().getHostAddress();
        return ConnectOptions.to(host, address.getPort());
    }

    <P extends StreamProtocol<? super Transport>> Connection<Transport, P> connect(Server server, P protocol)
            throws Exception {
        return await(loop.createConnection(() -> protocol, to(server)));
    }

    /** Both ends of a fresh connection, and the server that made it, which accepts no more. */
    Pair pair() throws Exception {
        Recorder accepted = new Recorder(this);
        Server server = serve(() -> accepted);
        Recorder client = connect(server, new Recorder(this)).protocol();
        until("the connection is accepted", () -> accepted.transport != null);
        server.close();
        return new Pair(client, accepted);
    }

    /** Takes a report that the test expected. */
    ExceptionContext report() {
        until("something is reported", () -> !reports.isEmpty());
        return reports.removeFirst();
    }

    /** The warnings that were logged, taken. */
    List<String> warnings() {
        return log.take();
    }

    static long descriptors() {
        Path all = Path.of("/proc/self/fd");
        if (!Files.isDirectory(all)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(all)) {
            return open.filter(LoopRig::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Override
    public void close() {
        iterations(3);
        watchdog.shutdownNow();
        loop.close();
        registrations.forEach(Registration::close);
        log.end();
        assertEquals(List.of(), reports, "what was reported and not expected");
        assertEquals(List.of(), log.take(), "what was logged and not expected");
        assertEquals(descriptorsBefore, descriptors(), "open sockets");
    }

    /** The two ends of a connection. */
    record Pair(Recorder client, Recorder server) {
        /** Closes both ends. */
        void close(LoopRig rig) {
            client.transport.abort();
            server.transport.abort();
            rig.until("both ends are lost", () -> client.lost() && server.lost());
        }
    }

    /** Keeps the warnings of {@code dev.gyre.*}. */
    private static final class LogWatch extends Handler {
        private final Logger logger = Logger.getLogger("dev.gyre");
        private final List<String> warnings = new ArrayList<>();

        LogWatch() {
            logger.addHandler(this);
            logger.setUseParentHandlers(false);
        }

        @Override
        public synchronized void publish(LogRecord written) {
            if (written.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(new SimpleFormatter().formatMessage(written));
            }
        }

        synchronized List<String> take() {
            List<String> taken = List.copyOf(warnings);
            warnings.clear();
            return taken;
        }

        void end() {
            logger.removeHandler(this);
            logger.setUseParentHandlers(true);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
