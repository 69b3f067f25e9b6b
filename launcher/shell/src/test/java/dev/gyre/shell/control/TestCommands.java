package dev.gyre.shell.control;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.service.command.Process;

/** Commands that behave, and some that do not. */
final class TestCommands {
    final Semaphore blocked = new Semaphore(0);
    final Semaphore interrupted = new Semaphore(0);
    final Semaphore flooded = new Semaphore(0);
    final CountDownLatch release = new CountDownLatch(1);
    volatile Runnable stop = () -> {};

    static TestCommands in(CommandProcessorImpl processor) {
        TestCommands commands = new TestCommands();
        for (String name :
                new String[] {"say", "give", "fail", "block", "stubborn", "flood", "firstline", "stop", "help"}) {
            processor.addCommand("test", commands, name);
        }
        return commands;
    }

    private static PrintStream out() {
        return Process.Utils.current().out();
    }

    /** Prints. */
    public void say(String text) {
        out().println(text);
    }

    /** Returns. */
    public String give(String text) {
        return text;
    }

    /** Fails. */
    public void fail() {
        throw new IllegalStateException("no luck");
    }

    /** Ends when interrupted. */
    public void block() throws InterruptedException {
        blocked.release();
        try {
            new CountDownLatch(1).await();
        } finally {
            interrupted.release();
        }
    }

    /** Ends when it is let go, whatever else happens. */
    public void stubborn() {
        blocked.release();
        while (release.getCount() > 0) {
            try {
                release.await();
            } catch (InterruptedException _) {
                interrupted.release();
            }
        }
    }

    /** Prints until nobody reads any more. */
    public void flood() {
        PrintStream out = out();
        for (int i = 0; !out.checkError() && !Thread.currentThread().isInterrupted(); i++) {
            out.println(i + " all work and no play makes Jack a dull boy");
        }
        flooded.release();
    }

    /** Prints the first line of its input in brackets. */
    public void firstLine() throws IOException {
        InputStream in = Process.Utils.current().in();
        StringBuilder line = new StringBuilder("[");
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        out().println(line.append(']'));
    }

    /** Is there to be completed. */
    public void help(String command) {}

    /** Does what the test wants. */
    public void stop() {
        stop.run();
    }
}
