package dev.gyre.benchmarks;

/** What the load generator does, and the kind of server that it needs. */
enum Mode {
    ECHO("echo", "tcp"),
    CONNECT("connect", "tcp"),
    UDP("udp", "udp"),
    UNIX("unix", "unix");

    private final String load;
    private final String place;

    Mode(String load, String place) {
        this.load = load;
        this.place = place;
    }

    /** {@return the load generator's name of it} */
    String load() {
        return load;
    }

    /** {@return the servers' name of where to listen} */
    String place() {
        return place;
    }
}
