package dev.gyre.loop.core;

import dev.gyre.loop.SwapReport;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/** What the JDK's flight recorder is told. Where the JDK has none, and while nobody records, it costs a look at a flag. */
final class Flight {
    private static final boolean PRESENT = isPresent();

    private Flight() {}

    private static boolean isPresent() {
        try {
            FlightRecorder.isInitialized();
            return true;
        } catch (LinkageError e) {
            return false;
        }
    }

    /** The events are not touched before the recorder is there: making them known to it takes a tenth of a second. */
    private static boolean records() {
        return PRESENT && FlightRecorder.isInitialized();
    }

    /** {@return what an iteration is recorded by; null when it is not} */
    static @Nullable Object iterationBegins() {
        return records() ? FlightEvents.iteration() : null;
    }

    static void iterationEnds(Object begun, EngineLoop loop, long callbacks) {
        FlightEvents.iterated(begun, loop.name(), callbacks);
    }

    /** {@return what a task is recorded by; null when it is not} */
    static @Nullable Object taskBegins() {
        return records() ? FlightEvents.task() : null;
    }

    static void taskEnds(Object begun, EngineTask<?> task, EngineLoop loop) {
        FlightEvents.taskEnded(begun, loop.name(), task.getName(), task.state().name());
    }

    static void slow(EngineLoop loop, Object what, long nanos) {
        if (records()) {
            FlightEvents.slow(loop.name(), what, nanos);
        }
    }

    static void swapped(EngineLoop loop, SwapReport report) {
        if (records()) {
            FlightEvents.swapped(loop.name(), report);
        }
    }

    static void connectionEnded(EngineLoop loop, EngineStream stream) {
        if (records()) {
            FlightEvents.connectionEnded(loop.name(), stream);
        }
    }
}
