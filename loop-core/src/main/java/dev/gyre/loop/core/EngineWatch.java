package dev.gyre.loop.core;

import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import dev.gyre.loop.spi.WatchHandle;
import dev.gyre.loop.spi.WatchListener;
import org.jspecify.annotations.Nullable;

/** Something of the user's that is watched. */
final class EngineWatch extends PortHandle implements WatchHandle {
    private @Nullable WatchListener listener;

    EngineWatch(EngineLoop loop, Owned borrowed, WatchListener listener) {
        super(loop, borrowed);
        this.listener = listener;
    }

    @Override
    PortKind kind() {
        return PortKind.WATCH;
    }

    @Override
    void ready(int ops) throws Exception {
        WatchListener present = listener;
        if (present != null) {
            present.ready(ops);
        }
    }

    @Override
    public void interest(int ops) {
        if (live()) {
            arm(ops);
        }
    }

    @Override
    public void close() {
        listener = null;
        closePort();
    }

    @Override
    void fail(Throwable cause) {
        WatchListener last = listener;
        close();
        loop().callExceptionHandler(ExceptionContext.of("A watch has ended: " + describe())
                .exception(cause)
                .build());
        tell(last, cause);
    }

    /** Closes with the loop. */
    void endWithLoop() {
        WatchListener last = listener;
        close();
        tell(last, null);
    }

    private void tell(@Nullable WatchListener last, @Nullable Throwable cause) {
        if (last != null) {
            loop().dispatch().contain("Exception in the listener of a watch", context(), () -> last.ended(cause));
        }
    }
}
