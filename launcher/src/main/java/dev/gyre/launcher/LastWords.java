package dev.gyre.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/** Writes down what is said at the end, so that {@code gyre stop} can show it, whoever reads the terminal or the log. */
final class LastWords implements AutoCloseable {
    private static final Logger SERVERS = Logger.getLogger("dev.gyre.container");

    private final PrintStream file;
    private final Handler handler = new Lines();

    private LastWords(PrintStream file) {
        this.file = file;
    }

    /** What was said the last time is forgotten. */
    static LastWords at(Path path) throws StartException {
        try {
            return new LastWords(new PrintStream(Files.newOutputStream(path), true, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StartException("the file " + path + " cannot be written: " + FileReason.of(e), e);
        }
    }

    /** From now on what servers say is written down. */
    void listen() {
        SERVERS.addHandler(handler);
    }

    void say(String line) {
        System.out.println(line);
        System.out.flush();
        file.println(line);
    }

    @Override
    public void close() {
        SERVERS.removeHandler(handler);
        file.close();
    }

    /** What is logged, without time and source. */
    private final class Lines extends Handler {
        private final SimpleFormatter formatter = new SimpleFormatter();

        Lines() {
            setLevel(Level.INFO);
        }

        @Override
        public void publish(LogRecord said) {
            if (isLoggable(said)) {
                file.println(formatter.formatMessage(said));
            }
        }

        @Override
        public void flush() {
            file.flush();
        }

        @Override
        public void close() {
            // The file is closed by whoever opened it.
        }
    }
}
