package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.ResolverProvider;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Server;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A resolver of one's own. */
final class ResolverIT extends ModeTestCase {
    private static final AddressHints CANONICAL = AddressHints.stream().withFlags(Set.of(AddressFlag.CANONNAME));

    @Test
    void shouldConnectByAResolverOfOnesOwn() throws Exception {
        Server server = rig.serve(() -> new Peer(rig));
        int port = Rig.address(server).getPort();
        Peer client = new Peer(rig);
        try (Registration _ = rig.loop().subsystems().add(ResolverProvider.class, new Book(), 1)) {
            assertEquals(Set.of(ResolverCapability.CANONICAL_NAMES), rig.loop().resolverCapabilities());
            rig.await(rig.loop().createConnection(() -> client, ConnectOptions.to("in.the.book", port)));
            AddressInfo canonical = rig.await(rig.loop().getaddrinfo("in.the.book", port, CANONICAL))
                    .getFirst();
            assertEquals("canonical.example", canonical.canonicalName());
        }
        client.transport.abort();
        rig.until("it is lost", client::lost);
        rig.await(server.shutdown(Duration.ofSeconds(5)));
    }

    @Test
    void shouldAskTheCLibraryWhereNobodyComesBeforeIt() throws Exception {
        assertEquals(EnumSet.allOf(ResolverCapability.class), rig.loop().resolverCapabilities());
        assertNotNull(rig.await(rig.loop().getaddrinfo("localhost", 80, CANONICAL))
                .getFirst()
                .canonicalName());
        AddressHints mapped =
                CANONICAL.withFamily(StandardProtocolFamily.INET6).withFlags(Set.of(AddressFlag.V4MAPPED));
        AddressInfo found =
                rig.await(rig.loop().getaddrinfo("127.0.0.1", 80, mapped)).getFirst();
        assertEquals(StandardProtocolFamily.INET6, found.family());
        assertTrue(found.address().getAddress().isLoopbackAddress(), found.toString());
    }

    @Test
    void shouldConnectToAMappedAddress() throws Exception {
        Server server = rig.serve(() -> new Peer(rig));
        Peer client = new Peer(rig);
        rig.await(rig.loop()
                .createConnection(
                        () -> client,
                        ConnectOptions.to("127.0.0.1", Rig.address(server).getPort()).toBuilder()
                                .family(StandardProtocolFamily.INET6)
                                .flags(Set.of(AddressFlag.V4MAPPED))
                                .build()));
        client.transport.abort();
        rig.until("it is lost", client::lost);
        rig.await(server.shutdown(Duration.ofSeconds(5)));
    }

    @Test
    void shouldResolveServices() throws Exception {
        AddressHints stream = AddressHints.stream();
        assertEquals(
                7007,
                rig.await(rig.loop().getaddrinfo("localhost", "7007", stream))
                        .getFirst()
                        .address()
                        .getPort());
        ResolverException unknown = assertThrows(
                ResolverException.class,
                () -> rig.await(rig.loop().getaddrinfo("127.0.0.1", "no-such-service", stream)));
        assertEquals(ResolverException.EAI_SERVICE, unknown.code());
    }

    @Test
    void shouldAskAPublishedResolverUntilItLeaves() throws Exception {
        assertThrows(ResolverException.class, this::inTheBook);
        try (Registration _ = Stage.publish(ResolverProvider.class, new Book(), 5)) {
            assertEquals(80, inTheBook().getFirst().address().getPort());
        }
        assertThrows(ResolverException.class, this::inTheBook);
    }

    private List<AddressInfo> inTheBook() throws Exception {
        return rig.await(rig.loop().getaddrinfo("in.the.book", 80, AddressHints.stream()));
    }

    @Test
    void shouldReadAndWriteNumbersAsTheCLibraryDoes() throws Exception {
        assertEquals("8.0.0.1", number("010.0.0.1"));
        assertEquals("127.0.0.1", number("127.1"));
        assertEquals("2001:db8::1", number("2001:db8:0:0:0:0:0:1"));
    }

    private String number(String host) throws Exception {
        InetSocketAddress address = rig.await(rig.loop().getaddrinfo(host, 80, AddressHints.stream()))
                .getFirst()
                .address();
        return rig.await(rig.loop().getnameinfo(address, Set.of(NameFlag.NUMERICHOST)))
                .host();
    }

    /** Knows one name. */
    private static final class Book implements ResolverProvider {
        @Override
        public String name() {
            return "book";
        }

        @Override
        public Set<ResolverCapability> capabilities() {
            return Set.of(ResolverCapability.CANONICAL_NAMES);
        }

        @Override
        public List<AddressInfo> getaddrinfo(String host, int port, AddressHints hints) throws ResolverException {
            if (!host.equals("in.the.book")) {
                throw new ResolverException(ResolverException.EAI_NONAME, host + " is not in the book", null);
            }
            return List.of(new AddressInfo(
                    StandardProtocolFamily.INET,
                    AddressHints.STREAM,
                    6,
                    "canonical.example",
                    new InetSocketAddress("127.0.0.1", port)));
        }

        @Override
        public NameInfo getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
            return new NameInfo("in.the.book", "0");
        }
    }
}
