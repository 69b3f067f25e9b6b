package dev.gyre.transports.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.sim.SimBackendProvider;
import dev.gyre.loop.spi.DatagramTransportProvider;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.SocketProvider;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.ExtraInfo;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A loop that the test's own thread drives; afterwards every endpoint is closed and nothing may have been reported unexpectedly. */
abstract class EndpointTestCase {
    /** Longer than any wait takes that is not in vain. */
    private static final long PATIENCE_SECONDS = 30;

    static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

    private final List<Registration> registrations = new ArrayList<>();
    private final List<Recorder> endpoints = new ArrayList<>();
    final List<ExceptionContext> reports = new ArrayList<>();
    private final ScheduledThreadPoolExecutor watchdog =
            new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().factory());
    final LoopBackendProvider backend;
    EventLoopFactory factory;
    EventLoop loop;
    private BooleanSupplier awaited = () -> false;

    EndpointTestCase(String backend) {
        this(backend(backend));
    }

    EndpointTestCase(LoopBackendProvider backend) {
        this.backend = backend;
    }

    /** The backends that the tests run on. A number is the seed by which the in-memory network delays and reorders what it can. */
    static List<String> backends() {
        return List.of("nio", "epoll", "sim", "sim 42");
    }

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

    @BeforeEach
    void openLoop() throws Exception {
        factory = ServiceLoader.load(EventLoopFactory.class).findFirst().orElseThrow();
        provide(DatagramTransportProvider.class, new UdpTransportProvider());
        provide(
                SocketProvider.class,
                ServiceLoader.load(SocketProvider.class).findFirst().orElseThrow());
        loop = factory.open(backend, LoopConfig.named("udp").withDebug(true));
        loop.setSlowCallbackDuration(Duration.ofSeconds(10));
        loop.setExceptionHandler((where, report) -> {
            reports.add(report);
            poke();
        });
    }

    final <S extends Provider> void provide(Class<S> service, S provider) {
        registrations.add(factory.subsystems().add(service, provider, 1));
    }

    @AfterEach
    void closeLoop() throws Exception {
        for (Recorder each : endpoints) {
            if (each.transport != null) {
                each.transport.abort();
                until("it is lost", () -> each.events.contains("lost"));
            }
        }
        loop.callSoon(loop::stop);
        loop.runForever();
        watchdog.shutdownNow();
        loop.close();
        registrations.forEach(Registration::close);
        assertEquals(List.of(), reports, "what was reported and not expected");
    }

    final <T> T await(CompletionStage<T> future) throws Exception {
        Future<?> deadline = deadline();
        try {
            return loop.runUntilComplete(future);
        } finally {
            deadline.cancel(false);
        }
    }

    final void until(String what, BooleanSupplier condition) {
        awaited = condition;
        if (!condition.getAsBoolean()) {
            Future<?> deadline = deadline();
            loop.runForever();
            deadline.cancel(false);
        }
        awaited = () -> false;
        assertTrue(condition.getAsBoolean(), () -> "Waited in vain until " + what);
    }

    private Future<?> deadline() {
        return watchdog.schedule(() -> loop.callSoonThreadsafe(loop::stop), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    final void poke() {
        if (awaited.getAsBoolean()) {
            loop.stop();
        }
    }

    final void iterations(int count) {
        for (int i = 0; i < count; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    final Recorder recorder() {
        Recorder made = new Recorder(this::poke);
        endpoints.add(made);
        return made;
    }

    final Recorder open(DatagramOptions options) throws Exception {
        Recorder protocol = recorder();
        Connection<DatagramTransport, Recorder> made = await(loop.createDatagramEndpoint(() -> protocol, options));
        assertEquals(protocol.transport, made.transport());
        return protocol;
    }

    final Recorder bound() throws Exception {
        return open(DatagramOptions.at(ANY));
    }

    static InetSocketAddress address(Recorder endpoint) {
        return (InetSocketAddress)
                endpoint.transport.getExtraInfo(ExtraInfo.SOCKNAME).orElseThrow();
    }

    static ByteBuffer bytes(String text) {
        return StandardCharsets.UTF_8.encode(text);
    }
}
