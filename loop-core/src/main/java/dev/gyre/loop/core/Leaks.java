package dev.gyre.loop.core;

import dev.gyre.loop.EventLoop;
import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/** Names loops that nobody has any more and nobody has closed. What they had open cannot be closed then: its ports knew the loop, and are gone as well. */
final class Leaks {
    /** For whatever is to be done when a loop is dropped. */
    static final Cleaner CLEANER = Cleaner.create();

    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");

    private Leaks() {}

    /** {@return what is to be run when the loop is closed} */
    static Runnable watch(EventLoop loop) {
        Unclosed unclosed =
                new Unclosed(loop.name(), loop.getDebug() ? CreationStack.here() : new StackTraceElement[0]);
        Cleaner.Cleanable watched = CLEANER.register(loop, unclosed);
        return () -> {
            unclosed.closed = true;
            watched.clean();
        };
    }

    private static final class Unclosed implements Runnable {
        private final String name;
        private final StackTraceElement[] opened;
        private volatile boolean closed;

        private Unclosed(String name, StackTraceElement[] opened) {
            this.name = name;
            this.opened = opened;
        }

        @Override
        public void run() {
            if (!closed) {
                StringBuilder text = new StringBuilder("The loop ")
                        .append(name)
                        .append(" was dropped without being closed; descriptors that it had open stay so until the"
                                + " process ends. Close it, best by try-with-resources");
                for (StackTraceElement frame : opened) {
                    text.append("\n  opened at ").append(frame);
                }
                LOG.log(Level.WARNING, text.toString());
            }
        }
    }
}
