package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gyre.itests.modes.ModeCounter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Runs after the suite has run in each launch mode: it prints their counts, and wants them to be the same. */
final class ModesAgree {
    private static final List<String> MODES = List.of("class-path", "module-path", "felix", "equinox");

    @Test
    void shouldCountTheSameTestsInEveryMode() throws Exception {
        Path folder = Path.of(System.getProperty(ModeCounter.FOLDER));
        StringBuilder table =
                new StringBuilder(String.format("%-12s %8s %8s %8s%n", "mode", "tests", "failed", "skipped"));
        String first = Files.readString(folder.resolve(MODES.getFirst()));
        for (String mode : MODES) {
            String[] counts = Files.readString(folder.resolve(mode)).split(" ");
            table.append(String.format("%-12s %8s %8s %8s%n", mode, counts[0], counts[1], counts[2]));
        }
        System.out.print(table);
        for (String mode : MODES) {
            assertEquals(first, Files.readString(folder.resolve(mode)), () -> "counts of " + mode + "\n" + table);
        }
    }
}
