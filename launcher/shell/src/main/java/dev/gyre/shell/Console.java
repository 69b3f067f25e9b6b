package dev.gyre.shell;

import java.io.PrintStream;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Process;

/**
 * Where a command prints: into the pipe it is in, else to its session.
 *
 * @param stream that
 */
record Console(PrintStream stream) {
    static Console of(CommandSession session) {
        Process process = Process.Utils.current();
        return new Console(process == null ? session.getConsole() : process.out());
    }

    void print(Table table) {
        table.lines().forEach(stream::println);
    }
}
