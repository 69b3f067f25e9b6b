package dev.gyre.transports.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.ResolverProvider;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Traffic;
import java.lang.management.ManagementFactory;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening endpoints: every option, and what is refused. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.gyre.transports.udp.EndpointTestCase#backends")
class EndpointTest extends EndpointTestCase {
    /** There before the loop, so that it shows itself at once. */
    private static final MBeanServer BEANS = ManagementFactory.getPlatformMBeanServer();

    EndpointTest(String backend) {
        super(backend);
    }

    private Throwable failure(DatagramOptions options) {
        Recorder never = new Recorder(this::poke);
        Throwable thrown =
                assertThrows(Throwable.class, () -> await(loop.createDatagramEndpoint(() -> never, options)));
        assertEquals(List.of(), never.events);
        return thrown;
    }

    @Test
    void shouldBindAndTalkToAnybody() throws Exception {
        Recorder near = bound();
        Recorder far = bound();
        near.transport.sendto(bytes("hello"), address(far));
        until("it is here", () -> far.heard("hello"));
        assertEquals(address(near), far.from);
        far.transport.sendto(bytes("answer"), far.from);
        until("the answer is here", () -> near.heard("answer"));
        assertEquals(List.of("made", "answer"), near.events);
    }

    @Test
    void shouldTalkOverIpv6() throws Exception {
        assumeTrue(hasIpv6(), "this machine has no IPv6");
        Recorder far = open(DatagramOptions.at(new InetSocketAddress("::1", 0)));
        Recorder near = open(DatagramOptions.to(address(far)));
        near.transport.sendto(bytes("six"));
        until("it is here", () -> far.heard("six"));
        assertEquals(address(near), far.from);
        far.transport.sendto(bytes("answer"), far.from);
        until("the answer is here", () -> near.heard("answer"));
    }

    private static boolean hasIpv6() {
        try (DatagramSocket six = new DatagramSocket(new InetSocketAddress("::1", 0))) {
            return six.isBound();
        } catch (SocketException e) {
            return false;
        }
    }

    @Test
    void shouldConnectToOnePeer() throws Exception {
        Recorder far = bound();
        Recorder near = open(DatagramOptions.to(address(far)));
        assertEquals(Optional.of(address(far)), near.transport.getExtraInfo(ExtraInfo.PEERNAME));
        near.transport.sendto(bytes("one"));
        near.transport.sendto(bytes("two"), address(far));
        until("both are here", () -> far.heard("two"));
        assertThrows(IllegalArgumentException.class, () -> near.transport.sendto(bytes("x"), ANY));
        Recorder stranger = bound();
        stranger.transport.sendto(bytes("from a stranger"), address(near));
        far.transport.sendto(bytes("from the peer"), address(near));
        until("the peer's is here", () -> near.heard("from the peer"));
        assertFalse(near.heard("from a stranger"));
    }

    @Test
    void shouldBindAndConnect() throws Exception {
        Recorder far = bound();
        DatagramOptions both = DatagramOptions.builder()
                .localAddress(ANY)
                .remoteAddress(address(far))
                .build();
        Recorder near = open(both);
        near.transport.sendto(bytes("x"));
        until("it is here", () -> far.heard("x"));
        assertEquals(address(near), far.from);
    }

    @Test
    void shouldOpenByFamilyAlone() throws Exception {
        Recorder far = bound();
        Recorder near = open(
                DatagramOptions.builder().family(StandardProtocolFamily.INET).build());
        assertThrows(IllegalArgumentException.class, () -> near.transport.sendto(bytes("x")));
        near.transport.sendto(bytes("x"), address(far));
        until("it is here", () -> far.heard("x"));
    }

    @Test
    void shouldSendToABroadcastPeerWithoutConnecting() throws Exception {
        Recorder far = bound();
        DatagramOptions options = DatagramOptions.builder()
                .localAddress(ANY)
                .remoteAddress(address(far))
                .allowBroadcast(true)
                .build();
        Recorder near = open(options);
        assertEquals(Optional.empty(), near.transport.getExtraInfo(ExtraInfo.PEERNAME));
        assertEquals(
                true,
                near.transport
                        .getExtraInfo(ExtraInfo.SOCKET)
                        .orElseThrow()
                        .getOption(StandardSocketOptions.SO_BROADCAST));
        near.transport.sendto(bytes("x"));
        until("it is here", () -> far.heard("x"));
        Recorder stranger = bound();
        stranger.transport.sendto(bytes("heard too"), address(near));
        until("the stranger is heard", () -> near.heard("heard too"));
    }

    @Test
    void shouldReachEverybodyByABroadcastWhenItIsAllowed() throws Exception {
        DatagramOptions sharing = DatagramOptions.builder()
                .localAddress(new InetSocketAddress("0.0.0.0", 0))
                .reusePort(true)
                .build();
        Recorder first = open(sharing);
        Recorder second = open(DatagramOptions.builder()
                .localAddress(address(first))
                .reusePort(true)
                .build());
        InetSocketAddress everybody =
                new InetSocketAddress("127.255.255.255", address(first).getPort());
        Recorder near = open(
                DatagramOptions.builder().localAddress(ANY).allowBroadcast(true).build());
        near.transport.sendto(bytes("all"), everybody);
        until("both have heard it", () -> first.heard("all") && second.heard("all"));
        assertEquals(address(near), first.from);
        Recorder mute = bound();
        mute.transport.sendto(bytes("all"), everybody);
        assertEquals(ErrorKind.NOT_PERMITTED, ((LoopIOException) mute.errors.getFirst()).kind());
        assertFalse(mute.transport.isClosing());
    }

    @Test
    void shouldShareAnAddressWhenAllSaySo() throws Exception {
        Recorder first =
                open(DatagramOptions.builder().localAddress(ANY).reusePort(true).build());
        DatagramOptions second = DatagramOptions.builder()
                .localAddress(address(first))
                .reusePort(true)
                .build();
        assertEquals(address(first), address(open(second)));
        LoopIOException refused = (LoopIOException) failure(DatagramOptions.at(address(first)));
        assertEquals(ErrorKind.ADDRESS_IN_USE, refused.kind());
    }

    @Test
    void shouldTakeASocket() throws Exception {
        LoopSocket socket = loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM);
        socket.bind(ANY);
        Recorder near = open(DatagramOptions.builder().sock(socket).build());
        assertEquals(socket.localAddress(), address(near));
        Recorder far = bound();
        far.transport.sendto(bytes("x"), address(near));
        until("it is here", () -> near.heard("x"));
        assertThrows(IllegalStateException.class, () -> loop.sockRecv(socket, 1));
    }

    @Test
    void shouldTakeAConnectedSocket() throws Exception {
        Recorder far = bound();
        LoopSocket socket = loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM);
        await(loop.sockConnect(socket, address(far)));
        Recorder near = open(DatagramOptions.builder().sock(socket).build());
        near.transport.sendto(bytes("x"));
        until("it is here", () -> far.heard("x"));
        assertEquals(Optional.of(address(far)), near.transport.getExtraInfo(ExtraInfo.PEERNAME));
    }

    @Test
    void shouldRefuseASocketOfAnotherKind() throws Exception {
        try (LoopSocket stream = loop.createSocket(StandardProtocolFamily.INET, SocketKind.STREAM)) {
            Throwable refused = failure(DatagramOptions.builder().sock(stream).build());
            assertTrue(refused instanceof IllegalArgumentException, refused::toString);
            assertTrue(refused.getMessage().contains("datagram socket was expected"), refused.getMessage());
            stream.setOption(StandardSocketOptions.TCP_NODELAY, true);
        }
    }

    @Test
    void shouldCloseAGivenSocketWhenItFails() throws Exception {
        Recorder first = bound();
        InetSocketAddress free = address(first);
        first.transport.close();
        until("it is lost", () -> first.heard("lost"));
        LoopSocket socket = loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM);
        socket.bind(free);
        failure(DatagramOptions.builder()
                .sock(socket)
                .option(StandardSocketOptions.TCP_NODELAY, true)
                .build());
        LoopSocket another = loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM);
        another.bind(free);
        assertThrows(
                IllegalStateException.class,
                () -> await(loop.createDatagramEndpoint(
                        () -> {
                            throw new IllegalStateException("on purpose");
                        },
                        DatagramOptions.builder().sock(another).build())));
        iterations(2);
        open(DatagramOptions.at(free));
    }

    @Test
    void shouldRefuseOptionsThatContradictEachOther() throws Exception {
        try (LoopSocket socket = loop.createSocket(StandardProtocolFamily.INET, SocketKind.DATAGRAM)) {
            refused("localAddress", given -> given.sock(socket).localAddress(ANY));
            refused("remoteAddress", given -> given.sock(socket).remoteAddress(ANY));
            refused("family", given -> given.sock(socket).family(StandardProtocolFamily.INET));
            refused("proto", given -> given.sock(socket).proto(17));
            refused("flags", given -> given.sock(socket).flags(Set.of(AddressFlag.PASSIVE)));
            refused("reusePort", given -> given.sock(socket).reusePort(true));
            refused("allowBroadcast", given -> given.sock(socket).allowBroadcast(true));
        }
        refused("Neither an address nor a family", given -> given);
        UnixDomainSocketAddress unix = UnixDomainSocketAddress.of("/nowhere/socket");
        refused("", given -> given.localAddress(unix).remoteAddress(ANY));
    }

    private static void refused(String said, UnaryOperator<DatagramOptions.Builder> set) {
        IllegalArgumentException thrown =
                assertThrows(IllegalArgumentException.class, () -> set.apply(DatagramOptions.builder())
                        .build());
        assertTrue(thrown.getMessage().contains(said), thrown.getMessage());
    }

    @Test
    void shouldRefuseAnAddressOfAnotherFamilyThanIsAskedFor() {
        LoopIOException refused = (LoopIOException) failure(DatagramOptions.builder()
                .localAddress(ANY)
                .family(StandardProtocolFamily.INET6)
                .build());
        assertTrue(refused.getMessage().contains("INET6"), refused.getMessage());
    }

    @Test
    void shouldSetOptionsBeforeItBinds() throws Exception {
        Recorder near = open(DatagramOptions.builder()
                .localAddress(ANY)
                .option(StandardSocketOptions.IP_TOS, 8)
                .build());
        assertEquals(
                8, near.transport.getExtraInfo(ExtraInfo.SOCKET).orElseThrow().getOption(StandardSocketOptions.IP_TOS));
        Throwable refused = failure(DatagramOptions.builder()
                .localAddress(ANY)
                .option(StandardSocketOptions.TCP_NODELAY, true)
                .build());
        assertTrue(refused instanceof UnsupportedOperationException, refused::toString);
    }

    @Test
    void shouldSayThatAnAddressIsInUseOrNotHere() throws Exception {
        Recorder first = bound();
        LoopIOException taken = (LoopIOException) failure(DatagramOptions.at(address(first)));
        assertEquals(ErrorKind.ADDRESS_IN_USE, taken.kind());
        LoopIOException elsewhere =
                (LoopIOException) failure(DatagramOptions.at(new InetSocketAddress("203.0.113.1", 0)));
        assertEquals(ErrorKind.ADDRESS_NOT_AVAILABLE, elsewhere.kind());
    }

    @Test
    void shouldRefuseAddressesWithoutAFamilyInCommon() {
        LoopIOException refused = (LoopIOException) failure(DatagramOptions.builder()
                .localAddress(ANY)
                .remoteAddress(new InetSocketAddress("::1", 9))
                .build());
        assertTrue(refused.getMessage().contains("family in common"), refused.getMessage());
    }

    @Test
    void shouldSayThatUnixDatagramsAreNotToBeHad() {
        assumeTrue(!hasUnix(), "it has Unix datagrams");
        Throwable refused = failure(DatagramOptions.at(UnixDomainSocketAddress.of("/nowhere/socket")));
        assertTrue(refused instanceof UnsupportedOperationException, refused::toString);
        assertTrue(refused.getMessage().contains("UNIX_DATAGRAM"), refused.getMessage());
    }

    private boolean hasUnix() {
        return loop.io().capabilities().contains(Capability.UNIX_DATAGRAM);
    }

    @Test
    void shouldTalkOverUnixPaths(@TempDir Path folder) throws Exception {
        assumeTrue(hasUnix(), "it has no Unix datagrams");
        UnixDomainSocketAddress here = UnixDomainSocketAddress.of(folder.resolve("here"));
        UnixDomainSocketAddress there = UnixDomainSocketAddress.of(folder.resolve("there"));
        exchange(here, there);
        // The files are still there.
        exchange(here, there);
    }

    @Test
    void shouldTalkOverAbstractNames(@TempDir Path folder) throws Exception {
        assumeTrue(loop.io().capabilities().contains(Capability.UNIX_ABSTRACT), "it has no abstract names");
        exchange(AbstractUnixAddress.of(folder + " here"), AbstractUnixAddress.of(folder + " there"));
    }

    private void exchange(SocketAddress here, SocketAddress there) throws Exception {
        Recorder far = open(DatagramOptions.at(there));
        Recorder near = open(DatagramOptions.builder()
                .localAddress(here)
                .remoteAddress(there)
                .build());
        near.transport.sendto(bytes("hello"), null);
        until("it is here", () -> far.heard("hello"));
        assertEquals(here, far.from);
        far.transport.sendto(bytes("answer"), here);
        until("the answer is here", () -> near.heard("answer"));
        near.transport.close();
        far.transport.close();
        until("both are gone", () -> near.events.contains("lost") && far.events.contains("lost"));
    }

    /** The sender is ready to send all the while, so that readiness says nothing. */
    @Test
    void shouldNotTurnInVainWhileAPeerIsFull(@TempDir Path folder) throws Exception {
        assumeTrue(hasUnix(), "it has no Unix datagrams");
        UnixDomainSocketAddress there = UnixDomainSocketAddress.of(folder.resolve("there"));
        Recorder near = open(DatagramOptions.at(UnixDomainSocketAddress.of(folder.resolve("here"))));
        LoopSocket far = loop.createSocket(StandardProtocolFamily.UNIX, SocketKind.DATAGRAM);
        far.bind(there);
        int count = 200;
        for (int i = 0; i < count; i++) {
            near.transport.sendto(bytes("number " + i), there);
        }
        ObjectName bean = new ObjectName("dev.gyre:type=EventLoop,name=\"udp\"");
        long before = (long) BEANS.getAttribute(bean, "Iterations");
        loop.callLater(50, TimeUnit.MILLISECONDS, loop::stop);
        loop.runForever();
        long iterations = (long) BEANS.getAttribute(bean, "Iterations") - before;
        assertTrue(iterations < 500, () -> iterations + " iterations");
        for (int i = 0; i < count; i++) {
            assertEquals(bytes("number " + i), await(loop.sockRecv(far, 100)));
        }
        far.close();
    }

    @Test
    void shouldLeaveAFileAloneThatIsNoSocket(@TempDir Path folder) throws Exception {
        assumeTrue(hasUnix(), "it has no Unix datagrams");
        Path file = Files.createFile(folder.resolve("file"));
        LoopIOException refused = (LoopIOException) failure(DatagramOptions.at(UnixDomainSocketAddress.of(file)));
        assertEquals(ErrorKind.ADDRESS_IN_USE, refused.kind());
        assertTrue(Files.isRegularFile(file));
    }

    @Test
    void shouldResolveBothAddressesAndPairThem() throws Exception {
        Recorder far = bound();
        provide(ResolverProvider.class, new Book());
        DatagramOptions named = DatagramOptions.builder()
                .localAddress(InetSocketAddress.createUnresolved("here.example", 0))
                .remoteAddress(InetSocketAddress.createUnresolved(
                        "there.example", address(far).getPort()))
                .build();
        Recorder near = open(named);
        near.transport.sendto(bytes("x"));
        until("it is here", () -> far.heard("x"));
        assertSame(
                StandardProtocolFamily.INET,
                near.transport.getExtraInfo(ExtraInfo.SOCKET).orElseThrow().family());
    }

    @Test
    void shouldTellTheFirstFailureOfAll() {
        provide(ResolverProvider.class, new Book());
        LoopIOException refused = (LoopIOException)
                failure(DatagramOptions.at(InetSocketAddress.createUnresolved("elsewhere.example", 0)));
        assertEquals(ErrorKind.ADDRESS_NOT_AVAILABLE, refused.kind());
        assertTrue(refused.getMessage().contains("203.0.113.7"), refused.getMessage());
    }

    @Test
    void shouldCloseTheSocketOfAFactoryThatThrows() throws Exception {
        Recorder first = bound();
        InetSocketAddress free = address(first);
        first.transport.close();
        until("it is lost", () -> first.heard("lost"));
        IllegalStateException onPurpose = new IllegalStateException("on purpose");
        assertSame(
                onPurpose,
                assertThrows(
                        IllegalStateException.class,
                        () -> await(loop.createDatagramEndpoint(
                                () -> {
                                    throw onPurpose;
                                },
                                DatagramOptions.at(free)))));
        iterations(2);
        open(DatagramOptions.at(free));
    }

    @Test
    void shouldLeaveNothingWhenItIsCancelled() throws Exception {
        provide(ResolverProvider.class, new Book());
        Recorder cancelled = new Recorder(this::poke);
        LoopFuture<?> resolving = loop.createDatagramEndpoint(
                () -> cancelled, DatagramOptions.at(InetSocketAddress.createUnresolved("here.example", 0)));
        resolving.cancel();
        iterations(3);
        assertEquals(List.of(), cancelled.events);
        LoopFuture<?> opening = loop.createDatagramEndpoint(() -> cancelled, DatagramOptions.at(ANY));
        opening.cancel();
        until("it is lost", () -> cancelled.heard("lost"));
        assertEquals(List.of("made", "lost"), cancelled.events);
        assertTrue(cancelled.transport.isClosing());
    }

    @Test
    void shouldTellAboutItself() throws Exception {
        Recorder near = bound();
        near.transport.sendto(bytes("four"), address(near));
        until("it is here", () -> near.heard("four"));
        Traffic traffic = near.transport.getExtraInfo(ExtraInfo.TRAFFIC).orElseThrow();
        assertEquals(4, traffic.received());
        assertEquals(4, traffic.sent());
        assertSame(loop, near.transport.getExtraInfo(ExtraInfo.LOOP).orElseThrow());
        assertSame(near, near.transport.getProtocol());
        assertNull(near.transport.getExtraInfo(ExtraInfo.PEERNAME).orElse(null));
    }

    /** Knows where here, there and elsewhere are. */
    private static final class Book implements ResolverProvider {
        @Override
        public String name() {
            return "book";
        }

        @Override
        public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) {
            return switch (host) {
                case "elsewhere.example" -> infos(port, "203.0.113.7", "2001:db8::7");
                case "here.example" -> infos(port, "127.0.0.1", "::1");
                default -> infos(port, "127.0.0.1");
            };
        }

        private static List<AddressInfo> infos(int port, String... numbers) {
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
