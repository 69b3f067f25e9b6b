package dev.gyre.container.servers;

import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.Inventory;
import dev.gyre.container.LoopInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import dev.gyre.container.SubsystemInfo;
import dev.gyre.container.TaskInfo;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.EventLoopFactory;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.osgi.framework.BundleContext;

/** Asks the whiteboard, then every loop on its own thread, then the registry. */
final class ContainerInventory implements Inventory {
    private static final String PARKED = "parked";

    private final BundleContext context;
    private final Whiteboard whiteboard;

    ContainerInventory(BundleContext context, Whiteboard whiteboard) {
        this.context = context;
        this.whiteboard = whiteboard;
    }

    /** A server as the container's thread knows it, and what its loops say of it. */
    private record Asked(ServerInfo known, Census past, List<CompletableFuture<Census>> censuses) {}

    @Override
    public CompletionStage<Snapshot> snapshot() {
        return whiteboard
                .thread()
                .call(() -> whiteboard.servers().stream().map(this::ask).toList())
                .thenCompose(asked -> CompletableFuture.allOf(asked.stream()
                                .flatMap(each -> each.censuses.stream())
                                .toArray(CompletableFuture[]::new))
                        .thenCompose(_ -> loopsAnswered(asked)));
    }

    private Asked ask(PluginServer server) {
        Set<String> loops = new LinkedHashSet<>();
        List<CompletableFuture<Census>> censuses = new ArrayList<>();
        for (Endpoint endpoint : server.endpoints()) {
            EventLoop loop = endpoint.loop();
            if (loop != null && !endpoint.servers().isEmpty()) {
                loops.add(loop.name());
                censuses.add(server.census(endpoint)
                        .completeOnTimeout(Census.NONE, 2 * Census.ANSWER_MILLIS, TimeUnit.MILLISECONDS));
            }
        }
        List<EventLoop> serving = whiteboard.loops().all();
        if (serving.size() > 1 && !loops.isEmpty()) {
            serving.forEach(loop -> loops.add(loop.name()));
        }
        return new Asked(
                new ServerInfo(
                        server.name(),
                        server.bundle(),
                        server.state(),
                        server.problem(),
                        server.addresses(),
                        List.copyOf(loops),
                        server.since(),
                        0,
                        0,
                        0,
                        0),
                server.past(),
                censuses);
    }

    private CompletableFuture<Snapshot> loopsAnswered(List<Asked> asked) {
        List<ServerInfo> servers = new ArrayList<>();
        List<ConnectionInfo> connections = new ArrayList<>();
        Map<String, Integer> listening = new LinkedHashMap<>();
        for (Asked each : asked) {
            Census sum = each.censuses.stream().map(CompletableFuture::join).reduce(each.past, Census::plus);
            servers.add(sum.into(each.known));
            connections.addAll(sum.connections());
            each.known.loops().stream().limit(1).forEach(loop -> listening.merge(loop, 1, Integer::sum));
        }
        Map<String, Integer> connected = new LinkedHashMap<>();
        connections.forEach(connection -> connected.merge(connection.loop(), 1, Integer::sum));
        List<CompletableFuture<LoopInfo>> loops = openLoops().stream()
                .map(loop -> look(loop, listening.getOrDefault(loop.name(), 0), connected.getOrDefault(loop.name(), 0)))
                .toList();
        return CompletableFuture.allOf(loops.toArray(CompletableFuture[]::new))
                .thenApply(_ -> new Snapshot(
                        Instant.now(),
                        ladder(),
                        loops.stream().map(CompletableFuture::join).toList(),
                        servers,
                        connections,
                        subsystems()));
    }

    private static CompletableFuture<LoopInfo> look(EventLoop loop, int servers, int connections) {
        BiFunction<LoopInfo.State, Boolean, LoopInfo> info =
                (state, debug) -> new LoopInfo(loop.name(), loop.backend(), state, debug, servers, connections);
        if (!loop.isRunning()) {
            return CompletableFuture.completedFuture(info.apply(LoopInfo.State.IDLE, loop.getDebug()));
        }
        return OnLoop.ask(
                        loop,
                        () -> info.apply(
                                loop.backend().equals(PARKED) ? LoopInfo.State.PARKED : LoopInfo.State.RUNNING,
                                loop.getDebug()))
                .exceptionally(_ -> info.apply(LoopInfo.State.IDLE, loop.getDebug()))
                .completeOnTimeout(
                        info.apply(LoopInfo.State.BUSY, loop.getDebug()), Census.ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public List<TaskInfo> tasks() {
        return openLoops().stream().flatMap(loop -> TaskList.of(loop).stream()).toList();
    }

    @Override
    public BackendLadder coroutines() {
        return openLoops().stream()
                .findFirst()
                .map(loop -> loop.tasks().runners())
                .orElse(new BackendLadder(List.of()));
    }

    /** {@return every loop there is, the container's own first} */
    private List<EventLoop> openLoops() {
        Set<EventLoop> all = new LinkedHashSet<>(whiteboard.loops().all());
        for (EventLoopFactory engine : Registered.all(context, EventLoopFactory.class)) {
            engine.loops().forEach(open -> all.add(open.loop()));
        }
        return List.copyOf(all);
    }

    private BackendLadder ladder() {
        return Registered.all(context, EventLoopPolicy.class).stream()
                .findFirst()
                .map(policy -> policy.ladder(LoopConfig.named("gyre")))
                .orElse(new BackendLadder(List.of()));
    }

    private List<SubsystemInfo> subsystems() {
        return Registered.subsystems(context);
    }

    @Override
    public CompletionStage<SwapReport> swap(String loop, String backend) {
        List<EventLoop> loops = openLoops();
        List<LoopBackendProvider> backends = Registered.all(context, LoopBackendProvider.class);
        EventLoop chosen = loops.stream()
                .filter(each -> each.name().equals(loop))
                .findFirst()
                .orElse(null);
        LoopBackendProvider next = backends.stream()
                .filter(each -> each.name().equals(backend))
                .findFirst()
                .orElse(null);
        if (chosen == null) {
            return unknown("loop", loop, loops.stream().map(EventLoop::name).toList());
        }
        if (next == null) {
            return unknown(
                    "backend",
                    backend,
                    backends.stream().map(LoopBackendProvider::name).toList());
        }
        try {
            return chosen.swapBackend(next);
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static <T> CompletionStage<T> unknown(String kind, String name, List<String> known) {
        return CompletableFuture.failedStage(new IllegalArgumentException("There is no " + kind + " named \"" + name
                + "\"; "
                + (known.isEmpty() ? "there is none at all" : "there is " + String.join(", ", known))));
    }
}
