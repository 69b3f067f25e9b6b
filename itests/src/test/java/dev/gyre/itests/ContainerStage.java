package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.container.Inventory;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A framework with everything a container needs, for tests to put plug-ins into. */
final class ContainerStage implements AutoCloseable {
    private static final List<String> NEEDED = List.of(
            "gyre-loop-core.jar",
            "gyre-loop-nio.jar",
            "gyre-transports-tcp.jar",
            "gyre-transports-udp.jar",
            "gyre-streams.jar",
            "gyre-policy.jar",
            "gyre-container.jar");

    private final Frameworks frameworks;

    private ContainerStage(Frameworks frameworks) {
        this.frameworks = frameworks;
    }

    static ContainerStage start(String framework, Path storage, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("gyre.loops", "1");
        ContainerStage stage = new ContainerStage(Frameworks.startWithApi(framework, storage, all));
        try {
            stage.installFrom(Path.of(System.getProperty("gyre.configuration")), List.of());
            stage.installFrom(Frameworks.BUNDLES, NEEDED);
            return stage;
        } catch (Exception e) {
            stage.close();
            throw e;
        }
    }

    private void installFrom(Path folder, List<String> only) throws Exception {
        List<Bundle> installed = new ArrayList<>();
        try (Stream<Path> jars = Files.list(folder)) {
            for (Path jar : jars.filter(each ->
                            only.isEmpty() || only.contains(each.getFileName().toString()))
                    .sorted()
                    .toList()) {
                installed.add(context().installBundle(jar.toUri().toString()));
            }
        }
        for (Bundle bundle : installed) {
            bundle.start();
        }
    }

    BundleContext context() {
        return frameworks.framework().getBundleContext();
    }

    Frameworks frameworks() {
        return frameworks;
    }

    Bundle bundle(String symbolicName) {
        return frameworks.bundle(symbolicName);
    }

    /** Installs and starts a plug-in. */
    Bundle plugin(String name, String word, Map<String, String> properties) throws Exception {
        Bundle bundle = context().installBundle("test:" + name, PluginBundle.of(name, word, properties));
        bundle.start();
        return bundle;
    }

    <S> S service(Class<S> type) {
        ServiceReference<S> reference = context().getServiceReference(type);
        assertNotNull(reference, () -> "no " + type.getSimpleName());
        return context().getService(reference);
    }

    Inventory inventory() {
        return service(Inventory.class);
    }

    Snapshot snapshot() throws Exception {
        return inventory().snapshot().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    /** Waits until a server is as wanted. */
    ServerInfo await(String server, Predicate<ServerInfo> wanted) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            Snapshot seen = snapshot();
            for (ServerInfo each : seen.servers()) {
                if (each.name().equals(server) && wanted.test(each)) {
                    return each;
                }
            }
            assertTrue(System.nanoTime() < until, () -> "waited in vain for the server " + server + ": " + seen);
            Thread.sleep(10);
        }
    }

    /** Waits until a server listens, and tells where. */
    String awaitAddress(String server) throws Exception {
        return await(server, info -> info.state() == ServerInfo.State.LISTENING)
                .addresses()
                .getFirst();
    }

    /** Waits until nothing of a server is left. */
    void awaitGone(String server) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (snapshot().servers().stream().anyMatch(each -> each.name().equals(server))) {
            assertTrue(System.nanoTime() < until, () -> "the server " + server + " does not go");
            Thread.sleep(10);
        }
    }

    /** Waits until no thread is left whose name begins so. */
    static void awaitNoThread(String prefix) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(prefix))) {
            assertTrue(
                    System.nanoTime() < until,
                    () -> "threads are left: " + Thread.getAllStackTraces().keySet());
            Thread.sleep(10);
        }
    }

    @Override
    public void close() throws IOException {
        frameworks.close();
    }
}
