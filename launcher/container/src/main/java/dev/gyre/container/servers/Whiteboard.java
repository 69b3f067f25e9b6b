package dev.gyre.container.servers;

import dev.gyre.container.ServerProperties;
import dev.gyre.container.servers.PluginServer.Departure;
import dev.gyre.container.servers.PluginServer.Surroundings;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.Transport;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Serves every {@link ProtocolFactory} service that says where it wants to be served. A bundle that withdraws its service, or is stopped, does not wait for its connections to end; it waits until nobody is given to its
 * protocol any more.
 */
final class Whiteboard
        implements ServiceTrackerCustomizer<ProtocolFactory<?>, CompletableFuture<Whiteboard.Served>>,
                ServingLoops.Listener,
                BundleListener {
    /** A service, its server and its configuration. */
    record Served(PluginServer server, Settings settings) {}

    private static final System.Logger LOG = System.getLogger("dev.gyre.container");
    private static final String FILTER = "(&(" + Constants.OBJECTCLASS + "=" + ProtocolFactory.class.getName() + ")("
            + ServerProperties.LISTEN + "=*))";
    private static final long ACCEPTS_NO_MORE_SECONDS = 2;
    private static final Duration MARGIN = Duration.ofSeconds(5);

    private final BundleContext context;
    private final ContainerThread thread = new ContainerThread();
    private final ServingLoops loops;
    private final Handover handover = new Handover(thread);
    private final Surroundings around;
    private final ServiceTracker<ProtocolFactory<?>, CompletableFuture<Served>> tracker;
    private final List<PluginServer> present = new ArrayList<>();
    private final List<PluginServer> draining = new ArrayList<>();
    private final Set<Future<?>> drains = new LinkedHashSet<>();
    private Duration longestDrain = Duration.ZERO;

    Whiteboard(BundleContext context, int loopCount) {
        this.context = context;
        this.loops = new ServingLoops(thread, context, loopCount, this);
        this.around = new Surroundings(thread, loops, handover, new Announcements(context));
        this.tracker = new ServiceTracker<>(context, filter(context), this);
    }

    private static Filter filter(BundleContext context) {
        try {
            return context.createFilter(FILTER);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    void open() {
        context.addBundleListener(this);
        thread.execute(loops::seek);
        tracker.open();
    }

    ContainerThread thread() {
        return thread;
    }

    /** {@return the loops that serve} */
    ServingLoops loops() {
        return loops;
    }

    /** {@return the servers, those that drain last; on the container's thread} */
    List<PluginServer> servers() {
        List<PluginServer> all = new ArrayList<>(present);
        all.addAll(draining);
        return all;
    }

    // Services

    @Override
    public @Nullable CompletableFuture<Served> addingService(ServiceReference<ProtocolFactory<?>> reference) {
        ProtocolFactory<?> factory = context.getService(reference);
        if (factory == null) {
            return null;
        }
        Bundle bundle = reference.getBundle();
        return thread.call(() -> serve(reference, bundle, factory));
    }

    @SuppressWarnings("unchecked") // a factory of something else fails each connection with a message of its own
    private Served serve(ServiceReference<?> reference, Bundle bundle, ProtocolFactory<?> factory) {
        String symbolicName = String.valueOf(bundle.getSymbolicName());
        PluginServer server = new PluginServer(
                around, freeName(reference, symbolicName), symbolicName, bundle.getBundleId(), (ProtocolFactory<
                                ? extends StreamProtocol<? super Transport>>)
                        factory);
        present.add(server);
        Settings settings = new Settings(context, server, thread, reference::getProperty);
        settings.open();
        return new Served(server, settings);
    }

    private String freeName(ServiceReference<?> reference, String symbolicName) {
        Object wanted = reference.getProperty(ServerProperties.NAME);
        String name = wanted == null || wanted.toString().isBlank()
                ? symbolicName
                : wanted.toString().strip();
        String free = name;
        for (int i = 2; isTaken(free); i++) {
            free = name + "-" + i;
        }
        if (!free.equals(name)) {
            LOG.log(
                    Level.WARNING,
                    "there is a server " + name + " already; the one of " + symbolicName + " is " + free);
        }
        return free;
    }

    private boolean isTaken(String name) {
        return present.stream().anyMatch(server -> server.name().equals(name));
    }

    @Override
    public void modifiedService(
            ServiceReference<ProtocolFactory<?>> reference, @Nullable CompletableFuture<Served> served) {
        if (served != null) {
            served.thenAcceptAsync(each -> each.settings.refresh(), thread);
        }
    }

    @Override
    public void removedService(
            ServiceReference<ProtocolFactory<?>> reference, @Nullable CompletableFuture<Served> served) {
        if (served == null) {
            return;
        }
        Bundle bundle = reference.getBundle();
        boolean mayComeBack = bundle != null && bundle.getState() == Bundle.STOPPING && !frameworkStops();
        CompletableFuture<?> acceptsNoMore = served.thenComposeAsync(each -> leave(each, mayComeBack), thread);
        if (!thread.isCurrent() && loops.all().stream().noneMatch(EventLoop::inEventLoop)) {
            await(acceptsNoMore, Duration.ofSeconds(ACCEPTS_NO_MORE_SECONDS), "to accept no more");
        }
        context.ungetService(reference);
    }

    private boolean frameworkStops() {
        return (context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getState() & (Bundle.ACTIVE | Bundle.STARTING))
                == 0;
    }

    private CompletableFuture<?> leave(Served served, boolean mayComeBack) {
        PluginServer server = served.server;
        if (!present.remove(server)) {
            return CompletableFuture.completedFuture(true);
        }
        served.settings.close();
        Duration hold = mayComeBack ? server.holdTime() : Duration.ZERO;
        Departure departure = server.leave(hold, this::offered);
        draining.add(server);
        drains.add(departure.drained());
        if (server.drainTime().compareTo(longestDrain) > 0) {
            longestDrain = server.drainTime();
        }
        departure
                .drained()
                .whenCompleteAsync(
                        (_, _) -> {
                            draining.remove(server);
                            drains.remove(departure.drained());
                        },
                        thread);
        return departure.acceptsNoMore();
    }

    /** Sockets wait; somebody may have wanted their address in vain. */
    private void offered(ListenAddress address) {
        for (PluginServer server : List.copyOf(present)) {
            if (server.retryAt(address)) {
                return;
            }
        }
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.UNINSTALLED) {
            thread.execute(() -> handover.uninstalled(event.getBundle().getBundleId()));
        }
    }

    // Loops

    @Override
    public void opened() {
        List.copyOf(present).forEach(PluginServer::loopsOpened);
    }

    @Override
    public void ended(EventLoop loop) {
        handover.ended(loop);
        servers().forEach(server -> server.loopEnded(loop));
    }

    // The end

    /** Lets every connection end in its server's time, and ends the loops. A loop, which cannot wait for itself, leaves that to another thread. */
    void close() {
        if (loops.all().stream().anyMatch(EventLoop::inEventLoop)) {
            Thread.ofPlatform().name("gyre-container-stop").start(this::end);
        } else {
            end();
        }
    }

    private void end() {
        context.removeBundleListener(this);
        List<CompletableFuture<Served>> left = new ArrayList<>();
        Object[] services = tracker.getServices();
        if (services != null) {
            for (Object each : services) {
                @SuppressWarnings("unchecked") // the tracker holds nothing else
                CompletableFuture<Served> served = (CompletableFuture<Served>) each;
                left.add(served);
            }
        }
        await(
                thread.call(() -> {
                    loops.stopSeeking();
                    left.forEach(served -> served.thenAccept(each -> leave(each, false)));
                    handover.closeAll();
                    return true;
                }),
                MARGIN,
                "to stop listening");
        try {
            CompletableFuture<Future<?>[]> waiting = thread.call(() -> drains.toArray(Future[]::new));
            long until = System.nanoTime() + longestDrain.plus(MARGIN).toNanos();
            for (Future<?> drain : waiting.get(MARGIN.toSeconds(), TimeUnit.SECONDS)) {
                await(drain, Duration.ofNanos(Math.max(0, until - System.nanoTime())), "to let its connections end");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(Level.WARNING, "the container does not know what still drains: " + e);
        }
        loops.close();
        tracker.close();
        thread.close();
    }

    private static void await(Future<?> what, Duration time, String purpose) {
        try {
            what.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException _) {
            LOG.log(
                    Level.WARNING,
                    "a server did not come " + purpose + " in time; a callback may be blocking its loop");
        } catch (ExecutionException e) {
            LOG.log(Level.WARNING, "a server failed " + purpose, e.getCause());
        }
    }
}
