package dev.gyre.loop.core;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Where the code stands that a loop runs, as another thread sees it, and what it means that it waits there. */
final class Sample {
    /** A coroutine whose thread blocks is seen to wait before it has left the loop's; one that keeps the loop's is so for longer. */
    private static final long MOMENT_NANOS = 2_000_000;

    private final Thread.State state;
    private final String meaning;
    private final List<StackTraceElement> stack;

    private Sample(Thread.State state, String meaning, List<StackTraceElement> stack) {
        this.state = state;
        this.meaning = meaning;
        this.stack = stack;
    }

    /** {@return the sample; null when a coroutine was just about to begin, to go on or to give way} */
    static @Nullable Sample of(EngineLoop loop) {
        Thread coroutine = loop.mounted();
        Thread thread = coroutine != null ? coroutine : loop.owner();
        Thread.State state = thread.getState();
        if (coroutine != null && waits(state)) {
            LockSupport.parkNanos(MOMENT_NANOS);
            state = thread.getState();
        }
        List<StackTraceElement> stack = List.of(thread.getStackTrace());
        return loop.mounted() != coroutine || coroutine != null && CoroutineStack.givesWay(stack)
                ? null
                : new Sample(state, meaning(state, coroutine != null ? coroutine.getName() : null), stack);
    }

    private static boolean waits(Thread.State state) {
        return switch (state) {
            case BLOCKED, WAITING, TIMED_WAITING -> true;
            case NEW, RUNNABLE, TERMINATED -> false;
        };
    }

    private static String meaning(Thread.State state, @Nullable String coroutine) {
        if (!waits(state)) {
            return "";
        }
        if (coroutine != null) {
            return ": the coroutine " + coroutine
                    + " waits without giving the loop's thread back, as coroutines of the way hand-off do in every call"
                    + " that blocks, and others below a native method or in a static initialiser";
        }
        return state == Thread.State.TIMED_WAITING
                ? ": a callback sleeps, or waits for a time"
                : ": a callback waits; a lock that a suspended coroutine holds is never given back to it";
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder().append(state).append(meaning);
        stack.forEach(frame -> text.append("\n  at ").append(frame));
        return text.toString();
    }
}
