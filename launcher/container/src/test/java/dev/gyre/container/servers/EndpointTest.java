package dev.gyre.container.servers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.container.servers.ServerSettings.SocketSettings;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.ResolverProvider;
import dev.gyre.loop.spi.StreamTransportProvider;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of questions to loops, and of addresses that are being opened. */
final class EndpointTest {
    private final EventLoopFactory engine = first(EventLoopFactory.class);
    private final ContainerThread thread = new ContainerThread();
    private Registration transports;
    private EventLoop loop;

    private static <T> T first(Class<T> service) {
        return ServiceLoader.load(service).findFirst().orElseThrow();
    }

    @BeforeEach
    void open() throws Exception {
        transports = engine.subsystems().add(StreamTransportProvider.class, first(StreamTransportProvider.class), 0);
        loop = engine.open(first(LoopBackendProvider.class), LoopConfig.named("served"));
    }

    @AfterEach
    void close() {
        loop.close();
        transports.close();
        thread.close();
    }

    private static void assertCancelled(CompletableFuture<?> outcome) {
        assertThrows(CancellationException.class, () -> outcome.get(10, TimeUnit.SECONDS));
    }

    @Test
    void shouldEndWhatALoopThatClosesHasNotBegun() {
        CompletableFuture<Integer> asked = OnLoop.ask(loop, () -> 1);
        CompletableFuture<Integer> begun = OnLoop.begin(loop, () -> CompletableFuture.completedFuture(1));

        loop.close();

        assertCancelled(asked);
        assertCancelled(begun);
    }

    @Test
    void shouldEndWhatALoopThatClosesHasNotFinished() {
        CompletableFuture<Integer> begun = OnLoop.begin(loop, () -> loop.<Integer>createFuture());
        loop.callSoon(loop::stop);
        loop.runForever();
        assertFalse(begun.isDone());

        loop.close();

        assertCancelled(begun);
    }

    @Test
    void shouldFailWhatIsAskedOfAClosedLoop() {
        loop.close();

        CompletableFuture<Integer> asked = OnLoop.ask(loop, () -> 1);

        assertTrue(asked.isCompletedExceptionally());
    }

    @Test
    void shouldAcceptNoMoreOnlyWhenAnOpeningHasEnded() throws Exception {
        int port = freePort();
        Endpoint endpoint = new Endpoint(new ListenAddress.Tcp("127.0.0.1", port), thread, new Silent());
        CompletableFuture<Boolean> left = thread.call(() -> {
                    endpoint.open(loop, listeners(), null);
                    return endpoint.close();
                })
                .get(10, TimeUnit.SECONDS);
        assertFalse(left.isDone(), "the loop has not even begun to open it");

        runUntilDone(left);

        assertThrows(ConnectException.class, () -> new Socket("127.0.0.1", port).close());
        assertEquals(Endpoint.State.CLOSED, endpoint.state());
    }

    @Test
    void shouldNotWaitForAnOpeningWhoseLoopHasEnded() throws Exception {
        Endpoint endpoint = new Endpoint(new ListenAddress.Tcp("127.0.0.1", freePort()), thread, new Silent());
        CompletableFuture<Boolean> left = thread.call(() -> {
                    endpoint.open(loop, listeners(), null);
                    return endpoint.close();
                })
                .get(10, TimeUnit.SECONDS);

        loop.close();

        assertTrue(left.get(10, TimeUnit.SECONDS));
    }

    @Test
    void shouldGiveALookupUpThatHangs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        Endpoint endpoint = new Endpoint(new ListenAddress.Tcp("slow.example", 1), thread, new Silent());
        try (Registration _ = engine.subsystems().add(ResolverProvider.class, new HangingResolver(asked, answers), 1)) {
            CompletableFuture<Boolean> left = thread.call(() -> {
                        endpoint.open(loop, listeners(), null);
                        return true;
                    })
                    .thenCompose(_ -> CompletableFuture.supplyAsync(() -> {
                        awaitWhateverComes(asked);
                        return endpoint;
                    }))
                    .thenComposeAsync(Endpoint::close, thread);

            runUntilDone(left);
        } finally {
            answers.countDown();
        }
    }

    private static void awaitWhateverComes(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException _) {
                // the system's own lookup heeds no interrupt
            }
        }
    }

    /** Has no answer until it is allowed one. */
    private record HangingResolver(CountDownLatch asked, CountDownLatch answers) implements ResolverProvider {
        @Override
        public String name() {
            return "hanging";
        }

        @Override
        public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) {
            asked.countDown();
            awaitWhateverComes(answers);
            return List.of();
        }

        @Override
        public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
            throw new UnsupportedOperationException();
        }
    }

    private Listeners listeners() {
        return new Listeners(
                loop,
                List.of(),
                () -> new Protocol<Transport>() {},
                new SocketSettings(1, true, false, false, null, true, null, Map.of(), 1));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return probe.getLocalPort();
        }
    }

    private void runUntilDone(CompletableFuture<?> awaited) throws Exception {
        Thread runner = Thread.ofPlatform().daemon().start(loop::runForever);
        awaited.get(10, TimeUnit.SECONDS);
        loop.callSoonThreadsafe(loop::stop);
        runner.join();
    }

    /** Nobody is to hear of an opening that was given up. */
    private static final class Silent implements Endpoint.Listener {
        @Override
        public void listening(Endpoint endpoint) {
            throw new AssertionError(endpoint + " listens");
        }

        @Override
        public void failed(Endpoint endpoint, Throwable cause) {
            throw new AssertionError(cause);
        }
    }
}
