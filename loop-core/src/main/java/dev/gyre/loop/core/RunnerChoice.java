package dev.gyre.loop.core;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.CoroutineRunner;
import dev.gyre.loop.spi.Subsystems;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Which way coroutines run: the first available of those that the system property {@code gyre.coroutines} named when the loop was opened, else the best ranking. */
final class RunnerChoice {
    private static final String PROPERTY = "gyre.coroutines";

    private final Subsystems subsystems;
    private final List<String> named = Stream.of(
                    System.getProperty(PROPERTY, "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList();

    RunnerChoice(Subsystems subsystems) {
        this.subsystems = subsystems;
    }

    CoroutineRunner best(String operation) {
        if (named.isEmpty()) {
            return subsystems.require(CoroutineRunner.class, operation);
        }
        return candidates().stream()
                .filter(runner -> runner.availability().available())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        operation + " needs one of the ways to run coroutines that " + PROPERTY
                                + " names, and none of them can serve: " + named + "; there are\n" + ladder()));
    }

    /** Those that may be taken, the best first. */
    private List<CoroutineRunner> candidates() {
        List<CoroutineRunner> all = subsystems.all(CoroutineRunner.class);
        return named.isEmpty()
                ? all
                : named.stream()
                        .flatMap(name ->
                                all.stream().filter(runner -> runner.name().equals(name)))
                        .toList();
    }

    BackendLadder ladder() {
        List<CoroutineRunner> candidates = candidates();
        List<CoroutineRunner> all = new ArrayList<>(candidates);
        subsystems.all(CoroutineRunner.class).stream()
                .filter(runner -> !candidates.contains(runner))
                .forEach(all::add);
        List<BackendLadder.Rung> rungs = new ArrayList<>();
        boolean taken = false;
        for (CoroutineRunner runner : all) {
            Availability answer = runner.availability();
            boolean chosen = !taken && answer.available() && candidates.contains(runner);
            rungs.add(new BackendLadder.Rung(
                    runner.name(), runner.ranking(), chosen, reason(answer, chosen, candidates.contains(runner))));
            taken |= chosen;
        }
        return new BackendLadder(rungs);
    }

    private String reason(Availability answer, boolean chosen, boolean candidate) {
        if (!answer.available()) {
            return answer.reason();
        }
        String remark = answer.reason().isEmpty() ? "" : "; " + answer.reason();
        if (!candidate) {
            return "available, but " + PROPERTY + " does not name it" + remark;
        }
        if (!chosen) {
            return "available, but another comes first" + remark;
        }
        return (named.isEmpty()
                        ? "best ranking of those available"
                        : "first available of those that " + PROPERTY + " names")
                + remark;
    }
}
