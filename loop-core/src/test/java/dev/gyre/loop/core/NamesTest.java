package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.ResolverProvider;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Resolving hosts and addresses by the JDK's resolver and the C library's, and how another takes their place. The codes are what glibc answers. */
@ParameterizedClass
@MethodSource("resolvers")
class NamesTest extends EngineTestCase {
    @Parameter(1)
    Resolver resolver;

    static List<Arguments> resolvers() {
        return Stream.of(Backend.NIO, Backend.EPOLL, Backend.PARKED)
                .flatMap(backend -> Stream.of(Resolver.values()).map(each -> Arguments.of(backend, each)))
                .toList();
    }

    private Registration added;

    @BeforeEach
    void addResolver() {
        added = resolver.addTo(loop);
    }

    @AfterEach
    void removeResolver() {
        added.close();
    }

    private ResolverException failure(LoopFuture<?> lookup) {
        return assertThrows(ResolverException.class, () -> await(lookup));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, 80, INET6, 1, 0, -9",
        "127.0.0.1, 80, UNIX, 1, 0, -6",
        "127.0.0.1, 80,, 1, 17, -7",
        "127.0.0.1, 80,, 99, 0, -7",
        "127.0.0.1, 80,, 0, 99, -8",
        "127.0.0.1, 80,, 3, 0, -8",
        "127.0.0.1, -1,, 1, 0, -8",
        "[::1], 80,, 1, 0, -2",
        "1:2, 80,, 1, 0, -2",
        "256.1.1.1, 80,, 1, 0, -2",
        "127.0.0.1%1, 80,, 1, 0, -2",
        "::1%lo, 80,, 1, 0, -2",
        "a..b, 80,, 1, 0, -2",
        "'', 80,, 1, 0, -2",
        "fe80::1%nosuchinterface, 80,, 1, 0, -2"
    })
    void shouldRefuseAsTheCLibraryDoes(
            String host, int port, StandardProtocolFamily family, int type, int protocol, int code) {
        AddressHints hints = new AddressHints(family, type, protocol, Set.of());
        int found = failure(loop.getaddrinfo(host, port, hints)).code();
        boolean unanswered = resolver == Resolver.NATIVE && found == ResolverException.EAI_AGAIN;
        assertEquals(
                code, unanswered ? ResolverException.EAI_NONAME : found, "a machine without a name server cannot tell");
    }

    /** As {@code inet_aton} does, where leading zeros are octal. */
    @ParameterizedTest
    @CsvSource({
        "127.1, 127.0.0.1",
        "0x7f.1, 127.0.0.1",
        "2130706433, 127.0.0.1",
        "010.0.0.1, 8.0.0.1",
        "::1, ::1",
        "0:0:1:0:0:0:0:2, 0:0:1::2",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1::, 1::",
        "::, ::",
        "fe80::1%1, fe80::1%1",
        "2001:db8::1%7, 2001:db8::1%7"
    })
    void shouldReadAndWriteNumbersAsTheCLibraryDoes(String host, String number) throws Exception {
        LoopFuture<List<AddressInfo>> lookup = loop.getaddrinfo(host, 80, AddressHints.stream());
        assertTrue(lookup.isDone(), "a number does not leave the loop");
        NameInfo name = await(loop.getnameinfo(lookup.result().getFirst().address(), Set.of(NameFlag.NUMERICHOST)));
        NetworkInterface first = NetworkInterface.getByIndex(1);
        String expected =
                number.startsWith("fe80") && first != null ? number.replace("%1", "%" + first.getName()) : number;
        assertEquals(expected, name.host());
    }

    @Test
    void shouldPassOverAResolverThatDoesNotSayWhetherItCan() throws Exception {
        ResolverProvider broken = new ResolverProvider() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Availability availability() {
                throw new NoClassDefFoundError("gone");
            }

            @Override
            public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) {
                throw new AssertionError("asked");
            }

            @Override
            public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
                throw new AssertionError("asked");
            }
        };
        try (Registration _ = loop.subsystems().add(ResolverProvider.class, broken, 100)) {
            assertTrue(await(loop.getaddrinfo("localhost", 80, AddressHints.stream())).stream()
                    .allMatch(each -> each.address().getAddress().isLoopbackAddress()));
        }
    }

    @Test
    void shouldKeepScopes() throws Exception {
        NetworkInterface loopback = NetworkInterface.getByIndex(1);
        assumeTrue(loopback != null, "no interface 1");
        String host = "fe80::1%" + loopback.getName();
        AddressInfo found =
                await(loop.getaddrinfo(host, 80, AddressHints.stream())).getFirst();
        assertEquals(StandardProtocolFamily.INET6, found.family());
        assertEquals(1, ((Inet6Address) found.address().getAddress()).getScopeId());
        AddressInfo byNumber =
                await(loop.getaddrinfo("fe80::1%1", 80, AddressHints.stream())).getFirst();
        assertEquals(found.address(), byNumber.address());
    }

    @Test
    void shouldFilterByTypeAndProtocol() throws Exception {
        AddressHints datagrams = new AddressHints(null, 0, 17, Set.of());
        List<AddressInfo> found = await(loop.getaddrinfo("127.0.0.1", 53, datagrams));
        assertEquals(1, found.size());
        assertEquals(AddressHints.DGRAM, found.getFirst().type());
        assertEquals(17, found.getFirst().protocol());
        assertNull(found.getFirst().canonicalName());
    }

    @Test
    void shouldSayWhatItLacks() throws Exception {
        assertEquals(resolver.capabilities(), loop.resolverCapabilities());
        assertEquals(
                "127.0.0.1",
                await(loop.getaddrinfo("127.0.0.1", 80, flagged(AddressFlag.CANONNAME)))
                        .getFirst()
                        .canonicalName());
        LoopFuture<List<AddressInfo>> canonical = loop.getaddrinfo("localhost", 80, flagged(AddressFlag.CANONNAME));
        LoopFuture<List<AddressInfo>> mapped = loop.getaddrinfo("::1", 80, flagged(AddressFlag.V4MAPPED));
        LoopFuture<NameInfo> local = loop.getnameinfo(new InetSocketAddress("127.0.0.1", 80), Set.of(NameFlag.NOFQDN));
        if (resolver == Resolver.NATIVE) {
            assertNotNull(await(canonical).getFirst().canonicalName());
            assertEquals(1, await(mapped).size());
            assertNotNull(await(local).host());
        } else {
            ResolverException refused = failure(canonical);
            assertEquals(ResolverException.EAI_BADFLAGS, refused.code());
            assertTrue(refused.getMessage().contains("CANONICAL_NAMES"), refused.getMessage());
            assertEquals(ResolverException.EAI_BADFLAGS, failure(mapped).code());
            assertEquals(ResolverException.EAI_BADFLAGS, failure(local).code());
        }
    }

    private static AddressHints flagged(AddressFlag flag) {
        return AddressHints.stream().withFlags(Set.of(flag));
    }

    @Test
    void shouldResolveServices() throws Exception {
        LoopFuture<List<AddressInfo>> number = loop.getaddrinfo("127.0.0.1", "80", AddressHints.stream());
        assertTrue(number.isDone(), "a number does not leave the loop");
        assertEquals(80, number.result().getFirst().address().getPort());
        for (String beyond : List.of("65536", "99999999999999999999")) {
            assertEquals(
                    ResolverException.EAI_SERVICE,
                    failure(loop.getaddrinfo("127.0.0.1", beyond, AddressHints.stream()))
                            .code());
        }
        for (String unknown : List.of("no-such-service", "-1")) {
            assertEquals(
                    ResolverException.EAI_SERVICE,
                    failure(loop.getaddrinfo("127.0.0.1", unknown, AddressHints.stream()))
                            .code());
        }
        assertEquals(
                ResolverException.EAI_NONAME,
                failure(loop.getaddrinfo("127.0.0.1", "http", flagged(AddressFlag.NUMERICSERV)))
                        .code());
        LoopFuture<List<AddressInfo>> named = loop.getaddrinfo("127.0.0.1", "http", AddressHints.stream());
        if (resolver == Resolver.NATIVE) {
            assumeTrue(Files.exists(Path.of("/etc/services")), "no /etc/services");
            assertEquals(80, await(named).getFirst().address().getPort());
        } else {
            ResolverException refused = failure(named);
            assertEquals(ResolverException.EAI_SERVICE, refused.code());
            assertTrue(refused.getMessage().contains("SERVICE_NAMES"), refused.getMessage());
        }
    }

    @Test
    void shouldNameAnAddressOrSayThatItHasNone() throws Exception {
        InetSocketAddress documentation = new InetSocketAddress("192.0.2.1", 80);
        NameInfo number = await(loop.getnameinfo(documentation, Set.of(NameFlag.NUMERICHOST, NameFlag.NUMERICSERV)));
        assertEquals(new NameInfo("192.0.2.1", "80"), number);
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("some.example", 80);
        assertEquals(
                ResolverException.EAI_NONAME,
                failure(loop.getnameinfo(unresolved, Set.of())).code());
    }

    @Test
    void shouldAskTheBestResolverThereIs() throws Exception {
        Fixed first = new Fixed("10.0.0.1");
        try (Registration _ = loop.subsystems().add(ResolverProvider.class, first, 1)) {
            assertEquals("10.0.0.1", ask());
            assertEquals(Set.of(ResolverCapability.SERVICE_NAMES), loop.resolverCapabilities());
            try (Registration _ = loop.subsystems().add(ResolverProvider.class, new Fixed("10.0.0.2"), 2)) {
                assertEquals("10.0.0.2", ask());
            }
            assertEquals("10.0.0.1", ask());
            first.available = false;
            assertEquals(resolver.capabilities(), loop.resolverCapabilities());
        }
    }

    private String ask() throws Exception {
        return await(loop.getaddrinfo("some.example", 80, AddressHints.stream()))
                .getFirst()
                .address()
                .getAddress()
                .getHostAddress();
    }

    @Test
    void shouldAskNoResolverForANumber() throws Exception {
        try (Registration _ = loop.subsystems().add(ResolverProvider.class, new Fixed("10.0.0.1"), 1)) {
            LoopFuture<List<AddressInfo>> lookup = loop.getaddrinfo("127.0.0.1", 80, AddressHints.stream());
            assertTrue(lookup.isDone());
            assertEquals(
                    "127.0.0.1",
                    lookup.result().getFirst().address().getAddress().getHostAddress());
        }
    }

    @Test
    void shouldFailOneLookupByAResolverThatFails() throws Exception {
        Fixed fixed = new Fixed("10.0.0.1");
        try (Registration _ = loop.subsystems().add(ResolverProvider.class, fixed, 1)) {
            fixed.failure = new IllegalStateException("on purpose");
            assertThrows(IllegalStateException.class, this::ask);
            fixed.failure = new NoClassDefFoundError("gone with its bundle");
            assertEquals(
                    ResolverException.EAI_FAIL,
                    assertThrows(ResolverException.class, this::ask).code());
            fixed.failure = null;
            fixed.address = null;
            assertEquals(
                    ResolverException.EAI_FAIL,
                    assertThrows(ResolverException.class, this::ask).code());
            fixed.address = "10.0.0.9";
            assertEquals("10.0.0.9", ask());
        }
    }

    @Test
    void shouldNotWaitForAResolverThatHangs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        Fixed fixed = new Fixed("10.0.0.1");
        fixed.before = () -> {
            asked.countDown();
            awaitWhateverComes(answers);
        };
        try (Registration _ = loop.subsystems().add(ResolverProvider.class, fixed, 1)) {
            LoopFuture<List<AddressInfo>> lookup = loop.getaddrinfo("slow.example", 80, AddressHints.stream());
            asked.await();
            loop.callLater(1, TimeUnit.MILLISECONDS, () -> lookup.cancel("no answer in time"));
            CancellationException timedOut = assertThrows(CancellationException.class, () -> await(lookup));
            assertEquals("no answer in time", timedOut.getMessage());
            assertEquals(7, await(loop.runInExecutor(() -> 7)), "others are served meanwhile");
        } finally {
            answers.countDown();
        }
        assertFalse(loop.isRunning());
    }

    /** Heeds no interrupt, as the system's own lookup does not. */
    private static void awaitWhateverComes(CountDownLatch latch) {
        boolean done = false;
        while (!done) {
            try {
                latch.await();
                done = true;
            } catch (InterruptedException heededLater) {
                Thread.interrupted();
            }
        }
    }

    /** Always answers the same, or fails as it is told. */
    private static final class Fixed implements ResolverProvider {
        private volatile String address;
        private volatile Throwable failure;
        private volatile boolean available = true;
        private volatile Runnable before = () -> {};

        Fixed(String address) {
            this.address = address;
        }

        @Override
        public String name() {
            return "fixed";
        }

        @Override
        public Availability availability() {
            return available ? Availability.yes("always") : Availability.no("switched off");
        }

        @Override
        public Set<ResolverCapability> capabilities() {
            return Set.of(ResolverCapability.SERVICE_NAMES);
        }

        @Override
        public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) {
            before.run();
            switch (failure) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case null, default -> {}
            }
            String present = address;
            return present == null
                    ? null
                    : List.of(new AddressInfo(
                            StandardProtocolFamily.INET,
                            AddressHints.STREAM,
                            6,
                            null,
                            new InetSocketAddress(present, port)));
        }

        @Override
        public NameInfo getnameinfo(InetSocketAddress asked, Set<NameFlag> flags) {
            return new NameInfo("fixed", "0");
        }
    }
}
