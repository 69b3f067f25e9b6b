package dev.gyre.launcher;

import dev.gyre.container.Inventory;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleContext;

/** Waits until every server listens, or has said why it does not. */
final class Settling {
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LOOK_MILLIS = 20;

    private Settling() {}

    /** {@return what runs then; after half a minute also what runs so far} */
    static Snapshot await(BundleContext context) throws StartException, InterruptedException {
        Inventory inventory = ServicesOf.type(context, Inventory.class).stream()
                .findFirst()
                .orElseThrow(
                        () -> new StartException("the bundle dev.gyre.container does not serve; why is said above."));
        long end = System.nanoTime() + LIMIT_NANOS;
        Snapshot snapshot = look(inventory);
        while (!isSettled(snapshot) && System.nanoTime() - end < 0) {
            Thread.sleep(LOOK_MILLIS);
            snapshot = look(inventory);
        }
        return snapshot;
    }

    private static boolean isSettled(Snapshot snapshot) {
        return snapshot.servers().stream().noneMatch(server -> server.state() == ServerInfo.State.WAITING);
    }

    private static Snapshot look(Inventory inventory) throws StartException, InterruptedException {
        try {
            return inventory.snapshot().toCompletableFuture().get(LIMIT_NANOS, TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StartException("what runs cannot be found out: " + e.getMessage(), e);
        }
    }
}
