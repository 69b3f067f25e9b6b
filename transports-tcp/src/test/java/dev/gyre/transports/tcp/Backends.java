package dev.gyre.transports.tcp;

import java.util.List;

/** The backends that the tests run on. */
final class Backends {
    private Backends() {}

    static List<String> all() {
        return List.of("nio", "sim");
    }
}
