package dev.gyre.loop;

import java.util.List;
import java.util.Optional;

/**
 * Which backends a policy considered, best first, and why each was or was not taken.
 *
 * @param rungs the backends
 */
public record BackendLadder(List<Rung> rungs) {
    /** Copies the list. */
    public BackendLadder {
        rungs = List.copyOf(rungs);
    }

    /**
     * {@return the backend that was taken}
     */
    public Optional<Rung> chosen() {
        return rungs.stream().filter(Rung::chosen).findFirst();
    }

    /**
     * {@return a line for each backend}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Rung rung : rungs) {
            text.append(rung.chosen() ? "* " : "  ")
                    .append(rung.name())
                    .append(" (ranking ")
                    .append(rung.ranking())
                    .append("): ");
            text.append(rung.reason()).append('\n');
        }
        return text.toString();
    }

    /**
     * One backend that was considered.
     *
     * @param name its name
     * @param ranking its ranking
     * @param chosen whether it was taken
     * @param reason why, or why not
     */
    public record Rung(String name, int ranking, boolean chosen, String reason) {}
}
