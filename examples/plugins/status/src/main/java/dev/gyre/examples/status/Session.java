package dev.gyre.examples.status;

import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Transport;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.NamedEndpoint;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.ProtocolIOSession;
import org.apache.hc.core5.reactor.ssl.SSLBufferMode;
import org.apache.hc.core5.reactor.ssl.SSLSessionInitializer;
import org.apache.hc.core5.reactor.ssl.SSLSessionVerifier;
import org.apache.hc.core5.reactor.ssl.TlsDetails;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** A transport as HttpCore sees it. It only notes what HttpCore wants; its connection does it. One loop's thread. */
final class Session implements ProtocolIOSession {
    private final Transport transport;
    private final Inbox inbox;
    private final Runnable closer;
    private final Lock lock = new ReentrantLock();
    private final Deque<Command> commands = new ArrayDeque<>();
    private int wanted = SelectionKey.OP_READ;
    private Status status = Status.ACTIVE;

    Session(Transport transport, Inbox inbox, Runnable closer) {
        this.transport = transport;
        this.inbox = inbox;
        this.closer = closer;
    }

    boolean wants(int operation) {
        return status == Status.ACTIVE && (wanted & operation) != 0;
    }

    /** From now on nothing is read, written or wanted. */
    void end() {
        status = Status.CLOSED;
    }

    @Override
    public int read(ByteBuffer into) {
        return inbox.read(into);
    }

    /** The transport takes everything; the connection feeds no further request while too much waits in it. */
    @Override
    public int write(ByteBuffer from) {
        int count = from.remaining();
        if (count > 0 && status == Status.ACTIVE) {
            transport.write(from);
        } else {
            from.position(from.limit());
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return status == Status.ACTIVE;
    }

    @Override
    public Status getStatus() {
        return status;
    }

    @Override
    public void close() {
        if (status == Status.ACTIVE) {
            end();
            closer.run();
        }
    }

    @Override
    public void close(CloseMode mode) {
        close();
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        if (priority == Command.Priority.IMMEDIATE) {
            commands.addFirst(command);
        } else {
            commands.addLast(command);
        }
        setEvent(SelectionKey.OP_WRITE);
    }

    @Override
    public boolean hasCommands() {
        return !commands.isEmpty();
    }

    @Override
    public @Nullable Command poll() {
        return commands.poll();
    }

    @Override
    public int getEventMask() {
        return wanted;
    }

    @Override
    public void setEventMask(int operations) {
        wanted = operations;
    }

    @Override
    public void setEvent(int operation) {
        wanted |= operation;
    }

    @Override
    public void clearEvent(int operation) {
        wanted &= ~operation;
    }

    @Override
    public Lock getLock() {
        return lock;
    }

    @Override
    public ByteChannel channel() {
        return this;
    }

    @Override
    public @Nullable SocketAddress getRemoteAddress() {
        return transport.getExtraInfo(ExtraInfo.PEERNAME).orElse(null);
    }

    @Override
    public @Nullable SocketAddress getLocalAddress() {
        return transport.getExtraInfo(ExtraInfo.SOCKNAME).orElse(null);
    }

    @Override
    public String getId() {
        return "http-" + Integer.toHexString(System.identityHashCode(transport));
    }

    // What follows has no meaning here: the connection keeps time itself, and there is no TLS and no other protocol.

    @Override
    public Timeout getSocketTimeout() {
        return Timeout.DISABLED;
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {}

    @Override
    public long getLastReadTime() {
        return 0;
    }

    @Override
    public long getLastWriteTime() {
        return 0;
    }

    @Override
    public long getLastEventTime() {
        return 0;
    }

    @Override
    public void updateReadTime() {}

    @Override
    public void updateWriteTime() {}

    @Override
    public @Nullable IOEventHandler getHandler() {
        return null;
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        throw new UnsupportedOperationException("no upgrades here");
    }

    @Override
    public @Nullable NamedEndpoint getInitialEndpoint() {
        return null;
    }

    @Override
    public @Nullable TlsDetails getTlsDetails() {
        return null;
    }

    @Override
    public void startTls(
            SSLContext context,
            NamedEndpoint endpoint,
            SSLBufferMode mode,
            SSLSessionInitializer initializer,
            SSLSessionVerifier verifier,
            Timeout timeout) {
        throw new UnsupportedOperationException("no TLS here");
    }
}
