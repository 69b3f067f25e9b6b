package dev.gyre.loop.core;

import dev.gyre.loop.SwapReport;
import org.jspecify.annotations.Nullable;

/** What the JDK's flight recorder is told. Where the JDK has none, and while nobody records, it costs a look at a flag. */
final class Flight {
    private static final boolean PRESENT = isPresent();

    private Flight() {}

    private static boolean isPresent() {
        try {
            return FlightEvents.areThere();
        } catch (LinkageError e) {
            return false;
        }
    }

    /** {@return what an iteration is recorded by; null when it is not} */
    static @Nullable Object iterationBegins() {
        return PRESENT ? FlightEvents.iteration() : null;
    }

    static void iterationEnds(Object begun, EngineLoop loop, long callbacks) {
        FlightEvents.iterated(begun, loop.name(), callbacks);
    }

    /** {@return what a task is recorded by; null when it is not} */
    static @Nullable Object taskBegins() {
        return PRESENT ? FlightEvents.task() : null;
    }

    static void taskEnds(Object begun, EngineTask<?> task, EngineLoop loop) {
        FlightEvents.taskEnded(begun, loop.name(), task.getName(), task.state().name());
    }

    static void slow(EngineLoop loop, Object what, long nanos) {
        if (PRESENT) {
            FlightEvents.slow(loop.name(), what, nanos);
        }
    }

    static void swapped(EngineLoop loop, SwapReport report) {
        if (PRESENT) {
            FlightEvents.swapped(loop.name(), report);
        }
    }

    static void connectionEnded(EngineLoop loop, EngineStream stream) {
        if (PRESENT) {
            FlightEvents.connectionEnded(loop.name(), stream);
        }
    }
}
