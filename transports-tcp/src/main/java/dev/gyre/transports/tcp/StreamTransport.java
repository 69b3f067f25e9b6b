package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.protocol.BaseProtocol;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.spi.StreamListener;
import dev.gyre.loop.spi.WrongThread;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Traffic;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.TransportSocket;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A TCP or Unix connection over a {@link StreamHandle}, which has the queue, the limits and the close; this class turns its events into
 * the calls of asyncio's protocols.
 *
 * <p>Life: {@code BEGINNING → OPEN → LOST}, by {@code connectionMade} and {@code connectionLost}; whether a close has begun is the handle's to
 * know. Reading: {@code ON ↔ PAUSED}. Writing: {@code OPEN ↔ SENDING_FILE}, either {@code → ENDED} by {@code writeEof}.
 */
final class StreamTransport implements Transport, StreamListener {
    /** The dropped write that is logged, as in asyncio. */
    private static final int LOGGED_DROP = 5;

    private enum Life {
        BEGINNING,
        OPEN,
        LOST
    }

    private enum Reading {
        ON,
        PAUSED
    }

    private enum Writing {
        OPEN,
        SENDING_FILE,
        ENDED
    }

    private final EventLoop loop;
    private final StreamHandle handle;
    private final Keeper keeper;
    private final ProtocolCalls calls;
    private final TransportSocket socket;
    private final @Nullable SocketAddress sockname;
    private final @Nullable SocketAddress peername;
    private final long made = System.currentTimeMillis();

    private Life life = Life.BEGINNING;
    private Reading reading = Reading.ON;
    private Writing writing = Writing.OPEN;
    private WriteBufferLimits limits = WriteBufferLimits.DEFAULT;
    private FileReport fileReport = FileReport.NONE;
    private @Nullable Throwable reported;
    private int drops;

    private StreamTransport(
            EventLoop loop, StreamHandle handle, StreamProtocol<? super Transport> protocol, Keeper keeper) {
        Owned owned = handle.owned();
        this.loop = loop;
        this.handle = handle;
        this.keeper = keeper;
        this.calls = new ProtocolCalls(this, protocol);
        this.sockname = Sockets.local(loop.io().sockets(), owned);
        this.peername = Sockets.remote(loop.io().sockets(), owned);
        this.socket = loop.io().transportSocket(owned);
    }

    /**
     * Makes the transport of a connected stream. In a later callback {@code connectionMade} is called, then reading begins, then the
     * keeper hears of it.
     */
    static StreamTransport start(
            EventLoop loop, StreamHandle handle, StreamProtocol<? super Transport> protocol, Keeper keeper) {
        StreamTransport transport = new StreamTransport(loop, handle, protocol, keeper);
        if (transport.socket.family() != StandardProtocolFamily.UNIX) {
            Sockets.noDelay(loop.io().sockets(), handle.owned());
        }
        handle.limits(transport.limits.low(), transport.limits.high());
        handle.listener(transport);
        loop.callSoon(transport::begin);
        return transport;
    }

    private void begin() {
        life = Life.OPEN;
        calls.made();
        if (isReading()) {
            handle.reading(true);
        }
        keeper.made(this);
    }

    // What the handle tells

    @Override
    public @Nullable ByteBuffer buffer(int sizeHint) {
        return calls.buffer(sizeHint);
    }

    @Override
    public void received(ByteBuffer view) {
        if (!handle.closing()) {
            calls.received(view);
        }
    }

    @Override
    public void filled(int count) {
        if (!handle.closing()) {
            calls.filled(count);
        }
    }

    @Override
    public void end() {
        if (!handle.closing() && !calls.eof()) {
            handle.close();
        }
    }

    @Override
    public void pauseWriting() {
        calls.pauseWriting();
    }

    @Override
    public void resumeWriting() {
        calls.resumeWriting();
    }

    @Override
    public void fileSent(long count, @Nullable Throwable failure) {
        FileReport report = fileReport;
        fileReport = FileReport.NONE;
        if (writing == Writing.SENDING_FILE) {
            writing = Writing.OPEN;
        }
        report.fileSent(count, failure);
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        life = Life.LOST;
        if (cause != null && cause != reported) {
            tellOfLoss(cause);
        }
        try {
            calls.lost(cause);
        } finally {
            keeper.lost(this);
        }
    }

    private void tellOfLoss(Throwable cause) {
        if (!Failures.ordinary(cause)) {
            report("Fatal error on socket transport", cause);
        } else if (loop.getDebug()) {
            Sockets.LOG.log(Level.DEBUG, () -> "The connection of " + this + " has failed", cause);
        }
    }

    /** A call of the protocol has failed: it is reported, and the connection aborted with it, so that it does not stay open and silent. */
    void failed(String method, Throwable failure) {
        reported = failure;
        handle.abort(failure);
        Failures.throwIfFatal(failure);
        report("Fatal error: protocol." + method + "() call failed.", failure);
    }

    private void report(String message, Throwable failure) {
        loop.callExceptionHandler(ExceptionContext.of(message)
                .exception(failure)
                .transport(this)
                .protocol(calls.protocol())
                .build());
    }

    // What every transport can do

    @Override
    public void close() {
        checkThread();
        handle.close();
    }

    @Override
    public void abort() {
        checkThread();
        handle.abort(null);
    }

    @Override
    public boolean isClosing() {
        checkThread();
        return handle.closing();
    }

    @Override
    public void setProtocol(BaseProtocol<?> protocol) {
        checkThread();
        calls.protocol(protocol);
    }

    @Override
    public BaseProtocol<?> getProtocol() {
        checkThread();
        return calls.protocol();
    }

    @Override
    public <T> Optional<T> getExtraInfo(ExtraInfo<T> key) {
        return Optional.ofNullable(info(key)).map(key.type()::cast);
    }

    private @Nullable Object info(ExtraInfo<?> key) {
        if (key.equals(ExtraInfo.PEERNAME)) {
            return peername;
        }
        if (key.equals(ExtraInfo.SOCKNAME)) {
            return sockname;
        }
        if (key.equals(ExtraInfo.SOCKET)) {
            return socket;
        }
        if (key.equals(ExtraInfo.LOOP)) {
            return loop;
        }
        if (key.equals(ExtraInfo.TRAFFIC)) {
            checkThread();
            return traffic();
        }
        return key.equals(ExtraInfo.DESCRIPTOR) ? descriptor() : null;
    }

    private Traffic traffic() {
        return new Traffic(Instant.ofEpochMilli(made), handle.received(), handle.sent(), getWriteBufferSize());
    }

    EventLoop loop() {
        return loop;
    }

    long received() {
        return handle.received();
    }

    long sent() {
        return handle.sent();
    }

    private @Nullable Integer descriptor() {
        Owned owned = handle.owned();
        return owned.descriptor() == Owned.NO_DESCRIPTOR || owned.closed() ? null : owned.descriptor();
    }

    // Reading

    @Override
    public boolean isReading() {
        checkThread();
        return reading == Reading.ON && !handle.closing();
    }

    @Override
    public void pauseReading() {
        checkThread();
        if (isReading()) {
            reading = Reading.PAUSED;
            handle.reading(false);
        }
    }

    @Override
    public void resumeReading() {
        checkThread();
        if (reading == Reading.PAUSED && !handle.closing()) {
            reading = Reading.ON;
            if (life == Life.OPEN) {
                handle.reading(true);
            }
        }
    }

    // Writing

    @Override
    public void write(ByteBuffer data) {
        checkThread();
        checkWritable();
        if (handle.closing()) {
            drop(data);
        } else if (data.hasRemaining()) {
            handle.write(data);
        }
    }

    @Override
    public void writelines(List<ByteBuffer> data) {
        checkThread();
        checkWritable();
        if (handle.closing()) {
            data.forEach(this::drop);
        } else if (!data.isEmpty()) {
            handle.write(data.toArray(ByteBuffer[]::new), 0, data.size());
        }
    }

    /**
     * Refuses what cannot be written now.
     *
     * @throws IllegalStateException after {@code writeEof}, and while a file is sent
     */
    void checkWritable() {
        switch (writing) {
            case ENDED -> throw new IllegalStateException("Cannot write after writeEof()");
            case SENDING_FILE -> throw new IllegalStateException("Cannot write while sendfile() is under way");
            case OPEN -> {}
        }
    }

    private void drop(ByteBuffer data) {
        if (data.hasRemaining() && ++drops == LOGGED_DROP) {
            Sockets.LOG.log(
                    Level.WARNING,
                    () -> LOGGED_DROP + " writes to " + this + " were dropped, because it is closed or its connection"
                            + " lost; stop writing at connectionLost()");
        }
        data.position(data.limit());
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    @Override
    public void writeEof() {
        checkThread();
        if (writing != Writing.ENDED && !handle.closing()) {
            writing = Writing.ENDED;
            handle.endOutput();
        }
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
        if (!handle.closing()) {
            handle.limits(limits.low(), limits.high());
        }
    }

    /**
     * Sends a piece of a file after what is queued; writing is refused until the report.
     *
     * @throws IllegalStateException when the transport is closing, or something else is being sent
     */
    void sendFile(FileChannel file, long position, long count, FileReport report) {
        checkWritable();
        if (handle.closing()) {
            throw new IllegalStateException("Cannot send a file: the transport is closing");
        }
        writing = Writing.SENDING_FILE;
        fileReport = report;
        handle.writeFile(file, position, count);
    }

    /** Ends a piece of a file at the byte it has come to; its report comes before this returns. */
    void stopFile() {
        handle.stopFile();
    }

    private void checkThread() {
        WrongThread.refuse(loop, "A transport");
    }

    @Override
    public String toString() {
        return "StreamTransport[" + sockname + " - " + peername + ", " + life + ", reading " + reading + ", writing "
                + writing + ", " + handle.queued() + " bytes queued" + (handle.closing() ? ", closing]" : "]");
    }
}
