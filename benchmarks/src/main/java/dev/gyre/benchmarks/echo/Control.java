package dev.gyre.benchmarks.echo;

import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What the driver talks to: says where the server listens, answers the line {@code stat} with processor time and bytes that the loop's thread has allocated, {@code heap} with the
 * bytes in use once the garbage is collected, and ends the process with standard input. A last answer is printed at the end, which a signal brings about as well.
 */
final class Control {
    /** The code of a process that cannot serve here. */
    static final int UNAVAILABLE = 3;

    private static final int COLLECTIONS = 3;

    private final long loopThread;
    private @Nullable Figures figures;

    private Control(long loopThread) {
        this.loopThread = loopThread;
    }

    /**
     * Begins.
     *
     * @param where a port or a path
     * @param loopThread the thread that serves
     */
    static void listening(Object where, Thread loopThread) {
        Control control = new Control(loopThread.threadId());
        Runtime.getRuntime().addShutdownHook(new Thread(control::print, "last stat"));
        Thread reader = new Thread(control::obey, "control");
        reader.setDaemon(true);
        reader.start();
        System.out.println("listening " + where);
        System.out.flush();
    }

    /**
     * Ends the process, for it cannot serve here.
     *
     * @param reason what is missing
     */
    static void unavailable(String reason) {
        System.out.println("unavailable " + reason.replace('\n', ' '));
        System.out.flush();
        System.exit(UNAVAILABLE);
    }

    private void obey() {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line) {
                    case "stat" -> print();
                    case "heap" -> printHeap();
                    default -> throw new IllegalArgumentException("Neither stat nor heap: " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.exit(0);
    }

    private synchronized void print() {
        // Not before it is asked for, as it would count as the server's start.
        if (figures == null) {
            figures = new Figures();
        }
        System.out.println("stat " + figures.clock.nanos() + " " + figures.threads.getThreadAllocatedBytes(loopThread));
        System.out.flush();
    }

    private static void printHeap() {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
        }
        System.out.println("heap "
                + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        System.out.flush();
    }

    /** Where the figures come from. */
    private static final class Figures {
        private final ProcessClock clock = new ProcessClock();
        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    }
}
