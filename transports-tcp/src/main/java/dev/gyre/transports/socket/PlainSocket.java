package dev.gyre.transports.socket;

import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.Callback;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.ReceivedDescriptors;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketHandle;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.spi.WrongThread;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A socket that no transport has. Its handle is opened by the first operation or watch, and given up when somebody else takes the socket.
 */
public final class PlainSocket implements LoopSocket {
    /** What {@link dev.gyre.loop.transport.ServerOptions} have unless set. */
    private static final int BACKLOG = 100;

    private static final Logger LOG = System.getLogger("dev.gyre.transports.tcp");

    private final Owned owned;
    private final SocketKind kind;
    private final ProtocolFamily family;
    private final List<Operation<?>> waiting = new ArrayList<>();
    private EventLoop loop;
    private @Nullable SocketHandle handle;
    private final Runnable noLongerMine;

    /**
     * Makes one. It is closed when it is dropped.
     *
     * @param loop the loop whose backend knows the socket
     * @param owned the socket, free
     * @param kind what it is
     * @param family its family
     */
    public PlainSocket(EventLoop loop, Owned owned, SocketKind kind, ProtocolFamily family) {
        this(loop, owned, kind, family, true);
    }

    private PlainSocket(EventLoop loop, Owned owned, SocketKind kind, ProtocolFamily family, boolean mine) {
        this.loop = loop;
        this.owned = owned;
        this.kind = kind;
        this.family = family;
        this.noLongerMine = mine ? Dropped.watch(this, loop) : () -> {};
    }

    /**
     * Makes one of a socket of which nothing is known yet. When it is dropped, whoever has its channel may still use that.
     *
     * @throws IOException when it is closed
     * @throws UnsupportedOperationException when it is no socket
     */
    static PlainSocket of(EventLoop loop, Owned owned) throws IOException {
        SocketControl sockets = loop.io().sockets();
        SocketKind kind = sockets.kind(owned);
        SocketAddress local = sockets.localAddress(owned);
        return new PlainSocket(
                loop,
                owned,
                kind,
                family(local != null ? local : sockets.remoteAddress(owned)),
                owned.channel() == null);
    }

    private static ProtocolFamily family(@Nullable SocketAddress address) {
        return switch (address) {
            case UnixDomainSocketAddress _, AbstractUnixAddress _ -> StandardProtocolFamily.UNIX;
            case InetSocketAddress internet
            when internet.getAddress() instanceof Inet6Address -> StandardProtocolFamily.INET6;
            case null, default -> StandardProtocolFamily.INET;
        };
    }

    // Descriptors

    @Override
    public LoopFuture<Void> sendDescriptors(ByteBuffer data, int... descriptors) {
        SendDescriptors attempt = new SendDescriptors(data, descriptors);
        checkPasses("send");
        return Operation.start(loop, this, "sendDescriptors", Ops.WRITE, attempt);
    }

    @Override
    public LoopFuture<ReceivedDescriptors> receiveDescriptors(ByteBuffer into, int most) {
        checkPasses("receive");
        if (into.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (!into.hasRemaining() || most < 0) {
            throw new IllegalArgumentException("Descriptors come with at least one byte, and there is room for "
                    + into.remaining() + " bytes and " + most + " descriptors");
        }
        return Operation.start(loop, this, "receiveDescriptors", Ops.READ, handle -> {
            ReceivedDescriptors received = handle.receivePassed(into, most);
            return received == null ? null : new Operation.Result<>(received);
        });
    }

    private void checkPasses(String what) {
        if (family != StandardProtocolFamily.UNIX || kind != SocketKind.STREAM) {
            throw new UnsupportedOperationException("Cannot " + what + " descriptors: " + this + " is a " + kind
                    + " of the family " + family + "; they pass over Unix streams alone");
        }
    }

    // Working

    /**
     * {@return its handle on a loop, opened if there is none yet}
     *
     * @throws IllegalStateException when a transport, a server or another loop has the socket
     * @throws IOException when it is closed, or the backend refuses it
     */
    SocketHandle on(EventLoop asking, String operation) throws IOException {
        if (!asking.inEventLoop()) {
            throw new IllegalStateException(operation + " was called on thread "
                    + Thread.currentThread().getName() + ", which is not that of the loop " + asking.name()
                    + "; hand it over by callSoonThreadsafe");
        }
        SocketHandle present = present();
        if (present == null) {
            present = open(asking, operation);
        } else if (asking != loop) {
            throw new IllegalStateException("Cannot " + operation + " on the loop " + asking.name() + ": " + this
                    + " is at work on the loop " + loop.name());
        }
        return present;
    }

    private SocketHandle open(EventLoop asking, String operation) throws IOException {
        if (owned.closed()) {
            throw new LoopIOException(ErrorKind.CLOSED, "Cannot " + operation + ": " + this + " is closed", null);
        }
        if (!owned.free()) {
            throw new IllegalStateException(
                    "Cannot " + operation + ": " + this + " belongs to a transport or server; use that one's protocol");
        }
        SocketHandle made = asking.io().socket(owned, kind, this::ended);
        loop = asking;
        handle = made;
        return made;
    }

    private @Nullable SocketHandle present() {
        SocketHandle present = handle;
        return present != null && present.open() ? present : null;
    }

    void add(Operation<?> operation) {
        if (loop.getDebug() && waiting.stream().anyMatch(operation::overtakes)) {
            LOG.log(
                    Level.WARNING,
                    "{0} overtakes an operation on {1}, which now waits until it is cancelled or the socket is closed",
                    operation,
                    this);
        }
        waiting.add(operation);
    }

    void remove(Operation<?> operation) {
        waiting.remove(operation);
    }

    private void ended(Throwable cause) {
        List.copyOf(waiting).forEach(operation -> operation.fail(cause));
    }

    @Override
    public boolean reader(EventLoop asking, @Nullable Callback callback) {
        return watch(asking, Ops.READ, callback, "addReader");
    }

    @Override
    public boolean writer(EventLoop asking, @Nullable Callback callback) {
        return watch(asking, Ops.WRITE, callback, "addWriter");
    }

    private boolean watch(EventLoop asking, int op, @Nullable Callback callback, String operation) {
        if (callback == null) {
            SocketHandle present = present();
            return present != null && asking == loop && present.unwatch(op);
        }
        try {
            SocketHandle present = on(asking, operation);
            boolean before = present.unwatch(op);
            present.watch(op, callback);
            return before;
        } catch (IOException e) {
            throw new UnsupportedOperationException("Cannot " + operation + ": " + e.getMessage(), e);
        }
    }

    // Being a socket

    private SocketControl sockets() {
        checkThread();
        return loop.io().sockets();
    }

    /** While nothing is at work on it, it belongs to no loop. */
    private void checkThread() {
        if (present() != null) {
            WrongThread.refuse(loop, "A socket");
        }
    }

    @Override
    public Owned owned() {
        return owned;
    }

    @Override
    public SocketKind kind() {
        return kind;
    }

    @Override
    public ProtocolFamily family() {
        return family;
    }

    @Override
    public void bind(@Nullable SocketAddress local) throws IOException {
        bind(local, BACKLOG);
    }

    @Override
    public void bind(@Nullable SocketAddress local, int backlog) throws IOException {
        sockets().bind(owned, local, backlog);
    }

    @Override
    public void shutdownOutput() throws IOException {
        on(loop, "shutdownOutput").shutdownOutput();
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        sockets().setOption(owned, option, value);
    }

    @Override
    public <T> @Nullable T getOption(SocketOption<T> option) throws IOException {
        return sockets().getOption(owned, option);
    }

    @Override
    public @Nullable SocketAddress localAddress() throws IOException {
        return sockets().localAddress(owned);
    }

    @Override
    public @Nullable SocketAddress remoteAddress() throws IOException {
        return sockets().remoteAddress(owned);
    }

    // Ending

    @Override
    public Owned surrender() {
        checkThread();
        waiting.removeIf(Operation::isDone);
        if (!waiting.isEmpty()) {
            throw new IllegalStateException(
                    "Cannot give up " + this + ": an operation is under way on it; cancel that first");
        }
        SocketHandle present = present();
        handle = null;
        noLongerMine.run();
        return present == null ? owned : present.surrender();
    }

    @Override
    public void close() {
        checkThread();
        SocketHandle present = present();
        handle = null;
        noLongerMine.run();
        if (present != null) {
            present.close();
            ended(new LoopIOException(ErrorKind.CLOSED, this + " was closed under the operation", null));
        } else if (owned.free()) {
            sockets().close(owned);
        }
    }

    @Override
    public String toString() {
        return "LoopSocket[" + owned + "]";
    }
}
