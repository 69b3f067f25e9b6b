package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket addresses as bytes, and by way of the kernel. */
class SocketAddressCodecTest extends CallsTestCase {
    private static final int INET = SocketCalls.AF_INET;
    private static final int INET6 = SocketCalls.AF_INET6;
    private static final int UNIX = SocketCalls.AF_UNIX;

    private final SocketAddressCodec codec = new SocketAddressCodec();

    @TempDir
    private Path folder;

    private MemorySegment storage() {
        return arena.allocate(SocketAddressCodec.STORAGE, 8).fill((byte) 0x5a);
    }

    private String written(SocketAddress address, int family) {
        MemorySegment to = storage();
        int length = SocketAddressCodec.write(address, family, to);
        assertEquals(0x5a, to.get(ValueLayout.JAVA_BYTE, length), "nothing is written after it");
        return HexFormat.of().formatHex(to.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    private SocketAddress throughMemory(SocketAddress address, int family) {
        MemorySegment to = storage();
        return SocketAddressCodec.read(to, SocketAddressCodec.write(address, family, to));
    }

    /** Binds a socket to what the codec has put, and asks the kernel what that was. */
    private SocketAddress throughTheKernel(int family, int length) {
        int socket = nonBlocking(family, SocketCalls.SOCK_STREAM);
        assertEquals(0, sockets.bind(socket, codec.address(), length));
        codec.clear();
        assertEquals(0, sockets.localAddress(socket, codec.address(), codec.lengthAddress()));
        close(socket);
        return codec.present();
    }

    private static Inet6Address scoped(String number, int scope) throws Exception {
        return Inet6Address.getByAddress(null, InetAddress.ofLiteral(number).getAddress(), scope);
    }

    @Test
    void shouldWriteWhatTheManualPagesSay() throws Exception {
        assertEquals(
                "0200" + "1f90" + "c0000201" + "0000000000000000",
                written(new InetSocketAddress("192.0.2.1", 8080), INET));
        assertEquals(
                "0a00" + "ffff" + "00000000" + "20010db8000000000000000000000001" + "00000000",
                written(new InetSocketAddress("2001:db8::1", 65535), INET6));
        assertEquals(
                "0a00" + "0000" + "00000000" + "fe800000000000000000000000000001" + "07000000",
                written(new InetSocketAddress(scoped("fe80::1", 7), 0), INET6));
        assertEquals(
                "0a00" + "0050" + "00000000" + "00000000000000000000ffffc0000201" + "00000000",
                written(new InetSocketAddress("192.0.2.1", 80), INET6));
        assertEquals(
                "0a00" + "0050" + "00000000" + "00000000000000000000000000000000" + "00000000",
                written(new InetSocketAddress("0.0.0.0", 80), INET6),
                "the wildcard is that of both families");
        assertEquals("0100" + "2f612f6200", written(UnixDomainSocketAddress.of("/a/b"), UNIX));
        assertEquals("0100", written(UnixDomainSocketAddress.of(""), UNIX));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 1, 2",
        "0.0.0.0, 0, 2",
        "255.255.255.255, 65535, 2",
        "::1, 80, 10",
        "::, 0, 10",
        "2001:db8::ffff:1, 32768, 10"
    })
    void shouldReadWhatItHasWritten(String host, int port, int family) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral(host), port);
        assertEquals(address, throughMemory(address, family));
    }

    @Test
    void shouldKeepScopes() throws Exception {
        for (int scope : new int[] {1, 7, Integer.MAX_VALUE}) {
            InetSocketAddress read =
                    (InetSocketAddress) throughMemory(new InetSocketAddress(scoped("fe80::1", scope), 80), INET6);
            assertEquals(scope, ((Inet6Address) read.getAddress()).getScopeId());
        }
    }

    @Test
    void shouldReadAMappedAddressAsAnIpv4One() {
        InetSocketAddress address = new InetSocketAddress("192.0.2.1", 80);
        InetSocketAddress read = (InetSocketAddress) throughMemory(address, INET6);
        assertEquals(Inet4Address.class, read.getAddress().getClass());
        assertEquals(address, read);
    }

    @Test
    void shouldLeaveNothingOfALongerAddressInAShorterOne() {
        codec.put(new InetSocketAddress("ffff::ffff", 1), INET6);
        codec.put(new InetSocketAddress("192.0.2.1", 80), INET6);
        codec.clear();
        codec.put(UnixDomainSocketAddress.of("/a/long/path/of/many/bytes"), UNIX);
        MemorySegment to = storage();
        SocketAddressCodec.write(UnixDomainSocketAddress.of("/a/long/path"), UNIX, to);
        int length = SocketAddressCodec.write(UnixDomainSocketAddress.of("/b"), UNIX, to);
        assertEquals(UnixDomainSocketAddress.of("/b"), SocketAddressCodec.read(to, length));
        assertEquals(
                UnixDomainSocketAddress.of("/b"),
                SocketAddressCodec.read(to, length + 20),
                "a path ends at its zero byte, whatever length a kernel counts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "0.0.0.0", "::"})
    void shouldBindAndBeToldTheSame(String host) {
        int family = host.contains(":") ? INET6 : INET;
        int length = codec.put(new InetSocketAddress(InetAddress.ofLiteral(host), 0), family);
        InetSocketAddress bound = (InetSocketAddress) throughTheKernel(family, length);
        assertEquals(InetAddress.ofLiteral(host), bound.getAddress());
        assertTrue(bound.getPort() > 0);
    }

    @Test
    void shouldBindAnIpv6SocketToAnIpv4Address() {
        InetSocketAddress bound =
                (InetSocketAddress) throughTheKernel(INET6, codec.put(new InetSocketAddress("127.0.0.1", 0), INET6));
        assertEquals(InetAddress.ofLiteral("127.0.0.1"), bound.getAddress());
    }

    @Test
    void shouldBindAUnixSocketAtAPath() {
        for (String name : new String[] {"s", "@s", "\u00f6"}) {
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve(name));
            assertEquals(address, throughTheKernel(UNIX, codec.put(address, UNIX)));
            assertFalse(codec.isUnnamed());
            assertNull(codec.presentAbstract());
        }
    }

    @Test
    void shouldTakeTheLongestPathAndNoLonger() {
        String longest = "/" + "x".repeat(106);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(longest);
        assertEquals(address, throughMemory(address, UNIX));
        assertEquals(2 + 107 + 1, codec.put(address, UNIX));
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class, () -> codec.put(UnixDomainSocketAddress.of(longest + "x"), UNIX));
        assertTrue(refused.getMessage().contains("has 108 bytes, and unix(7) takes 107"), refused.getMessage());
    }

    @Test
    void shouldBindAtTheLongestPath() {
        int room = 107 - folder.toString().length() - 1;
        assertTrue(room > 0, () -> "the temporary folder " + folder + " is too deep for a Unix socket");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("x".repeat(room)));
        assertEquals(address, throughTheKernel(UNIX, codec.put(address, UNIX)));
    }

    @Test
    void shouldBindAbstractNamesOfAnyBytes() {
        String unique = "gyre-test-" + ProcessHandle.current().pid();
        for (String name :
                new String[] {unique, unique + "\0with\0zeros", unique + "x".repeat(107 - unique.length())}) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            assertNull(throughTheKernel(UNIX, codec.putAbstract(bytes)), "the JDK has no class for it");
            assertArrayEquals(bytes, codec.presentAbstract());
            assertFalse(codec.isUnnamed());
        }
        assertThrows(IllegalArgumentException.class, () -> codec.putAbstract(new byte[108]));
    }

    @Test
    void shouldTellASocketWithoutAName() {
        int socket = nonBlocking(UNIX, SocketCalls.SOCK_STREAM);
        codec.clear();
        assertEquals(0, sockets.localAddress(socket, codec.address(), codec.lengthAddress()));
        assertTrue(codec.isUnnamed());
        assertEquals(UnixDomainSocketAddress.of(""), codec.present());
        assertNull(codec.presentAbstract());
    }

    @Test
    void shouldHaveTheKernelChooseAnAbstractName() {
        assertNull(throughTheKernel(UNIX, codec.putUnnamed()));
        assertEquals(5, codec.presentAbstract().length, "autobind of unix(7)");
    }

    @Test
    void shouldRefuseWhatDoesNotFitTheSocket() {
        InetSocketAddress four = new InetSocketAddress("127.0.0.1", 80);
        InetSocketAddress six = new InetSocketAddress("::1", 80);
        UnixDomainSocketAddress unix = UnixDomainSocketAddress.of("/s");
        assertRefused(six, INET, "is no IPv4 address");
        assertRefused(four, UNIX, "is no Unix address");
        assertRefused(unix, INET, "is a Unix address");
        assertRefused(unix, INET6, "is a Unix address");
        assertRefused(InetSocketAddress.createUnresolved("some.example", 80), INET, "ask getaddrinfo first");
        assertRefused(four, 99, "of family 99");
        assertRefused(six, 99, "of family 99");
        assertRefused(new SocketAddress() {}, INET, "internet and Unix addresses are known");
    }

    private void assertRefused(SocketAddress address, int family, String reason) {
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> codec.put(address, family));
        assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    }

    /** A peer may bind itself at any bytes. */
    @Test
    void shouldReadNothingWhereAPathCannotBeSaid() {
        MemorySegment memory = storage();
        memory.set(ValueLayout.JAVA_SHORT, 0, (short) SocketCalls.AF_UNIX);
        byte[] path = {'/', (byte) 0xff, (byte) 0xfe};
        MemorySegment.copy(path, 0, memory, ValueLayout.JAVA_BYTE, 2, path.length);
        SocketAddress read = SocketAddressCodec.read(memory, 2 + path.length);
        boolean anyBytes = "ISO-8859-1".equals(System.getProperty("sun.jnu.encoding"));
        assertEquals(anyBytes, read != null);
    }

    @Test
    void shouldReadNothingWhereThereIsNothing() {
        MemorySegment memory = storage();
        assertNull(SocketAddressCodec.read(memory, 0));
        assertNull(SocketAddressCodec.read(memory, 1));
        memory.set(ValueLayout.JAVA_SHORT, 0, (short) 99);
        assertNull(SocketAddressCodec.read(memory, 16), "a family that is not known");
        codec.clear();
        assertNull(codec.present());
    }
}
