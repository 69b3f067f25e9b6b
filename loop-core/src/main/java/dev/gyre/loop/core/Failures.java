package dev.gyre.loop.core;

import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.ExceptionHandler;
import dev.gyre.loop.LoopContext;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Failures that have nobody else to go to: the user's handler, or the log. */
final class Failures {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");

    private final EngineLoop loop;
    private volatile @Nullable ExceptionHandler handler;

    Failures(EngineLoop loop) {
        this.loop = loop;
    }

    void handler(@Nullable ExceptionHandler newHandler) {
        handler = newHandler;
    }

    @Nullable
    ExceptionHandler handler() {
        return handler;
    }

    /** Reports in the context of what failed. */
    void report(ExceptionContext failure, LoopContext context) {
        try {
            context.run(() -> report(failure));
        } catch (Exception e) {
            throw new IllegalStateException("A report does not throw", e);
        }
    }

    void report(ExceptionContext failure) {
        ExceptionHandler present = handler;
        if (present == null) {
            log(failure);
            return;
        }
        try {
            present.handle(loop, failure);
        } catch (Throwable second) {
            Dispatch.throwIfFatal(second);
            log(ExceptionContext.of("The exception handler has failed while it handled: " + failure.message())
                    .exception(second)
                    .build());
            log(failure);
        }
    }

    void log(ExceptionContext failure) {
        LOG.log(Level.ERROR, failure.toString(), failure.exception().orElse(null));
    }
}
