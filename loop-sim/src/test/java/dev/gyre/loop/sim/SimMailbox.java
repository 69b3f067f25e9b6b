package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A datagram socket on a backend, which may change. */
final class SimMailbox {
    static final InetSocketAddress LOOPBACK = new InetSocketAddress("127.0.0.1", 0);
    private static final int POLLS_TO_SETTLE = 12;

    private final Owned socket;
    private final DatagramBatch batch = new DatagramBatch(4, 4096);
    private final List<SocketAddress> senders = new ArrayList<>();
    private SimEnd end;
    private DatagramPort port;

    SimMailbox(SimEnd end, ProtocolFamily family) throws IOException {
        this.end = end;
        socket = end.backend().sockets().open(SocketKind.DATAGRAM, family);
        port = prepare(end);
    }

    private DatagramPort prepare(SimEnd on) throws IOException {
        return (DatagramPort) on.backend().prepare(PortKind.DATAGRAM, socket, () -> "mailbox");
    }

    /** Opens one with an address of the loopback interface. */
    static SimMailbox bound(SimEnd end) throws IOException {
        return new SimMailbox(end, StandardProtocolFamily.INET).bind(LOOPBACK);
    }

    SimMailbox bind(SocketAddress address) throws IOException {
        end.backend().sockets().bind(socket, address, 0);
        return this;
    }

    <T> SimMailbox set(SocketOption<T> option, T value) throws IOException {
        end.backend().sockets().setOption(socket, option, value);
        return this;
    }

    SimMailbox connect(SocketAddress peer) throws IOException {
        port.connect(peer);
        return this;
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress)
                Objects.requireNonNull(end.backend().sockets().localAddress(socket), "it is bound");
    }

    @Nullable
    SocketAddress peer() throws IOException {
        return end.backend().sockets().remoteAddress(socket);
    }

    DatagramPort port() {
        return port;
    }

    /** From where the datagrams came that were received last. */
    List<SocketAddress> senders() {
        return senders;
    }

    /** Sends, as soon as the port takes it. */
    void send(String text, @Nullable SocketAddress to) throws IOException {
        ByteBuffer data = SimEnd.bytes(text);
        end.await(() -> port.send(data, to) == text.length());
    }

    /** Receives so many, and those that follow until there is nothing for a while. */
    List<String> receive(int atLeast) throws IOException {
        List<String> got = new ArrayList<>();
        senders.clear();
        port.interest(Ops.READ);
        end.await(() -> take(got) >= atLeast);
        int quiet = 0;
        while (quiet < POLLS_TO_SETTLE) {
            int before = got.size();
            end.backend().poll(0, end);
            quiet = take(got) > before ? 0 : quiet + 1;
        }
        port.interest(Ops.NONE);
        return got;
    }

    /** Waits for the next one without a time-out. */
    String receiveOne() throws IOException {
        List<String> got = new ArrayList<>();
        senders.clear();
        port.interest(Ops.READ);
        while (take(got) == 0) {
            end.backend().poll(-1, end);
        }
        port.interest(Ops.NONE);
        assertEquals(1, got.size());
        return got.getFirst();
    }

    private int take(List<String> got) throws IOException {
        int count = Math.max(0, port.receive(batch));
        for (int i = 0; i < count; i++) {
            got.add(StandardCharsets.US_ASCII.decode(batch.view(i)).toString());
            senders.add(batch.address(i));
        }
        return got.size();
    }

    /** Goes to another backend in the midst of whatever it is doing. */
    void moveTo(SimEnd next) throws IOException {
        DatagramPort old = port;
        port = prepare(next);
        old.detach();
        end = next;
    }

    void close() {
        port.close();
        assertEquals(true, socket.closed());
    }
}
