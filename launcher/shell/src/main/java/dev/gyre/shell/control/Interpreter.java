package dev.gyre.shell.control;

import dev.gyre.shell.protocol.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.felix.gogo.runtime.CommandNotFoundException;
import org.apache.felix.gogo.runtime.Parser;
import org.apache.felix.gogo.runtime.SyntaxError;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;
import org.jspecify.annotations.Nullable;

/**
 * Runs command lines one after the other, with variables that last, and turns what comes of them into words and exit codes.
 *
 * <p><b>Threading</b>: one thread runs; any may interrupt.
 */
final class Interpreter implements AutoCloseable {
    /** Where Gogo looks for commands without a scope. The framework's come before {@code gyre}'s: {@code stop} stops a bundle. */
    private static final String SCOPES = "loop:felix:gogo:*";

    private final CommandProcessor processor;
    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final PrintStream console;
    private final PrintStream complaints;

    private volatile CommandSession session;
    private @Nullable Thread running;
    private boolean interrupted;

    Interpreter(CommandProcessor processor, InputStream in, OutputStream out, OutputStream err) {
        this.processor = processor;
        this.in = in;
        this.out = out;
        this.err = err;
        this.console = new PrintStream(out, true, StandardCharsets.UTF_8);
        this.complaints = new PrintStream(err, true, StandardCharsets.UTF_8);
        this.session = open();
        session.put("SCOPE", SCOPES);
    }

    private CommandSession open() {
        return processor.createSession(
                in,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    CommandSession session() {
        return session;
    }

    /** Sets a variable of the session. */
    void put(String name, Object value) {
        session.put(name, value);
    }

    /** {@return the names of all commands, each with its scope, sorted} */
    List<String> commands() {
        return session.get(".commands") instanceof Set<?> names
                ? names.stream().map(Object::toString).distinct().sorted().toList()
                : List.of();
    }

    /** Runs a line to its end; returns an {@link ExitCode}. */
    int run(String line) {
        begin();
        int code;
        try {
            code = execute(line);
        } finally {
            flush();
        }
        if (end()) {
            renew();
            return ExitCode.INTERRUPTED;
        }
        return code;
    }

    private int execute(String line) {
        try {
            new Parser(line).program();
            print(session.execute(line));
            return ExitCode.OK;
        } catch (CommandNotFoundException e) {
            return complain(
                    ExitCode.USAGE, "there is no command \"" + bare(e.getCommand()) + "\"; help lists those there are");
        } catch (SyntaxError e) {
            return complain(ExitCode.USAGE, "this is no command line: " + e.getMessage());
        } catch (Exception e) {
            return isInterrupted() ? ExitCode.INTERRUPTED : complain(e);
        } catch (StackOverflowError | LinkageError e) {
            return complain(ExitCode.FAILED, e.toString());
        }
    }

    private void print(@Nullable Object result) {
        if (result == null || Boolean.FALSE.equals(session.get(".Gogo.format"))) {
            return;
        }
        String text = session.format(result, Converter.INSPECT).toString();
        console.print(text);
        if (!text.endsWith("\n")) {
            console.println();
        }
    }

    private int complain(Exception failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof IllegalArgumentException && message.startsWith("Cannot coerce ")) {
            String command = message.replaceFirst("Cannot coerce ([^(]*)\\(.*", "$1");
            return complain(
                    ExitCode.USAGE,
                    command + ": not with these arguments; \"help " + command + "\" shows which it takes");
        }
        boolean speaksForItself = failure.getClass().getName().startsWith("dev.gyre.");
        return complain(
                ExitCode.FAILED, speaksForItself ? message : failure.getClass().getSimpleName() + ": " + message);
    }

    private int complain(int code, String message) {
        complaints.println(message);
        return code;
    }

    /** Gogo looks for commands in any scope by an asterisk, which nobody has typed. */
    private static String bare(String command) {
        return command.startsWith("*:") ? command.substring(2) : command;
    }

    private void flush() {
        console.flush();
        complaints.flush();
    }

    private synchronized void begin() {
        running = Thread.currentThread();
        interrupted = false;
    }

    private synchronized boolean isInterrupted() {
        return interrupted;
    }

    /** {@return whether it was interrupted} */
    private synchronized boolean end() {
        running = null;
        if (interrupted) {
            Thread.interrupted();
        }
        notifyAll();
        return interrupted;
    }

    /** Ends the running command line; does nothing between two. */
    synchronized void interrupt() {
        if (running == null) {
            return;
        }
        interrupted = true;
        Job job = session.foregroundJob();
        if (job != null) {
            job.interrupt();
        }
        // Gogo forgets about a job that is cancelled before it has begun, and would wait for it for ever.
        running.interrupt();
    }

    /** Waits for the end of the running command line; returns whether there is none any more. */
    synchronized boolean awaitIdle(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        try {
            for (long left = millis; running != null && left > 0; left = (deadline - System.nanoTime()) / 1_000_000) {
                wait(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return running == null;
    }

    /** {@return whether the calling thread is running a command of this session} */
    boolean isCaller() {
        Job job = Job.Utils.current();
        return job != null && job.session() == session;
    }

    /** Gogo's streams are closed by an interrupt: takes new ones, and the variables along. */
    private void renew() {
        CommandSession old = session;
        CommandSession fresh = open();
        if (old.get(".variables") instanceof Set<?> names) {
            for (Object name : new ArrayList<>(names)) {
                fresh.put(name.toString(), old.get(name.toString()));
            }
        }
        session = fresh;
        old.close();
    }

    @Override
    public void close() {
        interrupt();
        session.close();
    }

    /** Prints a line to standard error. */
    void say(String line) throws IOException {
        complaints.println(line);
        if (complaints.checkError()) {
            throw new IOException("the client has gone");
        }
    }
}
