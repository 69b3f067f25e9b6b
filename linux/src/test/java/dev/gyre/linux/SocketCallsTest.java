package dev.gyre.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sockets of the real kernel. */
class SocketCallsTest extends CallsTestCase {
    private static final int NO_DESCRIPTOR = -1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_TYPE = 3;
    private static final int SO_ERROR = 4;
    private static final int SO_KEEPALIVE = 9;
    /** Bytes of struct msghdr, and of mmsghdr, which has a length after it. */
    private static final int MSGHDR = 56;

    private static final int MMSGHDR = 64;
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress("127.0.0.1", 0);

    private final SocketAddressCodec codec = new SocketAddressCodec();
    private final MemorySegment room = arena.allocate(64, 8);

    private int bound(int type) {
        int socket = nonBlocking(SocketCalls.AF_INET, type);
        assertEquals(0, sockets.bind(socket, codec.address(), codec.put(ANY_PORT, SocketCalls.AF_INET)));
        return socket;
    }

    private int listening() {
        int socket = bound(SocketCalls.SOCK_STREAM);
        assertEquals(0, sockets.listen(socket, 16));
        return socket;
    }

    private SocketAddress local(int socket) {
        codec.clear();
        assertEquals(0, sockets.localAddress(socket, codec.address(), codec.lengthAddress()));
        return codec.present();
    }

    private SocketAddress remote(int socket) {
        codec.clear();
        assertEquals(0, sockets.remoteAddress(socket, codec.address(), codec.lengthAddress()));
        return codec.present();
    }

    /** On loopback a blocking connect does not wait. */
    private int connected(SocketAddress to, int type) {
        int socket = opened(sockets.socket(SocketCalls.AF_INET, type | SocketCalls.SOCK_CLOEXEC, 0));
        assertEquals(0, sockets.connect(socket, codec.address(), codec.put(to, SocketCalls.AF_INET)));
        return socket;
    }

    private int accepted(int listener) {
        codec.clear();
        return opened(sockets.accept(
                listener,
                codec.address(),
                codec.lengthAddress(),
                SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC));
    }

    private long send(int socket, String text) {
        return sockets.send(socket, bytes(text).address(), text.length(), SocketCalls.MSG_NOSIGNAL);
    }

    private String receive(int socket, int flags) {
        long count = sockets.receive(socket, room.address(), room.byteSize(), flags);
        assertTrue(count >= 0, () -> Errno.describe(count));
        return text(room, count);
    }

    @Test
    void shouldTalkOverAStreamUntilItsEnd() {
        int listener = listening();
        assertError(Errno.EAGAIN, sockets.accept(listener, 0, 0, 0));
        int client = connected(local(listener), SocketCalls.SOCK_STREAM);
        int server = accepted(listener);
        assertEquals(codec.present(), local(client), "accept tells the peer's address");
        assertEquals(local(server), remote(client));
        assertError(Errno.EAGAIN, sockets.receive(server, room.address(), 1, 0));
        assertError(Errno.EAGAIN, sockets.receive(client, room.address(), 1, SocketCalls.MSG_DONTWAIT));
        assertEquals(5, send(client, "hello"));
        assertEquals("hello", receive(server, SocketCalls.MSG_PEEK));
        assertEquals("hello", receive(server, 0));
        assertEquals(0, sockets.shutdown(client, SocketCalls.SHUT_WR));
        assertEquals("", receive(server, 0));
        assertEquals(3, send(server, "bye"));
        assertEquals("bye", receive(client, 0));
        assertError(Errno.EPIPE, send(client, "x"));
        assertEquals(0, sockets.shutdown(server, SocketCalls.SHUT_RDWR));
    }

    @Test
    void shouldBeRefusedWhereNobodyListens() {
        int left = bound(SocketCalls.SOCK_STREAM);
        SocketAddress nobody = local(left);
        int client = opened(sockets.socket(SocketCalls.AF_INET, SocketCalls.SOCK_STREAM, 0));
        assertError(
                Errno.ECONNREFUSED, sockets.connect(client, codec.address(), codec.put(nobody, SocketCalls.AF_INET)));
    }

    @Test
    void shouldAnswerEachCallOfNoDescriptor() {
        long at = room.address();
        Map<String, LongSupplier> calls = new LinkedHashMap<>();
        calls.put("bind", () -> sockets.bind(NO_DESCRIPTOR, at, 16));
        calls.put("listen", () -> sockets.listen(NO_DESCRIPTOR, 1));
        calls.put("accept", () -> sockets.accept(NO_DESCRIPTOR, 0, 0, 0));
        calls.put("connect", () -> sockets.connect(NO_DESCRIPTOR, at, 16));
        calls.put("getsockname", () -> sockets.localAddress(NO_DESCRIPTOR, at, at));
        calls.put("getpeername", () -> sockets.remoteAddress(NO_DESCRIPTOR, at, at));
        calls.put("getsockopt", () -> sockets.option(NO_DESCRIPTOR, SOL_SOCKET, SO_TYPE, at, at));
        calls.put("setsockopt", () -> sockets.setOption(NO_DESCRIPTOR, SOL_SOCKET, SO_KEEPALIVE, at, 4));
        calls.put("shutdown", () -> sockets.shutdown(NO_DESCRIPTOR, SocketCalls.SHUT_WR));
        calls.put("recv", () -> sockets.receive(NO_DESCRIPTOR, at, 1, 0));
        calls.put("send", () -> sockets.send(NO_DESCRIPTOR, at, 1, 0));
        calls.put("sendto", () -> sockets.sendTo(NO_DESCRIPTOR, at, 1, 0, at, 16));
        calls.put("sendmsg", () -> sockets.sendMessage(NO_DESCRIPTOR, at, 0));
        calls.put("recvmsg", () -> sockets.receiveMessage(NO_DESCRIPTOR, at, 0));
        calls.put("sendmmsg", () -> sockets.sendMessages(NO_DESCRIPTOR, at, 1, 0));
        calls.put("recvmmsg", () -> sockets.receiveMessages(NO_DESCRIPTOR, at, 1, 0));
        calls.put("close", () -> sockets.close(NO_DESCRIPTOR));
        calls.forEach((name, call) -> assertEquals(-Errno.EBADF.number(), call.getAsLong(), name));
    }

    @Test
    void shouldAnswerOtherErrorsAsValues() {
        assertError(Errno.EAFNOSUPPORT, sockets.socket(9999, SocketCalls.SOCK_STREAM, 0));
        assertError(Errno.EINVAL, sockets.socket(SocketCalls.AF_INET, 9999, 0));
        assertError(Errno.EPROTONOSUPPORT, sockets.socket(SocketCalls.AF_INET, SocketCalls.SOCK_STREAM, 17));
        int stream = nonBlocking(SocketCalls.AF_INET, SocketCalls.SOCK_STREAM);
        int datagrams = nonBlocking(SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM);
        int eventfd = opened(polls.eventfd());
        assertError(Errno.ENOTSOCK, sockets.listen(eventfd, 1));
        assertError(Errno.EOPNOTSUPP, sockets.listen(datagrams, 1));
        assertError(Errno.EINVAL, sockets.accept(stream, 0, 0, 0));
        assertError(Errno.ENOTCONN, sockets.shutdown(stream, SocketCalls.SHUT_WR));
        assertError(Errno.ENOTCONN, sockets.receive(stream, room.address(), 1, 0));
        codec.clear();
        assertError(Errno.ENOTCONN, sockets.remoteAddress(stream, codec.address(), codec.lengthAddress()));
        assertError(Errno.EDESTADDRREQ, send(datagrams, "x"));
        assertError(Errno.ENOPROTOOPT, sockets.setOption(stream, SOL_SOCKET, 9999, room.address(), 4));
        SocketAddress taken = local(listening());
        assertError(Errno.EADDRINUSE, sockets.bind(stream, codec.address(), codec.put(taken, SocketCalls.AF_INET)));
        InetSocketAddress elsewhere = new InetSocketAddress("192.0.2.1", 0);
        assertError(
                Errno.EADDRNOTAVAIL, sockets.bind(stream, codec.address(), codec.put(elsewhere, SocketCalls.AF_INET)));
    }

    @Test
    void shouldReadAndSetOptions() {
        int socket = nonBlocking(SocketCalls.AF_INET, SocketCalls.SOCK_STREAM);
        MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_INT, 4);
        assertEquals(0, sockets.option(socket, SOL_SOCKET, SO_TYPE, room.address(), length.address()));
        assertEquals(SocketCalls.SOCK_STREAM, room.get(ValueLayout.JAVA_INT, 0));
        room.set(ValueLayout.JAVA_INT, 0, 1);
        assertEquals(0, sockets.setOption(socket, SOL_SOCKET, SO_KEEPALIVE, room.address(), 4));
        room.set(ValueLayout.JAVA_INT, 0, 0);
        assertEquals(0, sockets.option(socket, SOL_SOCKET, SO_KEEPALIVE, room.address(), length.address()));
        assertEquals(1, room.get(ValueLayout.JAVA_INT, 0));
        assertEquals(0, sockets.option(socket, SOL_SOCKET, SO_ERROR, room.address(), length.address()));
        assertEquals(0, room.get(ValueLayout.JAVA_INT, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {SocketCalls.SOCK_STREAM, SocketCalls.SOCK_DGRAM})
    void shouldMakeSocketsThatNeitherWaitNorOutliveExec(int type) {
        int socket = nonBlocking(SocketCalls.AF_INET, type);
        assertEquals(FileCalls.FD_CLOEXEC, files.control(socket, FileCalls.F_GETFD, 0));
        assertTrue((files.control(socket, FileCalls.F_GETFL, 0) & FileCalls.O_NONBLOCK) != 0);
    }

    @Test
    void shouldSendADatagramToAnAddress() {
        int receiver = bound(SocketCalls.SOCK_DGRAM);
        int sender = bound(SocketCalls.SOCK_DGRAM);
        int length = codec.put(local(receiver), SocketCalls.AF_INET);
        assertEquals(2, sockets.sendTo(sender, bytes("hi").address(), 2, 0, codec.address(), length));
        assertEquals("hi", receive(receiver, 0));
        assertError(Errno.EAGAIN, sockets.receive(receiver, room.address(), 1, 0));
    }

    @Test
    void shouldReceiveFromSeveralPlacesIntoSeveralAndSayWhatWasCut() {
        int receiver = bound(SocketCalls.SOCK_DGRAM);
        int sender = connected(local(receiver), SocketCalls.SOCK_DGRAM);
        MemorySegment out = message(bytes("abc"), bytes("defgh"));
        assertEquals(8, sockets.sendMessage(sender, out.address(), SocketCalls.MSG_NOSIGNAL));
        MemorySegment first = arena.allocate(2);
        MemorySegment second = arena.allocate(4);
        MemorySegment in = message(first, second);
        assertEquals(6, sockets.receiveMessage(receiver, in.address(), 0));
        assertEquals("ab", text(first, 2));
        assertEquals("cdef", text(second, 4));
        assertEquals(SocketCalls.MSG_TRUNC, in.get(ValueLayout.JAVA_INT, 48) & SocketCalls.MSG_TRUNC);
        assertError(Errno.EAGAIN, sockets.receiveMessage(receiver, in.address(), 0));
    }

    /** Struct msghdr with a struct iovec for each part. */
    private MemorySegment message(MemorySegment... parts) {
        MemorySegment vector = arena.allocate(ValueLayout.JAVA_LONG, 2L * parts.length);
        for (int i = 0; i < parts.length; i++) {
            vector.setAtIndex(ValueLayout.JAVA_LONG, 2L * i, parts[i].address());
            vector.setAtIndex(ValueLayout.JAVA_LONG, 2L * i + 1, parts[i].byteSize());
        }
        MemorySegment message = arena.allocate(MSGHDR, 8);
        message.set(ValueLayout.JAVA_LONG, 16, vector.address());
        message.set(ValueLayout.JAVA_LONG, 24, parts.length);
        return message;
    }

    @Test
    void shouldSendAndReceiveSeveralDatagramsByOneCall() {
        int receiver = bound(SocketCalls.SOCK_DGRAM);
        int sender = connected(local(receiver), SocketCalls.SOCK_DGRAM);
        MemorySegment out = messages(bytes("a"), bytes("bb"), bytes("ccc"));
        assertEquals(3, sockets.sendMessages(sender, out.address(), 3, 0));
        MemorySegment[] places = {arena.allocate(8), arena.allocate(8), arena.allocate(8), arena.allocate(8)};
        MemorySegment in = messages(places);
        assertEquals(3, sockets.receiveMessages(receiver, in.address(), 4, 0), "it does not wait for a fourth");
        String[] expected = {"a", "bb", "ccc"};
        for (int i = 0; i < 3; i++) {
            assertEquals(expected[i], text(places[i], in.get(ValueLayout.JAVA_INT, (long) i * MMSGHDR + MSGHDR)));
        }
        assertError(Errno.EAGAIN, sockets.receiveMessages(receiver, in.address(), 4, 0));
    }

    private MemorySegment messages(MemorySegment... texts) {
        MemorySegment all = arena.allocate((long) MMSGHDR * texts.length, 8);
        for (int i = 0; i < texts.length; i++) {
            MemorySegment.copy(message(texts[i]), 0, all, (long) i * MMSGHDR, MSGHDR);
        }
        return all;
    }
}
