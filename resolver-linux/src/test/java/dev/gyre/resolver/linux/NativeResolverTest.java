package dev.gyre.resolver.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.ResolverProvider;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the C library answers, as the API has it. */
class NativeResolverTest {
    private final ResolverProvider resolver = ServiceLoader.load(ResolverProvider.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(each -> each.name().equals("native"))
            .findFirst()
            .orElseThrow();

    private ResolverException refused(String host, int port, AddressHints hints) {
        return assertThrows(ResolverException.class, () -> resolver.getaddrinfo(host, port, hints));
    }

    @Test
    void shouldComeBeforeTheEnginesAndAfterThoseOfApplications() {
        assertTrue(resolver.availability().available(), resolver.availability().reason());
        assertEquals(EnumSet.allOf(ResolverCapability.class), resolver.capabilities());
        assertTrue(resolver.ranking() > Integer.MIN_VALUE && resolver.ranking() < 0);
    }

    @Test
    void shouldAnswerForLoopbackWithoutAHostAndForAllWhenPassive() throws Exception {
        List<AddressInfo> loopback = resolver.getaddrinfo(null, 80, AddressHints.stream());
        assertTrue(
                loopback.stream().allMatch(each -> each.address().getAddress().isLoopbackAddress()));
        AddressHints passive = AddressHints.stream().withFlags(Set.of(AddressFlag.PASSIVE));
        List<AddressInfo> any = resolver.getaddrinfo(null, 80, passive);
        assertTrue(any.stream().allMatch(each -> each.address().getAddress().isAnyLocalAddress()));
    }

    @Test
    void shouldLeaveOutRawSocketsUnlessTheyAreAskedFor() throws Exception {
        List<AddressInfo> found = resolver.getaddrinfo("127.0.0.1", 80, AddressHints.any());
        assertEquals(List.of(1, 2), found.stream().map(AddressInfo::type).toList());
        assertEquals(List.of(6, 17), found.stream().map(AddressInfo::protocol).toList());
    }

    @Test
    void shouldRememberTheNameItWasAskedFor() throws Exception {
        AddressInfo named =
                resolver.getaddrinfo("localhost", 80, AddressHints.stream()).getFirst();
        assertEquals("localhost", named.address().getHostString());
        assertNull(named.canonicalName());
    }

    @Test
    void shouldGiveTheFirstAnswerACanonicalNameWhenAsked() throws Exception {
        AddressHints canonical = AddressHints.any().withFlags(Set.of(AddressFlag.CANONNAME));
        List<AddressInfo> found = resolver.getaddrinfo("127.0.0.1", 80, canonical);
        assertEquals("127.0.0.1", found.getFirst().canonicalName());
        assertNull(found.getLast().canonicalName());
    }

    @Test
    void shouldMapAddressesToTheFamilyThatIsAskedFor() throws Exception {
        AddressHints six = AddressHints.stream().withFamily(StandardProtocolFamily.INET6);
        assertEquals(
                ResolverException.EAI_ADDRFAMILY, refused("127.0.0.1", 80, six).code());
        AddressInfo mapped = resolver.getaddrinfo("127.0.0.1", 80, six.withFlags(Set.of(AddressFlag.V4MAPPED)))
                .getFirst();
        assertEquals(StandardProtocolFamily.INET6, mapped.family());
        assertInstanceOf(Inet4Address.class, mapped.address().getAddress(), "the JDK has no mapped ones");
    }

    @Test
    void shouldKeepScopesBothWays() throws Exception {
        Inet6Address scoped = assertInstanceOf(
                Inet6Address.class,
                resolver.getaddrinfo("fe80::1%1", 80, AddressHints.stream())
                        .getFirst()
                        .address()
                        .getAddress());
        assertEquals(1, scoped.getScopeId());
        Inet6Address far = Inet6Address.getByAddress(
                null, InetAddress.ofLiteral("2001:db8::1").getAddress(), 7);
        NameInfo name = resolver.getnameinfo(
                new InetSocketAddress(far, 80), Set.of(NameFlag.NUMERICHOST, NameFlag.NUMERICSERV));
        assertEquals(new NameInfo("2001:db8::1%7", "80"), name);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536, Integer.MAX_VALUE})
    void shouldRefusePortsThatAreNone(int port) {
        assertEquals(
                ResolverException.EAI_SERVICE,
                refused("127.0.0.1", port, AddressHints.stream()).code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1\0.example", "a..b", ".", "x.\u00f6\u00f6\u00f6\u00f6\u00f6\u00f6..example"})
    void shouldRefuseWhatIsNoName(String host) {
        ResolverException e = refused(host, 80, AddressHints.stream());
        assertTrue(
                Set.of(ResolverException.EAI_NONAME, ResolverException.EAI_NODATA, ResolverException.EAI_AGAIN)
                        .contains(e.code()),
                () -> e.code() + " " + e.getMessage());
    }

    @Test
    void shouldRefuseAServiceWithAZeroCharacter() {
        ResolverException e = assertThrows(
                ResolverException.class, () -> resolver.getaddrinfo("127.0.0.1", "80\0x", AddressHints.stream()));
        assertEquals(ResolverException.EAI_NONAME, e.code());
        assertTrue(e.getMessage().contains("zero character"), e.getMessage());
    }

    @Test
    void shouldSayWhatWasAskedAndWhatTheLibrarySays() {
        ResolverException e = assertThrows(
                ResolverException.class,
                () -> resolver.getaddrinfo("127.0.0.1", "nosuchservice", AddressHints.stream()));
        assertTrue(e.getMessage().contains("127.0.0.1 with service nosuchservice"), e.getMessage());
        assertTrue(e.getMessage().contains("/etc/services"), e.getMessage());
        assertNull(e.getCause());
    }

    @Test
    void shouldHaveTheSystemsErrorAsTheCause() {
        LoopIOException system = Failure.system(-24);
        ResolverException e = Failure.of(ResolverException.EAI_SYSTEM, "System error", system, "resolve some.example");
        assertEquals("Cannot resolve some.example: System error: EMFILE (24)", e.getMessage());
        assertEquals(system, e.getCause());
        assertEquals(24, system.errno().orElseThrow());
        assertEquals(ErrorKind.TOO_MANY_FILES, system.kind());
    }

    @Test
    void shouldNameNoAddressThatIsNotResolved() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("some.example", 80);
        ResolverException e = assertThrows(ResolverException.class, () -> resolver.getnameinfo(unresolved, Set.of()));
        assertEquals(ResolverException.EAI_NONAME, e.code());
    }

    @Test
    void shouldAnswerAnInterruptedThreadAndLeaveItInterrupted() throws Exception {
        Thread.currentThread().interrupt();
        try {
            assertEquals(
                    1,
                    resolver.getaddrinfo("127.0.0.1", 80, AddressHints.stream()).size());
        } finally {
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void shouldServeSeveralThreadsAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Void>> lookups = new ArrayList<>();
            for (int port = 1; port <= 1000; port++) {
                int own = port;
                lookups.add(() -> {
                    InetSocketAddress found = resolver.getaddrinfo("127.0.0." + own % 256, own, AddressHints.stream())
                            .getFirst()
                            .address();
                    assertEquals(own, found.getPort());
                    assertEquals(
                            new NameInfo("127.0.0." + own % 256, "" + own),
                            resolver.getnameinfo(found, Set.of(NameFlag.NUMERICHOST, NameFlag.NUMERICSERV)));
                    return null;
                });
            }
            for (Future<Void> each : threads.invokeAll(lookups)) {
                each.get();
            }
        }
    }
}
