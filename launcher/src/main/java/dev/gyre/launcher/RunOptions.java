package dev.gyre.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What can be said about a container that is to run. */
final class RunOptions {
    private static final String LISTEN = "gyre.echo.listen";
    private static final String BACKEND = "gyre.loop";
    private static final String LOOPS = "gyre.loops";
    private static final Pattern ADDRESS = Pattern.compile("(?:\\[[0-9A-Fa-f:.%]+]|[^\\s:\\[\\]]+):(\\d{1,5})");
    private static final Pattern NAMES = Pattern.compile("[\\w.-]+(?:,[\\w.-]+)*");
    private static final int HIGHEST_PORT = 65535;
    private static final int MOST_LOOPS = 1024;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description =
                    "Where the echo server listens: 127.0.0.1:7007 unless set here or by the system property gyre.echo.listen; port 0"
                            + " takes any. Its file in etc comes first.")
    private @Nullable String listen;

    @Option(
            names = "--backend",
            paramLabel = "NAME[,NAME...]",
            description =
                    "The loops' backend, or several in order of preference; the best available unless set here, by the system property"
                            + " gyre.loop or the environment variable GYRE_LOOP.")
    private @Nullable String backend;

    @Option(
            names = "--loops",
            paramLabel = "N",
            description = "How many loops, each a thread of its own, share the connections; 1 unless set.")
    private @Nullable String loops;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log more, with the stack traces of whatever goes wrong.")
    private boolean verbose;

    /** Refuses what makes no sense, and tells the bundles about the rest. */
    void apply() throws StartException {
        check();
        set(LISTEN, listen);
        set(BACKEND, backend);
        set(LOOPS, loops);
        if (verbose) {
            Logs.sayMore();
        }
    }

    void check() throws StartException {
        if (listen != null && !isAddress(listen)) {
            throw StartException.badValue("--listen: \"" + listen
                    + "\" is no address to listen on; write it like 127.0.0.1:7007, localhost:7007 or [::1]:7007, with a port from 0"
                    + " (any) to " + HIGHEST_PORT);
        }
        if (backend != null && !NAMES.matcher(backend).matches()) {
            throw StartException.badValue("--backend: \"" + backend
                    + "\" is no name of a backend; write it like nio, or several like epoll,nio");
        }
        if (loops != null && !isCount(loops)) {
            throw StartException.badValue("--loops: \"" + loops + "\" is no number from 1 to " + MOST_LOOPS);
        }
    }

    private static boolean isAddress(String text) {
        Matcher matcher = ADDRESS.matcher(text);
        return matcher.matches() && Integer.parseInt(matcher.group(1)) <= HIGHEST_PORT;
    }

    private static boolean isCount(String text) {
        try {
            int count = Integer.parseInt(text);
            return count >= 1 && count <= MOST_LOOPS;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    private static void set(String property, @Nullable String value) {
        if (value != null) {
            System.setProperty(property, value);
        }
    }

    /** {@return the backends that the command line names; empty when it names none} */
    List<String> backends() {
        return backend == null ? List.of() : List.of(backend.split(","));
    }

    /** {@return whether the command line says where to listen} */
    boolean listens() {
        return listen != null;
    }

    boolean verbose() {
        return verbose;
    }

    /** {@return the same again, as a command line} */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        add(arguments, "--listen", listen);
        add(arguments, "--backend", backend);
        add(arguments, "--loops", loops);
        if (verbose) {
            arguments.add("--verbose");
        }
        return arguments;
    }

    private static void add(List<String> arguments, String name, @Nullable String value) {
        if (value != null) {
            arguments.add(name + "=" + value);
        }
    }
}
