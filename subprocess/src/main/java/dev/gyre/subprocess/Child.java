package dev.gyre.subprocess;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.Signal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A started child, whose end somebody has to hear of. */
interface Child {
    /** Hears of the child's end, once, on the loop's thread. */
    interface Ending {
        /** The exit code, or the number of the signal below zero. */
        void ended(int code);
    }

    long pid();

    /** {@return this process's end of one of the child's pipes; null when it is none} */
    @Nullable
    PipeChannel pipe(int fd);

    /** Begins to wait for the end; hears on the loop's thread when nobody waits any more. */
    void await(Ending ending, Runnable onUnwatched, EventLoop loop) throws IOException;

    /** Sends a signal; to one that has ended unnoticed it does nothing. */
    void signal(Signal signal);

    /** Kills and forgets, waiting for the end where nobody else will; for those that nobody is going to hear of. Pipes are left. */
    void discard();
}
