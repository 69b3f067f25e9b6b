package dev.gyre.loop.core;

import dev.gyre.loop.SwapReport;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The events themselves. Only {@link Flight} calls this, as it cannot be linked where the JDK has no flight recorder. */
final class FlightEvents {
    private static final EventType ITERATION = EventType.getEventType(Iteration.class);
    private static final EventType TASK = EventType.getEventType(TaskRun.class);
    private static final EventType CONNECTION = EventType.getEventType(ConnectionEnd.class);

    private FlightEvents() {}

    /** What an event of a loop has. */
    @Category("Gyre")
    @StackTrace(false)
    abstract static class OfLoop extends Event {
        @Label("Loop")
        String loop = "";
    }

    @Name("dev.gyre.Iteration")
    @Label("Iteration")
    @Description("An iteration of a loop, without the time it waited")
    @Enabled(false)
    static final class Iteration extends OfLoop {
        @Label("Callbacks")
        long callbacks;
    }

    @Name("dev.gyre.Task")
    @Label("Task")
    @Description("A task from its beginning to its end")
    @Enabled(false)
    static final class TaskRun extends OfLoop {
        @Label("Task")
        String task = "";

        @Label("Outcome")
        String outcome = "";
    }

    @Name("dev.gyre.SlowCallback")
    @Label("Slow Callback")
    @Description("A callback that took longer than the loop allows, in debug mode")
    static final class SlowCallback extends OfLoop {
        @Label("Callback")
        String callback = "";

        @Label("Took")
        @Timespan(Timespan.NANOSECONDS)
        long took;
    }

    @Name("dev.gyre.Swap")
    @Label("Swap")
    @Description("An exchange of a loop's backend")
    static final class SwapDone extends OfLoop {
        @Label("From")
        String from = "";

        @Label("To")
        String to = "";

        @Label("Handles Moved")
        int moved;

        @Label("Pause")
        @Timespan(Timespan.NANOSECONDS)
        long pause;
    }

    @Name("dev.gyre.Connection")
    @Label("Connection")
    @Description("A connection that has ended")
    @Enabled(false)
    static final class ConnectionEnd extends OfLoop {
        @Label("Connection")
        String connection = "";

        @Label("Received")
        @DataAmount
        long received;

        @Label("Sent")
        @DataAmount
        long sent;
    }

    static @Nullable Object iteration() {
        if (!ITERATION.isEnabled()) {
            return null;
        }
        Iteration event = new Iteration();
        event.begin();
        return event;
    }

    static void iterated(Object begun, String loop, long callbacks) {
        Iteration event = (Iteration) begun;
        event.end();
        event.loop = loop;
        event.callbacks = callbacks;
        event.commit();
    }

    static @Nullable Object task() {
        if (!TASK.isEnabled()) {
            return null;
        }
        TaskRun event = new TaskRun();
        event.begin();
        return event;
    }

    static void taskEnded(Object begun, String loop, String task, String outcome) {
        TaskRun event = (TaskRun) begun;
        event.end();
        event.loop = loop;
        event.task = task;
        event.outcome = outcome;
        event.commit();
    }

    static void slow(String loop, Object what, long nanos) {
        SlowCallback event = new SlowCallback();
        event.loop = loop;
        event.callback = what.toString();
        event.took = nanos;
        event.commit();
    }

    static void swapped(String loop, SwapReport report) {
        SwapDone event = new SwapDone();
        event.loop = loop;
        event.from = report.from();
        event.to = report.to();
        event.moved = report.moved();
        event.pause = report.pause().toNanos();
        event.commit();
    }

    static void connectionEnded(String loop, EngineStream stream) {
        if (CONNECTION.isEnabled()) {
            ConnectionEnd event = new ConnectionEnd();
            event.loop = loop;
            event.connection = stream.describe();
            event.received = stream.received();
            event.sent = stream.sent();
            event.commit();
        }
    }
}
