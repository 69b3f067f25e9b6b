package dev.gyre.transports.pipe;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.spi.StreamListener;
import dev.gyre.loop.spi.WrongThread;
import dev.gyre.loop.transport.BaseTransport;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.PipeEnd;
import dev.gyre.loop.transport.Traffic;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What both directions share.
 *
 * <p>Life: {@code BEGINNING → OPEN → FINISHING → LOST}, by {@code connectionMade}, by the close of the loop's end, and by {@code connectionLost} once what is behind that has
 * finished too. Whether a close has begun is the handle's to know.
 */
abstract class PipeTransport implements BaseTransport, StreamListener {
    static final System.Logger LOG = System.getLogger("dev.gyre.transports.pipe");

    private enum Life {
        BEGINNING,
        OPEN,
        FINISHING,
        LOST
    }

    private final EventLoop loop;
    private final StreamHandle handle;
    private final Opened opened;
    private final PipeEnd end;
    private final long made = System.currentTimeMillis();
    private Life life = Life.BEGINNING;
    private boolean closedEarly;
    private @Nullable Throwable reported;
    private @Nullable Throwable cause;

    PipeTransport(EventLoop loop, StreamHandle handle, Opened opened, PipeEnd end) {
        this.loop = loop;
        this.handle = handle;
        this.opened = opened;
        this.end = end;
    }

    final EventLoop loop() {
        return loop;
    }

    final StreamHandle handle() {
        return handle;
    }

    final Opened opened() {
        return opened;
    }

    /** Calls {@code connectionMade}. */
    abstract void tellMade() throws Exception;

    /** Begins to hear of the other side. */
    abstract void begun();

    /** Says what a failure of the end is reported as; null when it is not. */
    abstract @Nullable String fatal(Throwable failure);

    final boolean isOpen() {
        return life == Life.OPEN;
    }

    /** Hears of the end from now on. */
    final void listen() {
        handle.listener(this);
    }

    final void begin() {
        life = Life.OPEN;
        call("connectionMade", this::tellMade);
        if (closedEarly) {
            closed(cause);
        } else {
            begun();
        }
    }

    /** Ends what nobody has asked for any more. */
    final void forget() {
        handle.abort(null);
        opened.behind().unused();
    }

    // Calls of the protocol

    /** A call of the protocol. */
    interface Call {
        void run() throws Exception;
    }

    /** Calls the protocol; what it throws is reported, and costs the transport. */
    final void call(String method, Call call) {
        try {
            call.run();
        } catch (Throwable e) {
            reported = e;
            handle.abort(e);
            Failures.throwIfFatal(e);
            report("Fatal error: protocol." + method + "() call failed.", e);
        }
    }

    private void report(String message, Throwable failure) {
        loop.callExceptionHandler(ExceptionContext.of(message)
                .exception(failure)
                .transport(this)
                .protocol(getProtocol())
                .build());
    }

    // The end

    @Override
    public final void closed(@Nullable Throwable why) {
        cause = why;
        if (life == Life.BEGINNING) {
            closedEarly = true;
            return;
        }
        life = Life.FINISHING;
        if (why != null) {
            tellOf(why);
            opened.behind().drop();
            lost();
        } else if (isDropped()) {
            opened.behind().drop();
            lost();
        } else {
            opened.behind().finish(this::finished);
        }
    }

    /** {@return whether what is on its way was given up} */
    abstract boolean isDropped();

    private void tellOf(Throwable failure) {
        String message = failure == reported ? null : fatal(failure);
        if (message != null) {
            report(message, failure);
        } else if (loop.getDebug()) {
            LOG.log(Level.DEBUG, () -> this + " has failed", failure);
        }
    }

    private void finished() {
        if (loop.inEventLoop()) {
            lost();
            return;
        }
        try {
            loop.callSoonThreadsafe(this::lost);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, () -> this + " has finished after its loop was closed", e);
        }
    }

    /** Tells the protocol, once. */
    final void lost() {
        if (life != Life.FINISHING) {
            return;
        }
        life = Life.LOST;
        Throwable why = cause == null ? opened.behind().failure() : cause;
        call("connectionLost", () -> getProtocol().connectionLost(why));
    }

    /** Gives up what is behind an end that is closed already. */
    final void dropRest() {
        if (life == Life.FINISHING) {
            opened.behind().drop();
            loop.callSoon(this::lost);
        }
    }

    // What every transport can do

    @Override
    public final void close() {
        checkThread();
        handle.close();
    }

    @Override
    public final boolean isClosing() {
        checkThread();
        return handle.closing();
    }

    @Override
    public final <T> Optional<T> getExtraInfo(ExtraInfo<T> key) {
        return Optional.ofNullable(info(key)).map(key.type()::cast);
    }

    private @Nullable Object info(ExtraInfo<?> key) {
        if (key.equals(ExtraInfo.PIPE)) {
            return end;
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

    final void checkThread() {
        WrongThread.refuse(loop, "A transport");
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + end + ", " + life + ", " + handle.queued() + " bytes queued"
                + (handle.closing() ? ", closing]" : "]");
    }
}
