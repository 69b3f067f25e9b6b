package dev.gyre.shell;

import dev.gyre.container.Inventory;
import dev.gyre.container.Snapshot;
import dev.gyre.container.TaskInfo;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.SwapReport;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The container's inventory as commands ask it: at once, or not at all. */
final class Inventories {
    private static final long SNAPSHOT_SECONDS = 5;
    private static final long SWAP_SECONDS = 60;

    private final Supplier<@Nullable Inventory> service;

    Inventories(Supplier<@Nullable Inventory> service) {
        this.service = service;
    }

    private Inventory inventory() throws ShellException {
        Inventory inventory = service.get();
        if (inventory == null) {
            throw new ShellException("the container bundle is not started: there is no inventory to show");
        }
        return inventory;
    }

    Snapshot snapshot() throws ShellException, InterruptedException {
        return await(inventory().snapshot(), SNAPSHOT_SECONDS, "the container did not say what runs");
    }

    List<TaskInfo> tasks() throws ShellException {
        return inventory().tasks();
    }

    BackendLadder coroutines() throws ShellException {
        return inventory().coroutines();
    }

    SwapReport swap(String loop, String backend) throws ShellException, InterruptedException {
        return await(inventory().swap(loop, backend), SWAP_SECONDS, "the swap has not come to its end");
    }

    private static <T> T await(CompletionStage<T> stage, long seconds, String failure)
            throws ShellException, InterruptedException {
        try {
            return stage.toCompletableFuture().get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException _) {
            throw new ShellException(failure + " in " + seconds + " s");
        } catch (ExecutionException e) {
            throw new ShellException(firstLine(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.toString()
                : String.join(" ", message.lines().map(String::strip).toList());
    }
}
