package dev.gyre.benchmarks;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which processor servers and load generator run on.
 *
 * @param reason why they run wherever they like; empty when they are pinned
 * @param server the servers' processor
 * @param load the load generator's
 */
record Pinning(String reason, int server, int load) {
    /**
     * {@return the pinning asked for, or none with the reason}
     *
     * @param server the servers' processor
     * @param load the load generator's
     */
    static Pinning of(int server, int load) {
        if (Runtime.getRuntime().availableProcessors() < 2) {
            return new Pinning("not pinned, for there is one processor alone", server, load);
        }
        boolean found = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(String.valueOf(System.getenv("PATH")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "taskset")));
        return new Pinning(found ? "" : "not pinned, for there is no taskset (of util-linux)", server, load);
    }

    /** {@return how that reads in a report} */
    String describe() {
        return reason.isEmpty()
                ? "servers on processor " + server + ", load generator on processor " + load
                : "servers and load generator " + reason;
    }

    /**
     * {@return a server's command line}
     *
     * @param command without pinning
     */
    List<String> server(List<String> command) {
        return pin(server, command);
    }

    /**
     * {@return the load generator's command line}
     *
     * @param command without pinning
     */
    List<String> load(List<String> command) {
        return pin(load, command);
    }

    private List<String> pin(int processor, List<String> command) {
        if (!reason.isEmpty()) {
            return command;
        }
        List<String> pinned = new ArrayList<>(List.of("taskset", "-c", Integer.toString(processor)));
        pinned.addAll(command);
        return pinned;
    }
}
