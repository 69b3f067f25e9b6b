package dev.gyre.examples.status;

import dev.gyre.container.Inventory;
import dev.gyre.container.Snapshot;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is at which path. Any thread. */
final class Site {
    private static final String MISSING =
            "The service dev.gyre.container.Inventory is not there: start the bundle dev.gyre.container.";

    private final Supplier<@Nullable Inventory> inventory;

    Site(Supplier<@Nullable Inventory> inventory) {
        this.inventory = inventory;
    }

    /** Answers a request whose path may have a query, which is ignored. */
    CompletionStage<Answer> answer(String method, String target) {
        String path = path(target);
        Function<Snapshot, Answer> view = view(path);
        if (view == null) {
            return done(problem(path, 404, "There is nothing at " + path + "; try /, /api or /health."));
        }
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return done(problem(path, 405, method + " is not possible here, GET and HEAD are.")
                    .with("Allow", "GET, HEAD"));
        }
        try {
            Inventory present = inventory.get();
            return present == null
                    ? done(problem(path, 503, MISSING))
                    : present.snapshot().thenApply(view);
        } catch (RuntimeException e) {
            return done(failed(target, e));
        }
    }

    private static @Nullable Function<Snapshot, Answer> view(String path) {
        return switch (path) {
            case "/" -> snapshot -> Answer.html(200, Page.of(snapshot));
            case "/health" -> Health::of;
            case "/api" -> snapshot -> Answer.json(200, Json.write(Json.everything(snapshot)));
            default -> {
                String part = path.startsWith("/api/") ? path.substring("/api/".length()) : "";
                yield Json.PARTS.contains(part)
                        ? snapshot -> Answer.json(200, Json.write(Json.part(snapshot, part)))
                        : null;
            }
        };
    }

    /** The container took too long. */
    Answer late(String target) {
        return problem(path(target), 503, "The container has not told in time what runs. Ask again.");
    }

    Answer failed(String target, Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        return problem(path(target), 503, "The container could not tell what runs: " + cause);
    }

    /** A message in the form that somebody who asked for this path expects. */
    private static Answer problem(String path, int status, String message) {
        boolean program = path.equals("/health") || path.equals("/api") || path.startsWith("/api/");
        return program
                ? Answer.json(status, Json.write(Map.of("error", message)))
                : Answer.html(status, Page.problem(status, message));
    }

    private static String path(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    private static CompletionStage<Answer> done(Answer answer) {
        return CompletableFuture.completedFuture(answer);
    }

    /** The name of a state as it is shown. */
    static String state(Enum<?> state) {
        return state.name().toLowerCase(Locale.ROOT);
    }
}
