package dev.gyre.loop.core;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.Task;
import dev.gyre.loop.core.coroutines.HandOffRunner;
import dev.gyre.loop.spi.RunningLoop;
import java.util.List;
import java.util.Set;

/** The part of a coroutine's stack that is the application's. */
final class CoroutineStack {
    private static final String ENGINE = CoroutineStack.class.getPackageName() + ".";
    private static final String RUNNERS = HandOffRunner.class.getPackageName() + ".";
    private static final Set<String> PLUMBING = Set.of(
            EngineTask.class.getName(),
            Generator.class.getName(),
            Promise.class.getName(),
            Tasks.class.getName(),
            Task.class.getName(),
            EventLoop.class.getName(),
            LoopContext.class.getName(),
            RunningLoop.class.getName());

    private CoroutineStack() {}

    static List<StackTraceElement> of(Thread thread) {
        List<StackTraceElement> all = List.of(thread.getStackTrace());
        int first = 0;
        while (first < all.size() && isPlumbing(all.get(first))) {
            first++;
        }
        int end = all.size();
        while (end > first && isPlumbing(all.get(end - 1))) {
            end--;
        }
        return all.subList(first, end);
    }

    /** Whether a thread is blocked in a call that the engine made, as opposed to the application. */
    static boolean isInsideEngine(Thread thread) {
        return isCalledFrom(ENGINE, List.of(thread.getStackTrace()));
    }

    /** Whether a coroutine with this stack has said itself that it gives the loop's thread back. */
    static boolean givesWay(List<StackTraceElement> stack) {
        return isCalledFrom(RUNNERS, stack);
    }

    private static boolean isCalledFrom(String prefix, List<StackTraceElement> stack) {
        for (StackTraceElement frame : stack) {
            if (!isJdk(frame)) {
                return frame.getClassName().startsWith(prefix);
            }
        }
        return false;
    }

    private static boolean isPlumbing(StackTraceElement frame) {
        return isJdk(frame) || frame.getClassName().startsWith(RUNNERS) || PLUMBING.contains(frame.getClassName());
    }

    private static boolean isJdk(StackTraceElement frame) {
        return frame.getClassName().startsWith("java.") || frame.getClassName().startsWith("jdk.internal.");
    }
}
