package dev.gyre.container.servers;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopGroup;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopThread;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * The loops that serve. They are opened as soon as there is a policy that can make them, and anew when they have ended, as they do when the engine's bundle is exchanged. Everything on
 * the container's thread, but for {@link #close}.
 */
final class ServingLoops {
    /** Who wants to know. */
    interface Listener {
        /** There are loops. */
        void opened();

        /** A loop has ended, and its servers and connections with it. */
        void ended(EventLoop loop);
    }

    private static final System.Logger LOG = System.getLogger("dev.gyre.container");
    private static final String NAME = "gyre";
    private static final long RETRY_MILLIS = 200;

    private final ContainerThread thread;
    private final BundleContext context;
    private final int count;
    private final Listener listener;
    private volatile @Nullable EventLoopGroup group;
    private @Nullable String lastSaid;
    private boolean retrying;
    private boolean closed;

    ServingLoops(ContainerThread thread, BundleContext context, int count, Listener listener) {
        this.thread = thread;
        this.context = context;
        this.count = count;
        this.listener = listener;
    }

    /** Opens them, or tries again until it can. */
    void seek() {
        if (group != null || closed) {
            return;
        }
        String missing = open();
        if (missing == null) {
            lastSaid = null;
            listener.opened();
            return;
        }
        if (!missing.equals(lastSaid)) {
            lastSaid = missing;
            LOG.log(Level.INFO, "waiting for the pieces of a loop: " + missing);
        }
        if (!retrying) {
            retrying = true;
            thread.later(RETRY_MILLIS, () -> {
                retrying = false;
                seek();
            });
        }
    }

    /** {@return null when they are open, or what is missing} */
    private @Nullable String open() {
        ServiceReference<EventLoopPolicy> reference = context.getServiceReference(EventLoopPolicy.class);
        EventLoopPolicy policy = reference == null ? null : context.getService(reference);
        if (reference == null || policy == null) {
            return "no policy is installed: start dev.gyre.policy (gyre-policy.jar)";
        }
        try {
            EventLoopGroup opened = EventLoopGroup.start(count, LoopConfig.named(NAME), policy);
            group = opened;
            for (LoopThread each : opened.threads()) {
                each.ended().thenRunAsync(() -> ended(opened, each.loop()), thread);
            }
            return null;
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return cause.getMessage() == null ? cause.toString() : cause.getMessage();
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        } finally {
            context.ungetService(reference);
        }
    }

    private void ended(EventLoopGroup of, EventLoop loop) {
        if (closed) {
            return;
        }
        LOG.log(Level.WARNING, "the loop " + loop.name() + " has ended");
        if (group == of && open(of).isEmpty()) {
            group = null;
        }
        listener.ended(loop);
        seek();
    }

    private static List<EventLoop> open(EventLoopGroup of) {
        return of.loops().stream().filter(loop -> !loop.isClosed()).toList();
    }

    /** {@return the loops there are; none while something is missing} */
    List<EventLoop> all() {
        EventLoopGroup present = group;
        return present == null ? List.of() : open(present);
    }

    /** {@return the loop whose turn it is; null while there is none} */
    @Nullable
    EventLoop next() {
        EventLoopGroup present = group;
        for (int i = 0; present != null && i < count; i++) {
            EventLoop loop = present.next();
            if (!loop.isClosed()) {
                return loop;
            }
        }
        return null;
    }

    /** Opens no more. */
    void stopSeeking() {
        closed = true;
    }

    /** Ends the loops and waits for their threads. */
    void close() {
        EventLoopGroup present = group;
        if (present != null) {
            try {
                present.shutdown(Duration.ZERO);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
