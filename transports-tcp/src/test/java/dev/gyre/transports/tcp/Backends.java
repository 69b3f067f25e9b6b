package dev.gyre.transports.tcp;

import java.util.List;

/** The backends that the tests run on. A number is the seed by which the in-memory network splits, delays and reorders what it can. */
final class Backends {
    private Backends() {}

    static List<String> all() {
        return List.of("nio", "epoll", "sim", "sim 42");
    }

    /** {@return whether a backend reaches the kernel's sockets} */
    static boolean isReal(String backend) {
        return !backend.startsWith("sim");
    }
}
