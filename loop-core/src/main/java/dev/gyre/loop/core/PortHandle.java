package dev.gyre.loop.core;

import dev.gyre.loop.Callback;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.Port;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.PortOwner;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every handle has: a port that a swap exchanges under it, what is armed on it, and a place in the loop's set of live handles. It
 * reads its port anew after every call-out.
 */
abstract class PortHandle implements PortOwner {
    private static final String WHAT = "Exception in the listener of a handle";

    /** Its place in {@link LiveHandles}; negative when it is not there. */
    int index = -1;

    private final EngineLoop loop;
    private final Owned owned;
    private final LoopContext context = LoopContext.current();
    private final Callback dispatching = this::dispatchPending;
    private final StackTraceElement @Nullable [] creation;
    private @Nullable Port port;
    private int armed;
    private int pending;

    PortHandle(EngineLoop loop, Owned owned) {
        this.loop = loop;
        this.owned = owned;
        this.creation = loop.getDebug() ? CreationStack.here() : null;
    }

    final EngineLoop loop() {
        return loop;
    }

    public final Owned owned() {
        return owned;
    }

    final LoopContext context() {
        return context;
    }

    abstract PortKind kind();

    /** Makes progress; runs the listener. */
    abstract void ready(int ops) throws Exception;

    /** Ends because the loop or a forced swap says so; its listener hears the cause by a later callback. */
    abstract void fail(Throwable cause);

    final Port port() {
        return Objects.requireNonNull(port, "no port yet");
    }

    final boolean live() {
        return index >= 0;
    }

    /** Gives it its first port. */
    final void attach(Port first) {
        port = first;
        loop.handles().add(this);
    }

    /** Exchanges its port; arms the new one as the old one was. */
    void flip(Port next) {
        port = next;
        next.interest(armed);
    }

    final void arm(int ops) {
        if (ops != armed) {
            armed = ops;
            port().interest(ops);
        }
    }

    final int armed() {
        return armed;
    }

    /** Called by the batch; what was withdrawn or closed meanwhile is dropped (clause 4). */
    final void dispatch(int ops) {
        pending = ops & armed;
        if (pending != Ops.NONE && live()) {
            loop.dispatch().contain(WHAT, context, dispatching);
        }
    }

    private void dispatchPending() throws Exception {
        ready(pending);
    }

    /** Closes the port and leaves the set of live handles. */
    final void closePort() {
        if (live()) {
            loop.handles().remove(this);
            armed = Ops.NONE;
            port().close();
        }
    }

    /** Leaves the port open for another owner. */
    final Owned release() {
        loop.handles().remove(this);
        armed = Ops.NONE;
        port().detach();
        owned.surrender();
        return owned;
    }

    /** Where it was made, in lines of their own; empty unless that was in debug mode. */
    final String madeAt() {
        StringBuilder lines = new StringBuilder();
        for (StackTraceElement frame : creation != null ? creation : new StackTraceElement[0]) {
            lines.append("\n  made at ").append(frame);
        }
        return lines.toString();
    }

    @Override
    public String describe() {
        return kind().name().toLowerCase(Locale.ROOT) + " " + owned;
    }
}
