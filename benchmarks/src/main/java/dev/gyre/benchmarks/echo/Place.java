package dev.gyre.benchmarks.echo;

import java.nio.file.Path;

/**
 * Where an echo server listens.
 *
 * @param kind the kind of socket
 * @param path of a Unix socket; empty for the others
 */
record Place(Kind kind, Path path) {
    /** What can be served. */
    enum Kind {
        TCP,
        UDP,
        UNIX
    }

    /**
     * Reads the end of a command line: {@code tcp}, {@code udp} or {@code unix PATH}.
     *
     * @param args the command line
     * @param from where the place begins
     * @return the place
     */
    static Place of(String[] args, int from) {
        String kind = args.length > from ? args[from] : "nothing";
        return switch (kind) {
            case "tcp" -> new Place(Kind.TCP, Path.of(""));
            case "udp" -> new Place(Kind.UDP, Path.of(""));
            case "unix" -> new Place(Kind.UNIX, Path.of(args[from + 1]));
            default ->
                throw new IllegalArgumentException("Cannot serve " + kind + "; name tcp, udp or unix with a path");
        };
    }
}
