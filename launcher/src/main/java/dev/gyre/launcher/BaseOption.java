package dev.gyre.launcher;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which container is meant. */
final class BaseOption {
    private static final String ENVIRONMENT = "GYRE_BASE";

    @Option(
            names = "--base",
            paramLabel = "DIR",
            description =
                    "The folder with deploy, etc, run and log; made and filled on first use. The distribution's own unless set here or by"
                            + " the environment variable GYRE_BASE.")
    private @Nullable Path folder;

    Base base(Distribution distribution) {
        return new Base(chosen(distribution).toAbsolutePath().normalize());
    }

    private Path chosen(Distribution distribution) {
        String environment = System.getenv(ENVIRONMENT);
        if (folder != null) {
            return folder;
        }
        return environment == null || environment.isBlank() ? distribution.home() : Path.of(environment);
    }

    /** {@return what has to be said to mean the same container, such as {@code " --base /srv/gyre"}} */
    String hint() {
        return folder == null ? "" : " --base " + folder;
    }
}
