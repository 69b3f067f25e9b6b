package dev.gyre.loop;

import dev.gyre.loop.spi.CoroutineRunner;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A running coroutine. Provisional.
 *
 * @param <T> its result
 */
@ProviderType
public interface Task<T> extends LoopFuture<T> {
    /**
     * Suspends the calling coroutine until a stage is done.
     *
     * @param <R> the result
     * @param stage what to wait for
     * @return its value
     * @throws java.util.concurrent.CancellationException when the task was cancelled meanwhile
     * @throws Exception what the stage failed with, itself
     */
    static <R> R await(CompletionStage<R> stage) throws Exception {
        EventLoop loop = EventLoops.getRunningLoop();
        return loop.subsystems().require(CoroutineRunner.class, "Task.await").await(loop, stage);
    }

    /**
     * {@return how many cancel requests are pending}
     */
    int cancelling();

    /**
     * Takes one cancel request back.
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
     * {@return the context it runs in}
     */
    LoopContext getContext();

    /**
     * {@return where it stands; empty when it has ended}
     */
    List<StackTraceElement> getStack();

    /**
     * Prints where it stands.
     *
     * @param out where to
     */
    default void printStack(Appendable out) {
        try {
            out.append("Stack of ").append(getName()).append(":\n");
            for (StackTraceElement frame : getStack()) {
                out.append("  at ").append(frame.toString()).append('\n');
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
