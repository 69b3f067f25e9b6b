package dev.gyre.transports.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.spi.ResolverProvider;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.DatagramOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which opening an endpoint fails: what was opened is closed, and what is somebody else's is let be. */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"nio", "epoll", "sim"})
class EndpointFailuresTest extends EndpointTestCase {
    private static final InetSocketAddress NAMED = InetSocketAddress.createUnresolved("some.example", 0);
    private static final ProtocolFactory<DatagramProtocol> FAILING = () -> {
        throw new IllegalStateException("on purpose");
    };

    private long before;

    EndpointFailuresTest(String backend) {
        super(backend);
    }

    @BeforeEach
    void count() throws Exception {
        // What the JDK opens once is open from here on.
        Recorder first = bound();
        first.transport.close();
        until("it is lost", () -> first.heard("lost"));
        iterations(3);
        before = sockets();
    }

    @AfterEach
    void countAgain() {
        iterations(3);
        assertEquals(before, sockets(), "open sockets");
    }

    /** How many sockets this process has; always none where the kernel does not list them. */
    private static long sockets() {
        Path all = Path.of("/proc/self/fd");
        if (!Files.isDirectory(all)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(all)) {
            return open.filter(EndpointFailuresTest::isSocket).count();
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

    private <T extends Throwable> T failure(
            Class<T> kind, ProtocolFactory<DatagramProtocol> protocols, DatagramOptions options) {
        return assertThrows(kind, () -> await(loop.createDatagramEndpoint(protocols, options)));
    }

    private LoopSocket socket() throws Exception {
        return loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM);
    }

    private void end(Recorder endpoint) {
        endpoint.transport.close();
        until("it is lost", () -> endpoint.heard("lost"));
    }

    @Test
    void shouldCloseItsSocketWhenTheFactoryThrows() {
        failure(IllegalStateException.class, FAILING, DatagramOptions.at(ANY));
        failure(IllegalStateException.class, FAILING, DatagramOptions.to(new InetSocketAddress("127.0.0.1", 9)));
    }

    @Test
    void shouldCloseAGivenSocketWhenTheFactoryThrows() throws Exception {
        LoopSocket given = socket();
        failure(
                IllegalStateException.class,
                FAILING,
                DatagramOptions.builder().sock(given).build());
        given.close();
    }

    @Test
    void shouldCloseItsSocketWhenAnOptionIsRefused() throws Exception {
        DatagramOptions.Builder refused = DatagramOptions.builder().option(StandardSocketOptions.TCP_NODELAY, true);
        failure(
                UnsupportedOperationException.class,
                this::recorder,
                refused.localAddress(ANY).build());
        LoopSocket given = socket();
        failure(
                UnsupportedOperationException.class,
                this::recorder,
                refused.localAddress(null).sock(given).build());
        given.close();
    }

    @Test
    void shouldCloseItsSocketWhenItCannotBeBound() throws Exception {
        Recorder first = bound();
        LoopIOException taken = failure(LoopIOException.class, this::recorder, DatagramOptions.at(address(first)));
        assertEquals(ErrorKind.ADDRESS_IN_USE, taken.kind());
        end(first);
    }

    @Test
    void shouldCloseItsSocketWhenItCannotBeConnected() {
        InetSocketAddress everybody = new InetSocketAddress("255.255.255.255", 9);
        failure(LoopIOException.class, this::recorder, DatagramOptions.to(everybody));
    }

    @Test
    void shouldTakeTheFirstPairThatCanBeOpened() throws Exception {
        provide(ResolverProvider.class, new Answers(new CountDownLatch(0), "2001:db8::7", "127.0.0.1"));
        Recorder opened = open(DatagramOptions.at(NAMED));
        assertEquals("127.0.0.1", address(opened).getAddress().getHostAddress());
        end(opened);
    }

    @Test
    void shouldCloseItsSocketWhenItIsCancelled() throws Exception {
        Recorder cancelled = recorder();
        LoopFuture<?> opening = loop.createDatagramEndpoint(() -> cancelled, DatagramOptions.at(ANY));
        opening.cancel();
        until("it is lost", () -> cancelled.heard("lost"));
        assertEquals(List.of("made", "lost"), cancelled.events);
    }

    @Test
    void shouldOpenNothingWhenItIsCancelledDuringTheLookup() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        provide(ResolverProvider.class, new Answers(answering, "127.0.0.1"));
        Recorder never = recorder();
        LoopFuture<?> opening = loop.createDatagramEndpoint(() -> never, DatagramOptions.at(NAMED));
        iterations(1);
        opening.cancel();
        answering.countDown();
        await(loop.getaddrinfo("another.example", 0, AddressHints.any()));
        iterations(3);
        assertTrue(opening.isCancelled());
        assertEquals(List.of(), never.events);
    }

    @Test
    void shouldCloseItsSocketWhenTheLoopIsClosedBeforeItBegins() throws Exception {
        Recorder never = new Recorder(this::poke);
        try (EventLoop brief = factory.open(backend, LoopConfig.named("brief"))) {
            brief.createDatagramEndpoint(() -> never, DatagramOptions.at(ANY));
        }
        assertEquals(List.of(), never.events, "neither made nor lost");
    }

    @Test
    void shouldOpenNothingWhenTheLoopIsClosedDuringTheLookup() throws Exception {
        CountDownLatch answering = new CountDownLatch(1);
        provide(ResolverProvider.class, new Answers(answering, "127.0.0.1"));
        Recorder never = new Recorder(this::poke);
        try (EventLoop brief = factory.open(backend, LoopConfig.named("brief"))) {
            brief.createDatagramEndpoint(() -> never, DatagramOptions.at(NAMED));
            brief.callSoon(brief::stop);
            brief.runForever();
        }
        answering.countDown();
        assertEquals(List.of(), never.events);
    }

    @Test
    void shouldLetBeASocketThatAnotherEndpointHas() throws Exception {
        LoopSocket given = socket();
        given.bind(ANY);
        Recorder first = open(DatagramOptions.builder().sock(given).build());
        failure(
                IllegalStateException.class,
                this::recorder,
                DatagramOptions.builder()
                        .sock(given)
                        .option(StandardSocketOptions.TCP_NODELAY, true)
                        .build());
        failure(
                IllegalStateException.class,
                FAILING,
                DatagramOptions.builder().sock(given).build());
        first.transport.sendto(bytes("still there"), address(first));
        until("it is here", () -> first.heard("still there"));
        end(first);
    }

    @Test
    void shouldLeaveASocketThatIsAtWorkToItsUser() throws Exception {
        try (LoopSocket given = socket()) {
            given.bind(ANY);
            LoopFuture<?> receiving = loop.sockRecv(given, 1);
            failure(
                    IllegalStateException.class,
                    this::recorder,
                    DatagramOptions.builder().sock(given).build());
            receiving.cancel();
            Recorder later = open(DatagramOptions.builder().sock(given).build());
            end(later);
        }
    }

    @Test
    void shouldRefuseAClosedSocket() throws Exception {
        LoopSocket given = socket();
        given.close();
        failure(
                IllegalStateException.class,
                this::recorder,
                DatagramOptions.builder().sock(given).build());
    }

    /** Answers with the same numbers whoever is asked for, once it may. */
    private record Answers(CountDownLatch answering, String... numbers) implements ResolverProvider {
        @Override
        public String name() {
            return "answers";
        }

        @Override
        public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) {
            try {
                answering.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Stream.of(numbers)
                    .map(number -> new AddressInfo(
                            number.contains(":") ? StandardProtocolFamily.INET6 : StandardProtocolFamily.INET,
                            AddressHints.DGRAM,
                            17,
                            null,
                            new InetSocketAddress(number, port)))
                    .toList();
        }

        @Override
        public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
            throw new UnsupportedOperationException();
        }
    }
}
