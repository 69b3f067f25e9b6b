package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.transport.Server;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.util.tracker.ServiceTracker;

/** Bundles come and go in a running framework, and what they serve lives on. */
final class DynamicsIT {
    private static final String API = "gyre-loop-api.jar";
    private static final Map<String, String> SETTINGS =
            Map.of("gyre.echo.listen", "127.0.0.1:0", "gyre.echo.drain", "1");

    @TempDir
    private Path storage;

    @AfterEach
    void shouldLeaveNoThread() throws InterruptedException {
        System.clearProperty("gyre.swap.grace");
        await("the end of the loop's thread", () -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("gyre-")));
    }

    private Frameworks start(String name) throws Exception {
        return Frameworks.startWithApi(name, storage, SETTINGS);
    }

    /** Everything but the API, with one backend that loops choose, and the echo plug-in. */
    private static List<Bundle> install(Frameworks framework, String onlyBackend) throws Exception {
        List<Bundle> bundles =
                framework.install(API, onlyBackend.equals("nio") ? "gyre-loop-epoll.jar" : "gyre-loop-nio.jar");
        bundles.add(framework.installPlugin("echo"));
        return bundles;
    }

    private static Bundle bundleOf(Frameworks framework, String backend) {
        return framework.bundle("dev.gyre.loop." + backend);
    }

    /** Everything but the API, and the echo plug-in. */
    private static List<Bundle> install(Frameworks framework) throws Exception {
        List<Bundle> bundles = framework.install(API);
        bundles.add(framework.installPlugin("echo"));
        return bundles;
    }

    private static void startAll(List<Bundle> bundles) throws Exception {
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    private static ServiceReference<Server> server(Frameworks framework) throws Exception {
        ServiceTracker<Server, Server> tracker =
                new ServiceTracker<>(framework.framework().getBundleContext(), Server.class, null);
        tracker.open();
        try {
            assertNotNull(tracker.waitForService(20_000), "the echo plug-in does not serve");
            return tracker.getServiceReference();
        } finally {
            tracker.close();
        }
    }

    private static String address(Frameworks framework) throws Exception {
        return (String) server(framework).getProperty("gyre.address");
    }

    private static EventLoop loop(Frameworks framework) throws Exception {
        return framework
                .framework()
                .getBundleContext()
                .getService(server(framework))
                .getLoop();
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < until, "waited in vain for " + what);
            Thread.sleep(10);
        }
    }

    @ParameterizedTest(name = "{0}, order {1}")
    @CsvSource({
        "felix,1",
        "felix,2",
        "felix,3",
        "felix,4",
        "felix,5",
        "felix,6",
        "equinox,1",
        "equinox,2",
        "equinox,3",
        "equinox,4",
        "equinox,5",
        "equinox,6"
    })
    void shouldServeWhateverTheOrderOfStarting(String name, long seed) throws Exception {
        try (Frameworks framework = start(name)) {
            List<Bundle> bundles = install(framework);
            Collections.shuffle(bundles, new Random(seed));
            startAll(bundles);

            try (EchoClient client = EchoClient.to(address(framework))) {
                client.echo(100_000);
            }
            assertTrue(
                    Set.of("epoll", "nio").contains(loop(framework).backend()), "whichever was there when it was made");
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"felix, epoll", "felix, nio", "equinox, epoll", "equinox, nio"})
    void shouldKeepConnectionsWhileItsOnlyBackendIsStoppedStartedAndUpdated(String name, String backend)
            throws Exception {
        try (Frameworks framework = start(name)) {
            startAll(install(framework, backend));
            EventLoop loop = loop(framework);
            Bundle only = bundleOf(framework, backend);
            try (EchoClient client = EchoClient.to(address(framework))) {
                client.echo(10_000);

                only.stop();
                assertEquals("parked", loop.backend());
                byte[] waiting = client.send(10_000);
                try (EchoClient late = EchoClient.to(address(framework))) {
                    byte[] queued = late.send(10_000);
                    only.start();
                    await("the backend", () -> loop.backend().equals(backend));
                    client.receive(waiting);
                    late.receive(queued);

                    for (int i = 0; i < 5; i++) {
                        byte[] across = client.send(10_000);
                        only.update();
                        client.receive(across);
                        late.echo(10_000);
                    }
                }
            }
            assertEquals(backend, loop.backend());
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"felix, epoll", "felix, nio", "equinox, epoll", "equinox, nio"})
    void shouldLetGoOfTheOldBackendsClassesAfterARefresh(String name, String backend) throws Exception {
        try (Frameworks framework = start(name)) {
            startAll(install(framework, backend));
            EventLoop loop = loop(framework);
            Bundle only = bundleOf(framework, backend);
            try (EchoClient client = EchoClient.to(address(framework))) {
                client.echo(10_000);
                WeakReference<ClassLoader> old =
                        new WeakReference<>(only.adapt(BundleWiring.class).getClassLoader());

                only.update();
                refresh(framework, only);
                await("the backend", () -> loop.backend().equals(backend));
                client.echo(10_000);
                assertNotEquals(old.get(), only.adapt(BundleWiring.class).getClassLoader());

                await("the end of the old class loader", () -> {
                    System.gc();
                    return old.get() == null;
                });
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldGoToTheOtherBackendWhenItsOwnLeaves(String name) throws Exception {
        try (Frameworks framework = start(name)) {
            startAll(install(framework));
            EventLoop loop = loop(framework);
            try (EchoClient client = EchoClient.to(address(framework))) {
                for (int i = 0; i < 4; i++) {
                    String left = loop.backend();
                    byte[] across = client.send(100_000);
                    bundleOf(framework, left).stop();
                    assertEquals(left.equals("nio") ? "epoll" : "nio", loop.backend());
                    client.receive(across);
                    bundleOf(framework, left).start();
                    client.echo(10_000);
                }
            }
        }
    }

    private static void refresh(Frameworks framework, Bundle bundle) throws InterruptedException {
        CountDownLatch refreshed = new CountDownLatch(1);
        framework.framework().adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), _ -> refreshed.countDown());
        assertTrue(refreshed.await(20, TimeUnit.SECONDS));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldKeepServingWhileTransportsAndPolicyAreReplaced(String name) throws Exception {
        try (Frameworks framework = start(name)) {
            startAll(install(framework));
            try (EchoClient client = EchoClient.to(address(framework))) {
                framework.bundle("dev.gyre.transports.tcp").update();
                client.echo(10_000);
                framework.bundle("dev.gyre.policy").stop();
                client.echo(10_000);
                framework.bundle("dev.gyre.policy").start();
                client.echo(10_000);
                bundleOf(framework, "epoll").update();
                client.echo(10_000);
                bundleOf(framework, "nio").update();
                client.echo(10_000);
            }
            try (EchoClient another = EchoClient.to(address(framework))) {
                another.echo(10_000);
            }
            // Fails when a class of the old transports is missing.
            framework.bundle("dev.gyre.examples.echo").stop();
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({"felix, epoll", "felix, nio", "equinox, epoll", "equinox, nio"})
    void shouldEndALoopWhoseBackendDoesNotComeBack(String name, String backend) throws Exception {
        System.setProperty("gyre.swap.grace", "0.5");
        try (Frameworks framework = start(name)) {
            startAll(install(framework, backend));
            EventLoop loop = loop(framework);
            try (EchoClient client = EchoClient.to(address(framework))) {
                client.echo(10_000);
                long began = System.nanoTime();
                bundleOf(framework, backend).stop();
                client.awaitEnd();
                assertTrue(System.nanoTime() - began >= Duration.ofMillis(400).toNanos());
            }
            await("the end of the loop", loop::isClosed);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldEndItsLoopsInOrderWhenTheEngineLeaves(String name) throws Exception {
        System.setProperty("gyre.swap.grace", "0.5");
        try (Frameworks framework = start(name)) {
            startAll(install(framework));
            EventLoop loop = loop(framework);
            String address = address(framework);
            try (EchoClient client = EchoClient.to(address)) {
                client.echo(10_000);
                framework.bundle("dev.gyre.loop.core").stop();
            }
            await("the end of the loop", loop::isClosed);
            assertThrows(IOException.class, () -> EchoClient.to(address));
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldTakeThePolicyBackWithItsBundle(String name) throws Exception {
        try (Frameworks framework = start(name)) {
            EventLoopPolicy before = EventLoops.getEventLoopPolicy();
            Bundle policy = framework.install(API).stream()
                    .filter(bundle -> "dev.gyre.policy".equals(bundle.getSymbolicName()))
                    .findFirst()
                    .orElseThrow();
            policy.start();
            assertNotEquals(before, EventLoops.getEventLoopPolicy());
            assertEquals(
                    EventLoops.getEventLoopPolicy(),
                    framework
                            .framework()
                            .getBundleContext()
                            .getService(framework
                                    .framework()
                                    .getBundleContext()
                                    .getServiceReference(EventLoopPolicy.class)));
            policy.stop();
            assertEquals(before, EventLoops.getEventLoopPolicy());
            assertNull(framework.framework().getBundleContext().getServiceReference(EventLoopPolicy.class));
        }
    }
}
