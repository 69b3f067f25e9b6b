package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.ReceivedDescriptors;
import dev.gyre.loop.ReceivedFrom;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.DatagramPort;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.SocketHandle;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.SocketListener;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A socket for single operations, over whatever port it has at the moment. A stream's connect: {@code FRESH → (WAITING →) UNDER_WAY → DONE};
 * it waits while the loop has no backend. {@code UNKNOWN} is one that was opened meanwhile, until there is a backend to ask.
 */
final class EngineSocket extends PortHandle implements SocketHandle {
    private enum Connecting {
        UNKNOWN,
        FRESH,
        WAITING,
        UNDER_WAY,
        DONE
    }

    private final SocketKind kind;
    private final SocketListener listener;
    private Connecting connecting;
    private @Nullable SocketAddress remote;
    private @Nullable Watch reader;
    private @Nullable Watch writer;

    EngineSocket(EngineLoop loop, Owned owned, SocketKind kind, boolean connected, SocketListener listener) {
        super(loop, owned);
        this.kind = kind;
        this.listener = listener;
        this.connecting = connected ? Connecting.DONE : unconnected(loop);
    }

    private static Connecting unconnected(EngineLoop loop) {
        return loop.base().backend() instanceof ParkedBackend ? Connecting.UNKNOWN : Connecting.FRESH;
    }

    @Override
    PortKind kind() {
        return switch (kind) {
            case STREAM -> connecting == Connecting.DONE ? PortKind.STREAM : PortKind.CONNECTING;
            case LISTENER -> PortKind.LISTENER;
            case DATAGRAM -> PortKind.DATAGRAM;
        };
    }

    @Override
    public boolean open() {
        return live();
    }

    private Port present(String attempt) throws IOException {
        if (!live()) {
            throw new LoopIOException(ErrorKind.CLOSED, "Cannot " + attempt + " " + owned() + ": it is closed", null);
        }
        return port();
    }

    private StreamPort stream(String attempt) throws IOException {
        if (present(attempt) instanceof StreamPort port && kind == SocketKind.STREAM) {
            return port;
        }
        throw new LoopIOException(
                kind == SocketKind.LISTENER ? ErrorKind.NOT_CONNECTED : ErrorKind.OTHER,
                "Cannot " + attempt + " " + owned() + ": it is a " + kind + " socket",
                null);
    }

    /** Asked here, as the kernel calls sending without a connection a broken pipe. */
    private StreamPort connected(String attempt) throws IOException {
        StreamPort port = stream(attempt);
        if (connecting == Connecting.FRESH) {
            throw new LoopIOException(
                    ErrorKind.NOT_CONNECTED, "Cannot " + attempt + " " + owned() + ": it is not connected", null);
        }
        return port;
    }

    // Receiving

    @Override
    public @Nullable ReceivedFrom<Integer> receive(ByteBuffer into) throws IOException {
        if (kind == SocketKind.DATAGRAM) {
            return receiveDatagram((DatagramPort) present("receive from"), into);
        }
        int count = connected("receive from").receive(into);
        return count == Outcome.WOULD_BLOCK ? null : new ReceivedFrom<>(count == Outcome.END ? 0 : count, null);
    }

    private @Nullable ReceivedFrom<Integer> receiveDatagram(DatagramPort port, ByteBuffer into) throws IOException {
        DatagramBatch one = loop().oneDatagram();
        if (port.receive(one) == Outcome.WOULD_BLOCK) {
            return null;
        }
        ByteBuffer data = one.data(0);
        data.limit(data.position() + Math.min(data.remaining(), into.remaining()));
        ReceivedFrom<Integer> received = new ReceivedFrom<>(data.remaining(), one.address(0));
        into.put(data);
        one.clear();
        return received;
    }

    @Override
    public @Nullable Owned accept() throws IOException {
        if (present("accept from") instanceof ListenerPort port && kind == SocketKind.LISTENER) {
            return port.accept();
        }
        throw new LoopIOException(
                ErrorKind.OTHER, "Cannot accept from " + owned() + ": it is a " + kind + " socket", null);
    }

    // Sending

    @Override
    public int send(ByteBuffer src) throws IOException {
        return kind == SocketKind.DATAGRAM
                ? ((DatagramPort) present("send to")).send(src, null)
                : connected("send to").send(src);
    }

    @Override
    public int sendPassing(ByteBuffer src, int[] descriptors) throws IOException {
        return connected("pass descriptors over").sendPassing(src, descriptors);
    }

    @Override
    public @Nullable ReceivedDescriptors receivePassed(ByteBuffer into, int most) throws IOException {
        ReceivedDescriptors received = connected("receive descriptors from").receivePassed(into, most);
        return received == null || received.count() != Outcome.END
                ? received
                : new ReceivedDescriptors(0, received.descriptors(), received.truncated());
    }

    @Override
    public int sendTo(ByteBuffer src, SocketAddress to) throws IOException {
        if (present("send to") instanceof DatagramPort port) {
            return port.send(src, to);
        }
        throw new LoopIOException(
                ErrorKind.OTHER, "Cannot send to an address with " + owned() + ": it is a " + kind + " socket", null);
    }

    @Override
    public long sendFile(FileChannel file, long position, long count) throws IOException {
        return connected("send a file to").sendFile(file, position, count);
    }

    @Override
    public void shutdownOutput() throws IOException {
        connected("end the output of").shutdownOutput();
    }

    // Connecting

    @Override
    public boolean connect(SocketAddress to) throws IOException {
        Port port = present("connect");
        if (connecting == Connecting.UNDER_WAY || connecting == Connecting.WAITING) {
            return goOn(to);
        }
        remote = to;
        if (port instanceof ParkedPort || port instanceof ParkedDatagramPort) {
            connecting = Connecting.WAITING;
            return false;
        }
        boolean done = connect(port, to);
        connecting = done ? Connecting.DONE : Connecting.UNDER_WAY;
        return done;
    }

    private boolean connect(Port port, SocketAddress to) throws IOException {
        if (port instanceof DatagramPort datagram) {
            datagram.connect(to);
            return true;
        }
        return stream("connect").connect(to);
    }

    private boolean goOn(SocketAddress to) throws IOException {
        if (!to.equals(remote)) {
            throw new LoopIOException(
                    ErrorKind.OTHER,
                    "Cannot connect " + owned() + " to " + to + ": its connect to " + remote + " is under way",
                    null);
        }
        return finishConnect();
    }

    @Override
    public boolean finishConnect() throws IOException {
        SocketAddress to = remote;
        if (connecting == Connecting.WAITING && to != null) {
            connecting = Connecting.FRESH;
            return connect(to);
        }
        if (kind == SocketKind.DATAGRAM || connecting == Connecting.DONE) {
            return true;
        }
        boolean done;
        try {
            done = stream("connect").finishConnect();
        } catch (IOException e) {
            connecting = Connecting.FRESH;
            throw e;
        }
        if (done) {
            connecting = Connecting.DONE;
        }
        return done;
    }

    /** Has a connect begin that had to wait while there was no backend: whoever waits for it asks how it ended. */
    @Override
    void flip(Port next) {
        super.flip(next);
        if (next instanceof ParkedPort || next instanceof ParkedDatagramPort) {
            return;
        }
        if (connecting == Connecting.WAITING) {
            loop().callSoon(() -> run(writer), context());
        } else if (connecting == Connecting.UNKNOWN) {
            connecting = hasPeer() ? Connecting.DONE : Connecting.FRESH;
        }
    }

    private boolean hasPeer() {
        try {
            return kind == SocketKind.STREAM && loop().io().sockets().remoteAddress(owned()) != null;
        } catch (IOException alreadyGone) {
            return false;
        }
    }

    // Watching

    @Override
    public Handle watch(int op, Callback callback) {
        if (!live()) {
            throw new IllegalStateException("Cannot watch " + owned() + ": it is closed");
        }
        Watch watch = new Watch(callback);
        if (op == Ops.READ) {
            reader = watch;
        } else {
            writer = watch;
        }
        rearm();
        return watch;
    }

    @Override
    public boolean unwatch(int op) {
        Watch watch = op == Ops.READ ? reader : writer;
        if (watch == null) {
            return false;
        }
        watch.cancel();
        return true;
    }

    private void rearm() {
        if (live()) {
            arm((reader != null ? Ops.READ : Ops.NONE) | (writer != null ? Ops.WRITE : Ops.NONE));
        }
    }

    @Override
    void ready(int ops) {
        if ((ops & Ops.READ) != 0) {
            run(reader);
        }
        if ((ops & Ops.WRITE) != 0) {
            run(writer);
        }
    }

    private void run(@Nullable Watch watch) {
        if (watch != null) {
            loop().dispatch().run(watch);
        }
    }

    /** One who waits. Cancelling it leaves alone who has replaced it. */
    private final class Watch extends ScheduledCallback {
        private Watch(Callback callback) {
            super(callback, LoopContext.current(), loop().getDebug());
        }

        @Override
        public void cancel() {
            super.cancel();
            reader = reader == this ? null : reader;
            writer = writer == this ? null : writer;
            rearm();
        }
    }

    // Ending

    @Override
    public void close() {
        forget();
        closePort();
    }

    @Override
    public Owned surrender() {
        if (!live()) {
            throw new IllegalStateException("Cannot give up " + describe() + ": it is closed or was given up before");
        }
        forget();
        return release();
    }

    private void forget() {
        reader = null;
        writer = null;
    }

    @Override
    void fail(Throwable cause) {
        if (live()) {
            close();
            loop().callSoon(() -> listener.ended(cause), context());
        }
    }

    @Override
    public String describe() {
        return "socket " + owned();
    }
}
