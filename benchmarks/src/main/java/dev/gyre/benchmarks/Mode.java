package dev.gyre.benchmarks;

/** What the load generator does, and the kind of server that it needs. */
enum Mode {
    ECHO("echo", "tcp"),
    CONNECT("connect", "tcp"),
    UDP("udp", "udp"),
    UDP_GSO("udp-gso", "udp"),
    UNIX("unix", "unix");

    private final String load;
    private final String place;

    Mode(String load, String place) {
        this.load = load;
        this.place = place;
    }

    /** {@return whether it is about datagrams} */
    boolean isUdp() {
        return this == UDP || this == UDP_GSO;
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
