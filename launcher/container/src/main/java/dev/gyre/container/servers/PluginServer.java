package dev.gyre.container.servers;

import dev.gyre.container.ServerInfo;
import dev.gyre.container.servers.ServerSettings.SocketSettings;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.ShutdownReport;
import dev.gyre.loop.transport.Transport;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A protocol that a bundle has published, served at its addresses. Everything on the container's thread. */
final class PluginServer implements Endpoint.Listener {
    private static final System.Logger LOG = System.getLogger("dev.gyre.container");
    private static final long RETRY_PIECE_MILLIS = 200;
    private static final long RETRY_ADDRESS_MILLIS = 1_000;

    /** What a server needs of those round it. */
    record Surroundings(ContainerThread thread, ServingLoops loops, Handover handover, Announcements announcements) {}

    private final Surroundings around;
    private final String name;
    private final String bundle;
    private final long bundleId;
    private final ProtocolFactory<? extends StreamProtocol<? super Transport>> factory;
    private final Instant since = Instant.now();
    private final List<Endpoint> endpoints = new ArrayList<>();
    /** Those that the configuration has taken away, while they have connections. */
    private final List<Endpoint> former = new ArrayList<>();

    private final Set<String> said = new LinkedHashSet<>();
    private @Nullable ServerSettings settings;
    private @Nullable String problem;
    private boolean leaving;
    private Census past = Census.NONE;

    PluginServer(
            Surroundings around,
            String name,
            String bundle,
            long bundleId,
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory) {
        this.around = around;
        this.name = name;
        this.bundle = bundle;
        this.bundleId = bundleId;
        this.factory = factory;
    }

    String name() {
        return name;
    }

    List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>(endpoints);
        all.addAll(former);
        return all;
    }

    // Settings

    /** There are no settings it could be served by. */
    void refuse(String reason) {
        problem = reason;
        LOG.log(Level.WARNING, name + ": not served: " + reason);
    }

    /** Goes over to other settings; what stays the same stays open. */
    void apply(ServerSettings next) {
        if (leaving || next.equals(settings)) {
            return;
        }
        ServerSettings before = settings;
        settings = next;
        problem = null;
        said.clear();
        List<ListenAddress> wanted = next.enabled() ? next.listen() : List.of();
        List<ListenAddress> missing = new ArrayList<>(wanted);
        for (Endpoint endpoint : List.copyOf(endpoints)) {
            if (!missing.remove(endpoint.address())) {
                retire(endpoint, next.enabled());
            } else if (before != null && !before.socket().equals(next.socket())) {
                renew(endpoint, before.socket(), next.socket());
            }
        }
        missing.forEach(address -> {
            Endpoint endpoint = new Endpoint(address, around.thread, this);
            endpoints.add(endpoint);
            open(endpoint, null);
        });
        if (before != null) {
            LOG.log(Level.INFO, name + (next.enabled() ? ": has other settings: " + wanted : ": is disabled"));
        }
    }

    /** Stops listening somewhere. The connections live on, unless the whole server is switched off. */
    private void retire(Endpoint endpoint, boolean connectionsStay) {
        endpoints.remove(endpoint);
        around.announcements.withdraw(endpoint);
        former.add(endpoint);
        endpoint.close();
        CompletableFuture<?> ended = connectionsStay ? endpoint.ended() : endpoint.drain(drainTime());
        forgetAfter(ended, endpoint);
    }

    /** What an endpoint has counted stays counted. */
    private void forgetAfter(CompletableFuture<?> ended, Endpoint endpoint) {
        ended.thenComposeAsync(_ -> census(endpoint), around.thread)
                .whenCompleteAsync(
                        (last, _) -> {
                            if (former.remove(endpoint) && last != null) {
                                past = past.plus(last);
                            }
                        },
                        around.thread);
    }

    /** Counts what an endpoint has served. */
    CompletableFuture<Census> census(Endpoint endpoint) {
        EventLoop on = endpoint.loop();
        return on == null || endpoint.servers().isEmpty()
                ? CompletableFuture.completedFuture(Census.NONE)
                : Census.take(name, on, endpoint.servers());
    }

    /** {@return what was counted at endpoints that are no more} */
    Census past() {
        return past;
    }

    /** Listens under other settings, with the same sockets where these can have them. */
    private void renew(Endpoint endpoint, SocketSettings before, SocketSettings after) {
        if (endpoint.state() != Endpoint.State.LISTENING) {
            return;
        }
        Endpoint fresh = new Endpoint(endpoint.address(), around.thread, this);
        endpoints.set(endpoints.indexOf(endpoint), fresh);
        around.announcements.withdraw(endpoint);
        former.add(endpoint);
        if (after.suitSocketOf(before)) {
            endpoint.release().thenAcceptAsync(sockets -> openOrDrop(fresh, endpoint, sockets), around.thread);
        } else {
            endpoint.close().thenRunAsync(() -> open(fresh, null), around.thread);
        }
        forgetAfter(endpoint.ended(), endpoint);
    }

    private void openOrDrop(Endpoint fresh, Endpoint from, List<LoopSocket> sockets) {
        EventLoop on = from.loop();
        if (endpoints.contains(fresh) && !leaving && !around.loops.all().isEmpty()) {
            open(fresh, sockets);
        } else if (on != null) {
            Handover.close(from.address(), on, sockets);
        }
    }

    /** {@return how long connections have to end} */
    Duration drainTime() {
        return settings == null ? Duration.ZERO : settings.drain();
    }

    /** {@return how long listening sockets wait for another server} */
    Duration holdTime() {
        return settings == null ? Duration.ZERO : settings.handover();
    }

    // Listening

    private void open(Endpoint endpoint, @Nullable List<LoopSocket> given) {
        EventLoop on = around.loops.next();
        ServerSettings present = settings;
        if (on == null || present == null || leaving || !endpoints.contains(endpoint)) {
            return;
        }
        List<LoopSocket> sockets =
                given != null ? given : around.handover.take(Handover.Key.of(endpoint.address(), name));
        List<EventLoop> all = around.loops.all();
        endpoint.open(
                on,
                new Listeners(on, all.size() > 1 ? all : List.of(), factory, present.socket()),
                sockets == null || sockets.isEmpty() ? null : sockets);
    }

    /** There are loops again. */
    void loopsOpened() {
        endpoints.stream()
                .filter(endpoint ->
                        endpoint.state() != Endpoint.State.LISTENING && endpoint.state() != Endpoint.State.OPENING)
                .forEach(endpoint -> open(endpoint, null));
    }

    /** A loop has ended, and with it what listened there. */
    void loopEnded(EventLoop loop) {
        former.removeIf(endpoint -> endpoint.loop() == loop);
        for (Endpoint endpoint : endpoints) {
            if (endpoint.loop() == loop) {
                around.announcements.withdraw(endpoint);
                endpoint.close();
                open(endpoint, null);
            }
        }
    }

    /** Tries again at once to listen at an address that has become free; tells whether it wanted to. */
    boolean retryAt(ListenAddress free) {
        for (Endpoint endpoint : leaving ? List.<Endpoint>of() : List.copyOf(endpoints)) {
            if (endpoint.state() == Endpoint.State.FAILED && endpoint.address().equals(free)) {
                open(endpoint, null);
                return true;
            }
        }
        return false;
    }

    @Override
    public void listening(Endpoint endpoint) {
        said.clear();
        around.announcements.announce(name, endpoint);
        EventLoop on = endpoint.loop();
        LOG.log(
                Level.INFO,
                name + ": serving on " + endpoint.actual() + (on == null ? "" : ", backend " + on.backend()));
    }

    @Override
    public void failed(Endpoint endpoint, Throwable cause) {
        boolean piece = Endpoint.isForWantOfAPiece(cause);
        String reason = String.valueOf(endpoint.problem());
        if (said.add(reason)) {
            LOG.log(
                    piece ? Level.INFO : Level.WARNING,
                    name + (piece ? ": waiting: " : ": cannot listen on " + endpoint.address() + ": ") + reason);
        }
        int failed = endpoint.attempt();
        around.thread.later(piece ? RETRY_PIECE_MILLIS : RETRY_ADDRESS_MILLIS, () -> retry(endpoint, failed));
    }

    /** Unless somebody has tried in the meantime, whose failure has a retry of its own. */
    private void retry(Endpoint endpoint, int failed) {
        boolean stillFailed = endpoint.state() == Endpoint.State.FAILED && endpoint.attempt() == failed;
        if (stillFailed && endpoints.contains(endpoint)) {
            open(endpoint, null);
        }
    }

    // Leaving

    /** How a leaving went. */
    record Departure(CompletableFuture<?> acceptsNoMore, CompletableFuture<?> drained) {}

    /**
     * Accepts no more and lets the connections end.
     *
     * @param hold how long the sockets wait for another server; zero closes them
     * @param given is told where sockets wait
     */
    Departure leave(Duration hold, Consumer<ListenAddress> given) {
        leaving = true;
        List<CompletableFuture<?>> left = new ArrayList<>();
        for (Endpoint endpoint : endpoints) {
            around.announcements.withdraw(endpoint);
            EventLoop on = endpoint.loop();
            if (hold.isZero() || on == null || endpoint.state() != Endpoint.State.LISTENING) {
                left.add(endpoint.close());
            } else {
                left.add(endpoint.release()
                        .thenAcceptAsync(sockets -> offer(endpoint, on, sockets, hold, given), around.thread));
            }
        }
        return new Departure(CompletableFuture.allOf(left.toArray(CompletableFuture[]::new)), drain(drainTime()));
    }

    private void offer(
            Endpoint endpoint, EventLoop on, List<LoopSocket> sockets, Duration hold, Consumer<ListenAddress> given) {
        if (!sockets.isEmpty()) {
            Handover.Key key = Handover.Key.of(endpoint.address(), name);
            around.handover.hold(key, bundleId, endpoint.actual(), on, sockets, hold);
            given.accept(endpoint.actual());
        }
    }

    private CompletableFuture<?> drain(Duration time) {
        CompletableFuture<ShutdownReport> all =
                CompletableFuture.completedFuture(new ShutdownReport(0, 0, Duration.ZERO));
        for (Endpoint endpoint : endpoints()) {
            all = all.thenCombine(
                    endpoint.drain(time).exceptionally(_ -> new ShutdownReport(0, 0, Duration.ZERO)), Endpoint::sum);
        }
        return all.thenAccept(report -> LOG.log(
                Level.INFO,
                name + ": " + report.drained() + " connections ended by themselves, " + report.aborted()
                        + " were aborted, in " + report.took().toMillis() + " ms"));
    }

    // What can be asked of it

    String bundle() {
        return bundle;
    }

    Instant since() {
        return since;
    }

    ServerInfo.State state() {
        if (leaving) {
            return ServerInfo.State.DRAINING;
        }
        if (settings != null && !settings.enabled()) {
            return ServerInfo.State.DISABLED;
        }
        if (has(Endpoint.State.LISTENING)) {
            return ServerInfo.State.LISTENING;
        }
        return problem != null || has(Endpoint.State.FAILED) ? ServerInfo.State.FAILED : ServerInfo.State.WAITING;
    }

    private boolean has(Endpoint.State state) {
        return endpoints.stream().anyMatch(endpoint -> endpoint.state() == state);
    }

    @Nullable
    String problem() {
        if (problem != null) {
            return problem;
        }
        List<String> problems = endpoints.stream()
                .filter(endpoint -> endpoint.state() == Endpoint.State.FAILED)
                .map(endpoint -> endpoint.address() + ": " + endpoint.problem())
                .toList();
        return problems.isEmpty() ? null : String.join("; ", problems);
    }

    List<String> addresses() {
        return endpoints.stream().map(endpoint -> endpoint.actual().toString()).toList();
    }
}
