package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.TlsOptions;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The writing end of a connection, for coroutines. Writing never waits; {@link #drain()} does, while too much is queued.
 *
 * <p><b>Threading</b>: the loop's thread; {@link #drain()}, {@link #waitClosed()} and {@link #startTls} in a coroutine.
 *
 * <p><b>Ownership</b>: it owns the connection, which {@link #close()} closes. Buffers are consumed to their limit and are the caller's again on return.
 *
 * <p><b>Errors</b>: those of the connection come from {@link #drain()} and {@link #waitClosed()}.
 */
public final class StreamWriter implements AutoCloseable {
    private final EventLoop loop;
    private final StreamProtocol protocol;
    private final StreamReader reader;
    private Transport transport;

    StreamWriter(EventLoop loop, Transport transport, StreamProtocol protocol, StreamReader reader) {
        this.loop = loop;
        this.transport = transport;
        this.protocol = protocol;
        this.reader = reader;
    }

    void setTransport(Transport made) {
        reader.setTransport(made);
        transport = made;
    }

    /**
     * {@return the transport; another one after {@link #startTls}}
     */
    public Transport transport() {
        return transport;
    }

    /**
     * Sends bytes, at once when nothing is queued.
     *
     * @param data the bytes, consumed
     */
    public void write(ByteBuffer data) {
        transport.write(data);
    }

    /**
     * Sends bytes, at once when nothing is queued.
     *
     * @param data the bytes
     */
    public void write(byte[] data) {
        transport.write(data);
    }

    /**
     * Sends text, at once when nothing is queued.
     *
     * @param text the text
     * @param charset how to encode it
     */
    public void write(CharSequence text, Charset charset) {
        transport.write(text, charset);
    }

    /**
     * Sends the bytes of several buffers.
     *
     * @param data the buffers, consumed
     */
    public void writeLines(List<ByteBuffer> data) {
        transport.writelines(data);
    }

    /**
     * Waits until no more is queued than the transport's limit; usually not at all. Several coroutines may wait.
     *
     * @throws IOException when the connection was lost, or is closed
     */
    public void drain() throws IOException {
        reader.checkFailure();
        if (transport.isClosing()) {
            // Who writes in a loop is to hear of the end, which comes in a callback.
            loop.tasks().pause();
        }
        protocol.flow().drain();
    }

    /**
     * {@return whether the sending side can be ended alone}
     */
    public boolean canWriteEof() {
        return transport.canWriteEof();
    }

    /** Ends the sending side after what is queued; reading goes on. */
    public void writeEof() {
        transport.writeEof();
    }

    /** Begins to close the connection: what is queued is sent first. It does not wait; {@link #waitClosed()} does. */
    @Override
    public void close() {
        transport.close();
    }

    /**
     * {@return whether it is closing or closed}
     */
    public boolean isClosing() {
        return transport.isClosing();
    }

    /**
     * Waits until the connection is closed. It does not close it.
     *
     * @throws IOException what it was lost by
     */
    public void waitClosed() throws IOException {
        LoopFuture<Void> closed = protocol.closed();
        Awaiting.io(closed.isDone() ? closed : closed.thenApply(nothing -> nothing));
    }

    /**
     * Tells something about the connection.
     *
     * @param <T> the type of the answer
     * @param key what is asked
     * @return the answer; empty when there is none
     */
    public <T> Optional<T> getExtraInfo(ExtraInfo<T> key) {
        return transport.getExtraInfo(key);
    }

    /**
     * Puts TLS on the connection, after what was written. What has come and was not read goes into the handshake, so nothing that was sent in the clear is taken
     * for what came under TLS.
     *
     * @param options how; which side this is, is known here
     * @throws IOException when the handshake fails, or the connection is lost
     * @throws dev.gyre.loop.MissingSubsystemException when nobody provides TLS; the connection goes on as it was
     */
    public void startTls(TlsOptions options) throws IOException {
        drain();
        TlsOptions.Builder with = options.toBuilder().serverSide(protocol.isServer());
        ByteBuffer unread = reader.unread();
        LoopFuture<Transport> upgrade = loop.startTls(
                transport, protocol, (unread.hasRemaining() ? with.alreadyReceived(unread) : with).build());
        reader.dropUnread();
        try {
            setTransport(Awaiting.io(upgrade));
        } catch (IOException | RuntimeException failure) {
            // The upgrade has aborted the connection, and nobody else will hear of it here.
            protocol.connectionLost(failure instanceof CancellationException ? null : failure);
            throw failure;
        }
    }

    @Override
    public String toString() {
        return "stream writer, " + transport;
    }
}
