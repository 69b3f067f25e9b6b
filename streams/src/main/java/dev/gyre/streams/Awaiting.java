package dev.gyre.streams;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.spi.RunningLoop;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What waiting has in common. */
final class Awaiting {
    private Awaiting() {}

    /** Waits for what ends well or is cancelled. */
    static <R> R plainly(CompletionStage<R> stage) {
        try {
            return Task.await(stage);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("Nobody should have failed " + stage, e);
        }
    }

    /** Waits for input or output; what fails with another checked exception than one of I/O is wrapped. */
    static <R> R io(CompletionStage<R> stage) throws IOException {
        try {
            return Task.await(stage);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e.toString(), e);
        }
    }

    /** {@return a failure to throw; itself, when it is one of I/O or needs no declaration, which throws it} */
    static IOException asIo(Throwable failure) {
        if (failure instanceof RuntimeException || failure instanceof Error) {
            throw Failures.<RuntimeException>sneak(failure);
        }
        return failure instanceof IOException io ? io : new IOException(failure.toString(), failure);
    }

    /** Completes a future that somebody waits for, unless it was cancelled. */
    static boolean release(LoopPromise<Void> waiter) {
        if (waiter.isDone()) {
            return false;
        }
        waiter.setResult(null);
        return true;
    }

    /** {@return what a done future failed with, or how it was cancelled; null when it has a result} */
    static @Nullable Throwable failure(LoopFuture<?> done) {
        try {
            return done.exception();
        } catch (CancellationException cancelled) {
            return cancelled;
        }
    }

    /** {@return the stage as a future of the loop} */
    static LoopFuture<?> future(EventLoop loop, CompletionStage<?> stage) {
        return loop.ensureFuture(stage);
    }

    /** {@return the running loop, else that of the first of its futures, else the policy's} */
    static EventLoop loopOf(Collection<? extends CompletionStage<?>> stages) {
        EventLoop running = RunningLoop.current();
        if (running != null) {
            return running;
        }
        for (CompletionStage<?> each : stages) {
            if (each instanceof LoopFuture<?> future) {
                return future.getLoop();
            }
        }
        return EventLoops.getEventLoop();
    }
}
