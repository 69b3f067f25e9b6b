package dev.gyre.launcher;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.transport.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** An OSGi framework with Gyre's bundles in it, and the plug-in that serves. Its cache is a temporary folder, removed at the end. */
final class Container {
    /** The framework property with the folder of the control socket. */
    private static final String RUN = "gyre.run";

    private static final String DRAIN = "gyre.echo.drain";
    private static final String DEFAULT_DRAIN = "10";

    private static final String PLUGIN = "dev.gyre.examples.echo";
    private static final long STOP_MILLIS = 5_000;

    private final Framework framework;
    private final Path cache;

    private Container(Framework framework, Path cache) {
        this.framework = framework;
        this.cache = cache;
    }

    /** Makes one that is not started; {@link #stop} removes its cache, also then. */
    static Container create() throws StartException {
        FrameworkFactory factory = factory();
        String api = Distribution.api(Constants.EXPORT_PACKAGE);
        Path cache;
        try {
            cache = Files.createTempDirectory("gyre-");
        } catch (IOException e) {
            throw new StartException(
                    "no folder for the bundles' cache can be made in " + System.getProperty("java.io.tmpdir") + ": "
                            + e.getMessage(),
                    e);
        }
        return new Container(
                factory.newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        cache.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        api,
                        RUN,
                        Distribution.ofLauncher().home().resolve("run").toString())),
                cache);
    }

    /** Starts every bundle but the plug-in. */
    void start(Distribution distribution) throws StartException {
        try {
            framework.start();
            for (Path jar : distribution.bundles()) {
                framework.getBundleContext().installBundle(jar.toUri().toString());
            }
            for (Bundle bundle : bundles()) {
                if (!PLUGIN.equals(bundle.getSymbolicName())) {
                    bundle.start();
                }
            }
        } catch (BundleException e) {
            throw new StartException("a bundle does not start: " + e.getMessage(), e);
        }
    }

    private static FrameworkFactory factory() throws StartException {
        return ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow(() -> new StartException("there is no OSGi framework on the launcher's class path."));
    }

    /** {@return the bundles, without the framework's own} */
    List<Bundle> bundles() {
        return Arrays.stream(framework.getBundleContext().getBundles())
                .filter(bundle -> bundle.getBundleId() != Constants.SYSTEM_BUNDLE_ID)
                .toList();
    }

    /** {@return the framework's name and version} */
    String frameworkName() {
        return framework.getSymbolicName() + " " + framework.getVersion();
    }

    BackendLadder ladder() {
        return EventLoops.getEventLoopPolicy().ladder(LoopConfig.named("echo"));
    }

    /** Starts the plug-in, which opens its loop and listens. */
    void startPlugin() throws StartException {
        BackendLadder ladder = ladder();
        if (ladder.chosen().isEmpty()) {
            throw new StartException("no backend can serve. Considered:\n" + ladder
                    + "Choose one that is available with --backend NAME.");
        }
        Bundle plugin = plugin();
        if (plugin == null) {
            throw new StartException("the plug-in " + PLUGIN + " is not among the bundles.");
        }
        try {
            plugin.start();
        } catch (BundleException e) {
            throw explain(e);
        }
        if (server() == null) {
            throw new StartException("the plug-in " + PLUGIN + " does not serve; what it waits for is said above.");
        }
    }

    private static StartException explain(BundleException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof LoopIOException refused && refused.kind() == ErrorKind.ADDRESS_IN_USE) {
            return new StartException(
                    cause.getMessage() + ". End what listens there, or choose another address with --listen HOST:PORT.",
                    e);
        }
        return new StartException(cause.getMessage() == null ? cause.toString() : cause.getMessage(), e);
    }

    private @Nullable Bundle plugin() {
        return bundles().stream()
                .filter(bundle -> PLUGIN.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElse(null);
    }

    private @Nullable ServiceReference<Server> server() {
        return framework.getBundleContext().getServiceReference(Server.class);
    }

    /** {@return the address the plug-in listens on} */
    String address() {
        ServiceReference<Server> server = server();
        return server == null ? "nowhere" : String.valueOf(server.getProperty("gyre.address"));
    }

    /** {@return the backend of the plug-in's loop} */
    String backend() {
        ServiceReference<Server> server = server();
        Server serving = server == null ? null : framework.getBundleContext().getService(server);
        return serving == null ? "none" : serving.getLoop().backend();
    }

    /** Waits for the framework's end. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** {@return how many seconds connections have to end} */
    static String drainSeconds() {
        return System.getProperty(DRAIN, DEFAULT_DRAIN);
    }

    /** Stops the plug-in, which drains, then everything else; returns what went wrong. */
    List<String> stop() {
        List<String> problems = new ArrayList<>();
        try {
            if (framework.getState() == Bundle.ACTIVE && plugin() instanceof Bundle plugin) {
                plugin.stop();
            }
        } catch (BundleException | IllegalStateException e) {
            problems.add("The plug-in did not stop in order: " + (e.getCause() == null ? e : e.getCause()));
        }
        try {
            framework.stop();
            framework.waitForStop(STOP_MILLIS);
        } catch (BundleException e) {
            problems.add("The framework did not stop in order: " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        removeCache(problems);
        return problems;
    }

    private void removeCache(List<String> problems) {
        try (Stream<Path> files = Files.walk(cache)) {
            files.sorted(Comparator.reverseOrder()).forEach(Container::delete);
        } catch (IOException | UncheckedIOException e) {
            problems.add("The folder " + cache + " could not be removed: " + e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
