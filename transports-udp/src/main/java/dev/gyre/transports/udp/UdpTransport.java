package dev.gyre.transports.udp;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.spi.DatagramHandle;
import dev.gyre.loop.spi.DatagramListener;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.WrongThread;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Traffic;
import dev.gyre.loop.transport.TransportSocket;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A datagram endpoint over a {@link DatagramHandle}, which has the queue, the limits and the close.
 *
 * <p>Life: {@code BEGINNING → OPEN → CLOSING → LOST}, by {@code connectionMade}, {@code close} or {@code abort}, and {@code connectionLost}.
 */
final class UdpTransport implements DatagramTransport, DatagramListener {
    private static final Logger LOG = System.getLogger("dev.gyre.transports.udp");
    /** The dropped datagram that is logged, as in asyncio. */
    private static final int LOGGED_DROP = 5;

    private enum Life {
        BEGINNING,
        OPEN,
        CLOSING,
        LOST
    }

    private final EventLoop loop;
    private final DatagramHandle handle;
    private final @Nullable SocketAddress peer;
    private final boolean connected;
    private final TransportSocket socket;
    private final @Nullable SocketAddress sockname;
    private final long made = System.currentTimeMillis();
    private DatagramProtocol protocol;
    private Life life = Life.BEGINNING;
    private WriteBufferLimits limits = WriteBufferLimits.DEFAULT;
    private int drops;

    /**
     * Makes one.
     *
     * @param peer whom to send to when nobody is named; null for nobody
     * @param connected whether the socket is connected to the peer
     */
    UdpTransport(
            EventLoop loop,
            DatagramHandle handle,
            DatagramProtocol protocol,
            @Nullable SocketAddress peer,
            boolean connected) {
        this.loop = loop;
        this.handle = handle;
        this.protocol = protocol;
        this.peer = peer;
        this.connected = connected;
        this.socket = loop.io().transportSocket(handle.owned());
        this.sockname = local(socket);
    }

    private static @Nullable SocketAddress local(TransportSocket socket) {
        try {
            return socket.localAddress();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "No local address of " + socket, e);
            return null;
        }
    }

    /** In a later callback {@code connectionMade} is called, then receiving begins, then somebody hears of it. */
    void begin(Runnable begun) {
        handle.limits(limits.low(), limits.high());
        handle.listener(this);
        loop.callSoon(() -> {
            if (life == Life.BEGINNING) {
                life = Life.OPEN;
            }
            connectionMade();
            if (life == Life.OPEN) {
                handle.reading(true);
            }
            begun.run();
        });
    }

    private void connectionMade() {
        try {
            protocol.connectionMade(this);
        } catch (Throwable e) {
            abort();
            report("connectionMade", e);
        }
    }

    // What the handle tells

    @Override
    public void received(ByteBuffer view, @Nullable SocketAddress from, boolean truncated) {
        try {
            protocol.datagramReceived(view, Objects.requireNonNull(from == null ? peer : from, "a sender"));
        } catch (Throwable e) {
            report("datagramReceived", e);
        }
    }

    @Override
    public void failed(Exception cause) {
        call("errorReceived", () -> protocol.errorReceived(cause));
    }

    @Override
    public void pauseWriting() {
        call("pauseWriting", protocol::pauseWriting);
    }

    @Override
    public void resumeWriting() {
        call("resumeWriting", protocol::resumeWriting);
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        life = Life.LOST;
        call("connectionLost", () -> protocol.connectionLost(cause));
    }

    private void call(String method, Callback body) {
        try {
            body.run();
        } catch (Throwable e) {
            report(method, e);
        }
    }

    private void report(String method, Throwable failure) {
        throwIfFatal(failure);
        loop.callExceptionHandler(ExceptionContext.of("protocol." + method + "() call failed.")
                .exception(failure)
                .transport(this)
                .protocol(protocol)
                .build());
    }

    /** Throws what ends the virtual machine; a stack overflow is contained like any other failure. */
    static void throwIfFatal(Throwable failure) {
        if (failure instanceof VirtualMachineError error && !(failure instanceof StackOverflowError)) {
            throw error;
        }
    }

    // Sending

    @Override
    public void sendto(ByteBuffer data, @Nullable SocketAddress to) {
        checkThread();
        SocketAddress target = target(to);
        if (isClosing()) {
            drop(data);
        } else {
            handle.send(data, connected ? null : target);
        }
    }

    private SocketAddress target(@Nullable SocketAddress to) {
        if (peer != null) {
            if (to != null && !to.equals(peer)) {
                throw new IllegalArgumentException("Invalid address " + to + ": must be null or " + peer
                        + ", which is this endpoint's remote address");
            }
            return peer;
        }
        if (to == null) {
            throw new IllegalArgumentException(
                    "Nobody to send to: the endpoint has no remote address, and none was named");
        }
        if (to instanceof InetSocketAddress internet && internet.isUnresolved()) {
            throw new IllegalArgumentException("Cannot send to " + to + ": it is not resolved; ask getaddrinfo first");
        }
        return to;
    }

    private void drop(ByteBuffer data) {
        if (++drops == LOGGED_DROP) {
            LOG.log(
                    Level.WARNING,
                    () -> LOGGED_DROP + " datagrams on " + this + " were dropped, because it is closed; stop sending at"
                            + " connectionLost()");
        }
        data.position(data.limit());
    }

    @Override
    public long getWriteBufferSize() {
        checkThread();
        return handle.queued();
    }

    @Override
    public WriteBufferLimits getWriteBufferLimits() {
        checkThread();
        return limits;
    }

    @Override
    public void setWriteBufferLimits(@Nullable WriteBufferLimits wanted) {
        checkThread();
        limits = wanted == null ? WriteBufferLimits.DEFAULT : wanted;
        if (!isClosing()) {
            handle.limits(limits.low(), limits.high());
        }
    }

    // Ending

    @Override
    public void close() {
        checkThread();
        if (!isClosing()) {
            life = Life.CLOSING;
            handle.close();
        }
    }

    @Override
    public void abort() {
        checkThread();
        if (life != Life.LOST) {
            life = Life.CLOSING;
            handle.abort(null);
        }
    }

    @Override
    public boolean isClosing() {
        checkThread();
        return life == Life.CLOSING || life == Life.LOST;
    }

    // About it

    @Override
    public void setProtocol(BaseProtocol<?> next) {
        checkThread();
        if (!(next instanceof DatagramProtocol datagrams)) {
            throw new IllegalArgumentException("A datagram transport calls a DatagramProtocol, and "
                    + next.getClass().getName() + " is none");
        }
        protocol = datagrams;
    }

    @Override
    public BaseProtocol<?> getProtocol() {
        checkThread();
        return protocol;
    }

    @Override
    public <T> Optional<T> getExtraInfo(ExtraInfo<T> key) {
        return Optional.ofNullable(info(key)).map(key.type()::cast);
    }

    private @Nullable Object info(ExtraInfo<?> key) {
        if (key.equals(ExtraInfo.SOCKNAME)) {
            return sockname;
        }
        if (key.equals(ExtraInfo.PEERNAME)) {
            return connected ? peer : null;
        }
        if (key.equals(ExtraInfo.SOCKET)) {
            return socket;
        }
        if (key.equals(ExtraInfo.LOOP)) {
            return loop;
        }
        if (key.equals(ExtraInfo.TRAFFIC)) {
            checkThread();
            return new Traffic(Instant.ofEpochMilli(made), handle.received(), handle.sent(), handle.queued());
        }
        return key.equals(ExtraInfo.DESCRIPTOR) ? descriptor() : null;
    }

    private @Nullable Integer descriptor() {
        Owned owned = handle.owned();
        return owned.descriptor() == Owned.NO_DESCRIPTOR || owned.closed() ? null : owned.descriptor();
    }

    private void checkThread() {
        WrongThread.refuse(loop, "A transport");
    }

    @Override
    public String toString() {
        return "UdpTransport[" + sockname + (peer == null ? "" : " - " + peer) + ", " + life + ", " + handle.queued()
                + " bytes queued]";
    }
}
