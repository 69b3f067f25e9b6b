package dev.gyre.policy;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.BackendLadder.Rung;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One choice of a backend among those that are here. Named ones come first, in their order; without names all do, by ranking, but for
 * those with a negative ranking, which serve only when they are named (a backend that reaches no network, say).
 */
final class Choice {
    private static final String UNKNOWN = "no installed backend has this name";

    private final Preference preference;
    private final List<Candidate<LoopBackendProvider>> usable = new ArrayList<>();
    private final Map<Object, Verdict> verdicts = new LinkedHashMap<>();

    /**
     * What is said of one rung; {@code usable} ones get their final word when the ladder is drawn. One without a reason was not needed,
     * and not asked: some take long to find out whether they are available.
     */
    private record Verdict(
            String name,
            int ranking,
            boolean usable,
            @Nullable String reason) {}

    Choice(Preference preference, List<Candidate<LoopBackendProvider>> all, List<String> unloadable) {
        this.preference = preference;
        for (String name : preference.names()) {
            List<Candidate<LoopBackendProvider>> named =
                    all.stream().filter(each -> each.name().equals(name)).toList();
            if (named.isEmpty()) {
                verdicts.put(name, new Verdict(name, 0, false, UNKNOWN));
            }
            named.forEach(this::consider);
        }
        all.stream().filter(each -> !verdicts.containsKey(each)).forEach(this::considerUnnamed);
        unloadable.forEach(problem -> verdicts.put(problem, new Verdict("?", 0, false, problem)));
    }

    private void consider(Candidate<LoopBackendProvider> candidate) {
        if (verdicts.containsKey(candidate)) {
            return;
        }
        Availability answer = candidate.availability();
        if (answer.available()) {
            usable.add(candidate);
        }
        put(candidate, answer.available(), answer.reason());
    }

    private void considerUnnamed(Candidate<LoopBackendProvider> candidate) {
        if (preference.isExplicit() || candidate.ranking() < 0) {
            put(candidate, false, null);
        } else {
            consider(candidate);
        }
    }

    private void put(Candidate<LoopBackendProvider> candidate, boolean use, @Nullable String reason) {
        verdicts.put(candidate, new Verdict(candidate.name(), candidate.ranking(), use, reason));
    }

    /** {@return the backends that may serve, the best first} */
    List<Candidate<LoopBackendProvider>> usable() {
        return usable;
    }

    @Nullable
    LoopBackendProvider best() {
        return usable.isEmpty() ? null : usable.getFirst().provider();
    }

    /** Notes that a backend was tried in vain. */
    void failed(Candidate<LoopBackendProvider> candidate, String reason) {
        usable.remove(candidate);
        put(candidate, false, reason);
    }

    BackendLadder ladder() {
        Object taken = usable.isEmpty() ? null : usable.getFirst();
        List<Rung> rungs = new ArrayList<>();
        verdicts.forEach((key, verdict) ->
                rungs.add(new Rung(verdict.name, verdict.ranking, key == taken, reason(key, taken, verdict))));
        return new BackendLadder(rungs);
    }

    private String reason(Object key, @Nullable Object taken, Verdict verdict) {
        if (verdict.reason == null) {
            return key instanceof Candidate<?> unasked ? whyNotAsked(unasked) : "";
        }
        if (!verdict.usable) {
            return verdict.reason;
        }
        StringBuilder text = new StringBuilder();
        if (key != taken) {
            text.append("available, but ").append(usable.getFirst().name()).append(" comes first");
        } else if (preference.isExplicit()) {
            text.append("first available of those named by ").append(preference.source());
        } else {
            text.append("best ranking of those available");
        }
        if (!verdict.reason.isEmpty()) {
            text.append("; ").append(verdict.reason);
        }
        if (key instanceof Candidate<?> candidate && candidate.lastFailure() != null) {
            text.append("; when it was last tried it ").append(candidate.lastFailure());
        }
        return text.toString();
    }

    private String whyNotAsked(Candidate<?> candidate) {
        Availability answer = candidate.availability();
        if (!answer.available()) {
            return answer.reason();
        }
        return preference.isExplicit()
                ? "available, but not named by " + preference.source()
                : "available, but taken only by name, since its ranking is negative";
    }

    /** {@return what to tell a user when no backend can serve} */
    String complaint(String loop) {
        StringBuilder text = new StringBuilder("No backend can serve the loop ").append(loop);
        if (preference.isExplicit()) {
            text.append("; asked for: ")
                    .append(String.join(", ", preference.names()))
                    .append(" (by ")
                    .append(preference.source())
                    .append(')');
        }
        if (verdicts.isEmpty()) {
            return text.append(
                            ". None is installed: add one, such as dev.gyre.loop.nio (gyre-loop-nio.jar), to the class path,"
                                    + " module path or container.")
                    .toString();
        }
        return text.append(". Considered:\n")
                .append(ladder())
                .append("Name one that is available, or do what is said of the one you want.")
                .toString();
    }
}
