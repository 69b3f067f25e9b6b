package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.transport.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/** A framework in which the echo plug-in is served, by one loop. */
final class EchoStage implements AutoCloseable {
    static final String CORE = "dev.gyre.loop.core";
    static final String NIO = "dev.gyre.loop.nio";
    static final String TRANSPORTS = "dev.gyre.transports.tcp";
    static final String DATAGRAMS = "dev.gyre.transports.udp";
    static final String PIPES = "dev.gyre.transports.pipe";
    static final String POLICY = "dev.gyre.policy";
    static final String CONTAINER = "dev.gyre.container";
    static final String PLUGIN = "dev.gyre.examples.echo";

    private static final List<String> BUNDLES = List.of(
            "gyre-loop-core.jar",
            "gyre-loop-nio.jar",
            "gyre-transports-tcp.jar",
            "gyre-transports-udp.jar",
            "gyre-linux.jar",
            "gyre-transports-pipe.jar",
            "gyre-policy.jar",
            "gyre-container.jar");

    private final Frameworks frameworks;

    private EchoStage(Frameworks frameworks) {
        this.frameworks = frameworks;
    }

    /** Starts everything; connections have a number of seconds to end when their server does. */
    static EchoStage start(String framework, Path storage, String drain) throws Exception {
        Map<String, String> settings =
                Map.of("gyre.loops", "1", "gyre.echo.listen", "127.0.0.1:0", "gyre.echo.drain", drain);
        EchoStage stage = new EchoStage(Frameworks.startWithApi(framework, storage, settings));
        try {
            stage.frameworks.startBundles(BUNDLES);
            stage.frameworks.installPlugin("echo").start();
            return stage;
        } catch (Exception e) {
            stage.close();
            throw e;
        }
    }

    BundleContext context() {
        return frameworks.framework().getBundleContext();
    }

    Bundle bundle(String symbolicName) {
        return frameworks.bundle(symbolicName);
    }

    private ServiceReference<Server> server() throws InterruptedException {
        ServiceTracker<Server, Server> tracker = new ServiceTracker<>(context(), Server.class, null);
        tracker.open();
        try {
            assertNotNull(tracker.waitForService(20_000), "the echo plug-in is not served");
            return tracker.getServiceReference();
        } finally {
            tracker.close();
        }
    }

    /** Waits until the plug-in is served, and tells where. */
    String address() throws InterruptedException {
        return (String) server().getProperty("gyre.address");
    }

    EventLoop loop() throws InterruptedException {
        return context().getService(server()).getLoop();
    }

    /** Waits until the plug-in is served by another loop than one that has ended. */
    void awaitOtherLoop(EventLoop ended) throws InterruptedException {
        await("another loop", () -> {
            ServiceReference<Server> reference = context().getServiceReference(Server.class);
            Server server = reference == null ? null : context().getService(reference);
            return server != null && server.getLoop() != ended;
        });
    }

    /** The framework's own policy, as its bundles see it. */
    EventLoopPolicy policy() {
        return context().getService(context().getServiceReference(EventLoopPolicy.class));
    }

    static ClassLoader classes(Bundle bundle) {
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }

    void refresh(Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        frameworks.framework().adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), _ -> refreshed.countDown());
        assertTrue(refreshed.await(20, TimeUnit.SECONDS), "the refresh does not end");
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, () -> "waited in vain for " + what);
            Thread.sleep(10);
        }
    }

    /** Waits until no loop's thread is left in this JVM. */
    static void awaitNoThread() throws InterruptedException {
        await("the end of the loops' threads", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("gyre-")));
    }

    /** Stops the framework, as {@link #close()} does, for a test that goes on looking at it. */
    void stop() throws Exception {
        frameworks.framework().stop();
        frameworks.framework().waitForStop(30_000);
    }

    @Override
    public void close() throws IOException {
        frameworks.close();
    }
}
