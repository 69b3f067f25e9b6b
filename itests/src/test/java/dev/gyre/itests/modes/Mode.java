package dev.gyre.itests.modes;

import java.util.List;
import java.util.stream.Stream;

/** How Gyre was launched in this JVM; the system property {@code gyre.mode} says it. */
enum Mode {
    CLASS_PATH("class-path"),
    MODULE_PATH("module-path"),
    FELIX("felix"),
    EQUINOX("equinox");

    /** The bundles of a framework; on the other paths the same jars lie. */
    static final List<String> BUNDLES = List.of(
            "gyre-loop-core.jar",
            "gyre-linux.jar",
            "gyre-loop-epoll.jar",
            "gyre-resolver-linux.jar",
            "gyre-loop-nio.jar",
            "gyre-loop-sim.jar",
            "gyre-transports-tcp.jar",
            "gyre-transports-udp.jar",
            "gyre-transports-pipe.jar",
            "gyre-subprocess.jar",
            "gyre-streams.jar",
            "gyre-policy.jar");

    static final String PROPERTY = "gyre.mode";

    private final String label;

    Mode(String label) {
        this.label = label;
    }

    static Mode current() {
        return named(System.getProperty(PROPERTY, CLASS_PATH.label));
    }

    private static Mode named(String label) {
        return Stream.of(values())
                .filter(mode -> mode.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        PROPERTY + " is " + label + "; it is one of " + List.of(values())));
    }

    boolean inFramework() {
        return this == FELIX || this == EQUINOX;
    }

    @Override
    public String toString() {
        return label;
    }
}
