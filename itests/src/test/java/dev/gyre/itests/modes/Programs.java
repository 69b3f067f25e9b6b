package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The programs of this machine that tests talk to. */
public final class Programs {
    private Programs() {}

    /** Skips the test, with the reason, where a program is missing. */
    public static void assumeInstalled(String program) {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
        assumeTrue(installed, () -> program + " is not installed");
    }
}
