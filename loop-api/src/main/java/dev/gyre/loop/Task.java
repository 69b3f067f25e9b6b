package dev.gyre.loop;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A coroutine that runs, and the future of its result. A coroutine is plain code on a stack of its own. It runs on its loop's thread, and
 * gives it back in {@link #await} alone, or, where {@linkplain dev.gyre.loop.spi.CoroutineRunner the way coroutines run} allows it, also while a call
 * blocks; between two such points nothing else runs on the loop.
 *
 * <p><b>Threading</b>: what asks may be called from any thread; what changes it belongs on the loop. {@link #cancel} from another thread is
 * handed over and answers whether the task was still running.
 *
 * <p><b>Cancelling</b>: {@link #cancel} cancels what the coroutine waits for, and {@link #await} throws {@link java.util.concurrent.CancellationException}
 * there. The coroutine may clean up, and wait while it does. When it lets the exception go, the task is cancelled; when it swallows it,
 * it goes on, and {@link #cancelling()} keeps saying that it was asked; debug mode names it.
 *
 * <p><b>Errors</b>: what the coroutine throws fails the task. When nobody has looked at that by the time the task is collected, the exception handler is told.
 *
 * <p><b>Differences from asyncio</b>: a cancellation that comes when what the coroutine awaits has its result already does not take the result away, as it
 * may be a server that nobody else would close; it is raised at the next await, in a task that waits for this one when this one has none. A coroutine is a {@link Callable}, not an object with steps. A task that is suspended when its loop
 * closes is reported and cancelled, and runs its {@code finally} blocks on another thread. {@code await} of what is done already
 * returns at once, as in asyncio.
 *
 * @param <T> its result
 */
@ProviderType
public interface Task<T> extends LoopFuture<T> {
    /**
     * Suspends the calling coroutine until a stage is done.
     *
     * @param <R> the result
     * @param stage what to wait for; cancelling the task cancels it
     * @return its value
     * @throws java.util.concurrent.CancellationException when the task or the stage was cancelled
     * @throws IllegalStateException outside a coroutine
     * @throws Exception what the stage failed with, itself
     */
    static <R> R await(CompletionStage<R> stage) throws Exception {
        return EventLoops.getRunningLoop().tasks().await(stage);
    }

    /**
     * Asks it to end: its coroutine sees a {@link java.util.concurrent.CancellationException} where it waits, or where it waits next. One that has not
     * begun never does.
     *
     * @param message why, for the exception; may be null
     * @return false when it had ended already
     */
    @Override
    boolean cancel(@Nullable String message);

    /**
     * {@return how many cancel requests have not been taken back}
     */
    int cancelling();

    /**
     * Takes one cancel request back; with the last, a request that the coroutine has not seen yet is forgotten.
     *
     * @return how many are left
     */
    int uncancel();

    /**
     * {@return its name}
     */
    String getName();

    /**
     * Names it.
     *
     * @param name the name
     */
    void setName(String name);

    /**
     * {@return what it runs}
     */
    Callable<T> getCoro();

    /**
     * {@return the context it was made with}
     */
    LoopContext getContext();

    /**
     * {@return what its coroutine waits for; empty when it runs, has not begun, has ended, or is blocked by something else}
     */
    Optional<TaskWait> waiting();

    /**
     * {@return where its coroutine stands, the innermost call first; empty before it begins and after it has ended}
     */
    List<StackTraceElement> getStack();

    /**
     * Prints where it stands.
     *
     * @param out where to
     */
    default void printStack(Appendable out) {
        try {
            List<StackTraceElement> frames = getStack();
            out.append(frames.isEmpty() ? "No stack for " : "Stack of ")
                    .append(getName())
                    .append(frames.isEmpty() ? "\n" : ":\n");
            for (StackTraceElement frame : frames) {
                out.append("  at ").append(frame.toString()).append('\n');
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
