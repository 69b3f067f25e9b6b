package dev.gyre.itests;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a logger says, kept from the console. */
final class LogLines extends Handler implements AutoCloseable {
    private final Logger logger;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    private LogLines(Logger logger) {
        this.logger = logger;
    }

    static LogLines of(String name) {
        LogLines lines = new LogLines(Logger.getLogger(name));
        lines.logger.setUseParentHandlers(false);
        lines.logger.setLevel(Level.ALL);
        lines.logger.addHandler(lines);
        return lines;
    }

    /** Waits for a line that has something in it. */
    String await(String part) throws InterruptedException {
        StringBuilder others = new StringBuilder();
        while (true) {
            String line = lines.poll(20, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("\"" + part + "\" was not logged, but:" + others);
            }
            if (line.contains(part)) {
                return line;
            }
            others.append('\n').append(line);
        }
    }

    /** The lines that were logged so far and are worse than a level. */
    List<String> above(Level level) {
        return records.stream()
                .filter(each -> each.getLevel().intValue() > level.intValue())
                .map(each -> each.getMessage() + (each.getThrown() == null ? "" : " " + each.getThrown()))
                .toList();
    }

    @Override
    public void publish(LogRecord line) {
        records.add(line);
        lines.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
