package dev.gyre.itests.modes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Counts the tests of one launch mode, prints one line about them and leaves one for the table; elsewhere it does nothing. */
public final class ModeCounter implements TestExecutionListener {
    /** The folder of the counts. */
    public static final String FOLDER = "gyre.modes.counts";

    private final List<String> skipped = new ArrayList<>();
    private int passed;
    private int failed;

    /** For JUnit. */
    public ModeCounter() {}

    @Override
    public synchronized void executionSkipped(TestIdentifier test, String reason) {
        skipped.add(test.getDisplayName() + ": " + reason);
    }

    @Override
    public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
        switch (result.getStatus()) {
            case SUCCESSFUL -> passed += test.isTest() ? 1 : 0;
            case FAILED -> failed++;
            case ABORTED ->
                skipped.add(test.getDisplayName() + ": "
                        + result.getThrowable().map(Throwable::getMessage).orElse("no reason given"));
        }
    }

    @Override
    public synchronized void testPlanExecutionFinished(TestPlan plan) {
        String mode = System.getProperty(Mode.PROPERTY);
        if (mode == null) {
            return;
        }
        int all = passed + failed + skipped.size();
        System.out.printf(
                "Gyre integration suite, mode %s: %d tests, %d failed, %d skipped%n",
                mode, all, failed, skipped.size());
        skipped.forEach(each -> System.out.println("  skipped: " + each));
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty(FOLDER)));
            Files.writeString(folder.resolve(mode), all + " " + failed + " " + skipped.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
