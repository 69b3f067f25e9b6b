package dev.gyre.transports.socket;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.ReceivedFrom;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.SocketProvider;
import dev.gyre.transports.socket.Operation.Result;
import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectableChannel;

/**
 * Plain sockets over the loop's socket handles.
 *
 * <p><b>Threading</b>: stateless; each operation on the thread of the loop it is for.
 */
public final class PlainSocketProvider implements SocketProvider {
    /** Makes the provider; {@link java.util.ServiceLoader} does. */
    public PlainSocketProvider() {}

    @Override
    public String name() {
        return "plain";
    }

    private static PlainSocket plain(LoopSocket socket) {
        if (socket instanceof PlainSocket plain) {
            return plain;
        }
        throw new IllegalArgumentException(socket + " was made by another provider of sockets, "
                + socket.getClass().getName() + "; have this loop adopt what is under it");
    }

    // Making

    @Override
    public LoopSocket createSocket(EventLoop loop, ProtocolFamily family, SocketKind kind) throws IOException {
        return new PlainSocket(loop, loop.io().sockets().open(kind, family), kind, family);
    }

    @Override
    public LoopSocket adoptSocket(EventLoop loop, int descriptor) throws IOException {
        if (descriptor < 0) {
            throw new IllegalArgumentException("A descriptor is not negative: " + descriptor);
        }
        if (!loop.io().capabilities().contains(Capability.ADOPT_DESCRIPTOR)) {
            throw new UnsupportedOperationException("The backend " + loop.backend()
                    + " cannot adopt the descriptor " + descriptor + ": it lacks the capability "
                    + Capability.ADOPT_DESCRIPTOR
                    + "; adopt a channel of the JDK instead, or use a backend that has it");
        }
        try {
            return PlainSocket.of(loop, loop.io().sockets().own(descriptor));
        } catch (UnsupportedOperationException e) {
            throw new LoopIOException(ErrorKind.OTHER, "Cannot adopt: " + e.getMessage(), e);
        }
    }

    @Override
    public LoopSocket adoptSocket(EventLoop loop, SelectableChannel channel) throws IOException {
        if (channel.isRegistered()) {
            throw new IllegalStateException("Cannot adopt " + channel + ": it is registered with a selector");
        }
        PlainSocket socket = PlainSocket.of(loop, Owned.channel(channel));
        channel.configureBlocking(false);
        return socket;
    }

    // Receiving

    @Override
    public LoopFuture<ByteBuffer> recv(EventLoop loop, LoopSocket socket, int count) {
        Received bytes = new Received(count);
        return Operation.start(loop, plain(socket), "sockRecv", Ops.READ, handle -> {
            ReceivedFrom<Integer> received = handle.receive(bytes.room());
            return received == null ? null : new Result<>(bytes.take());
        });
    }

    @Override
    public LoopFuture<Integer> recvInto(EventLoop loop, LoopSocket socket, ByteBuffer into) {
        return Operation.start(loop, plain(socket), "sockRecvInto", Ops.READ, handle -> {
            ReceivedFrom<Integer> received = handle.receive(into);
            return received == null ? null : new Result<>(received.value());
        });
    }

    @Override
    public LoopFuture<ReceivedFrom<ByteBuffer>> recvfrom(EventLoop loop, LoopSocket socket, int count) {
        Received bytes = new Received(count);
        return Operation.start(loop, plain(socket), "sockRecvfrom", Ops.READ, handle -> {
            ReceivedFrom<Integer> received = handle.receive(bytes.room());
            return received == null ? null : new Result<>(new ReceivedFrom<>(bytes.take(), received.from()));
        });
    }

    @Override
    public LoopFuture<ReceivedFrom<Integer>> recvfromInto(EventLoop loop, LoopSocket socket, ByteBuffer into) {
        return Operation.start(loop, plain(socket), "sockRecvfromInto", Ops.READ, handle -> {
            ReceivedFrom<Integer> received = handle.receive(into);
            return received == null ? null : new Result<>(received);
        });
    }

    // Sending

    @Override
    public LoopFuture<Void> sendall(EventLoop loop, LoopSocket socket, ByteBuffer data) {
        return Operation.start(loop, plain(socket), "sockSendall", Ops.WRITE, new SendAll(data, socket.kind()));
    }

    @Override
    public LoopFuture<Integer> sendto(EventLoop loop, LoopSocket socket, ByteBuffer data, SocketAddress to) {
        PlainSocket plain = plain(socket);
        return Resolving.of(
                loop,
                plain,
                to,
                address -> Operation.start(loop, plain, "sockSendto", Ops.WRITE, handle -> {
                    int sent = handle.sendTo(data, address);
                    return sent == Outcome.WOULD_BLOCK ? null : new Result<>(sent);
                }));
    }

    @Override
    public LoopFuture<Long> sendfile(
            EventLoop loop, LoopSocket socket, FileChannel file, long offset, long count, boolean fallback) {
        return SendFile.start(loop, plain(socket), file, offset, count, fallback);
    }

    // Connections

    @Override
    public LoopFuture<Void> connect(EventLoop loop, LoopSocket socket, SocketAddress to) {
        PlainSocket plain = plain(socket);
        return Resolving.of(
                loop,
                plain,
                to,
                address -> Operation.start(
                        loop, plain, "sockConnect", Ops.WRITE, handle -> handle.connect(address) ? done() : null));
    }

    @Override
    public LoopFuture<LoopSocket> accept(EventLoop loop, LoopSocket socket) {
        PlainSocket listener = plain(socket);
        if (listener.kind() != SocketKind.LISTENER) {
            throw new IllegalArgumentException("Cannot accept from " + socket + ": it was made as a " + listener.kind()
                    + " socket, not to listen");
        }
        return Operation.start(loop, listener, "sockAccept", Ops.READ, handle -> {
            Owned accepted = handle.accept();
            return accepted == null
                    ? null
                    : new Result<>(new PlainSocket(loop, accepted, SocketKind.STREAM, listener.family()));
        });
    }

    private static Result<Void> done() {
        return SendAll.DONE;
    }
}
