package dev.gyre.launcher;

import dev.gyre.container.Snapshot;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.felix.framework.Felix;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** An OSGi framework with Gyre's bundles in it, and the plug-ins of a base folder. What it keeps on disk ends with it. */
final class Container {
    /** Longer than anybody lets connections drain, shorter than for ever. */
    private static final long STOP_MILLIS = TimeUnit.MINUTES.toMillis(10);

    private final Base base;
    private final Framework framework;
    private final Stage stage;
    private final PluginProblems problems;
    private final Plugins plugins;

    private Container(Base base, Framework framework, Stage stage, PluginProblems problems) {
        this.base = base;
        this.framework = framework;
        this.stage = stage;
        this.problems = problems;
        plugins = new Plugins(stage, problems);
    }

    /** Makes one that is not started; {@link #stop} removes its cache, also then. */
    static Container create(Base base) throws StartException {
        try {
            Folders.remove(base.cache());
            PluginProblems problems = new PluginProblems();
            Stage stage = new Stage(base.cache().resolve("stage"), base, problems);
            return new Container(base, new Felix(FrameworkSettings.of(base, stage)), stage, problems);
        } catch (IOException e) {
            throw new StartException("the folder " + base.cache() + " cannot be emptied: " + e.getMessage(), e);
        }
    }

    /** Starts everything but plug-ins. */
    void start(Distribution distribution) throws StartException {
        try {
            stage.open();
            framework.init();
            LogServices.register(framework.getBundleContext(), problems);
            framework.getBundleContext().addBundleListener(plugins);
            for (Path jar : distribution.bundles()) {
                Bundle bundle =
                        framework.getBundleContext().installBundle(jar.toUri().toString());
                bundle.adapt(BundleStartLevel.class).setStartLevel(StartLevels.of(bundle.getSymbolicName()));
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            }
            framework.start();
            for (Bundle bundle : bundles()) {
                if (plugins.file(bundle) == null) {
                    // Starts nothing that runs, and throws what has been logged only.
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                }
            }
        } catch (BundleException e) {
            throw new StartException("a bundle of the container does not start: " + PluginReason.of(e), e);
        } catch (IOException e) {
            throw new StartException("the folder " + stage.folder() + " cannot be made: " + FileReason.of(e), e);
        }
    }

    /** Starts the plug-ins, and waits until they serve or have said why they do not. */
    Snapshot startPlugins() throws StartException, InterruptedException {
        plugins.start(framework.getBundleContext());
        framework.adapt(FrameworkStartLevel.class).setStartLevel(StartLevels.ALL_RUNNING);
        return Settling.await(framework.getBundleContext());
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
        return EventLoops.getEventLoopPolicy().ladder(LoopConfig.named("gyre"));
    }

    /** {@return the names of the backends that are installed, sorted} */
    List<String> backends() {
        return ServicesOf.type(framework.getBundleContext(), LoopBackendProvider.class).stream()
                .map(LoopBackendProvider::name)
                .sorted()
                .toList();
    }

    /** Waits for the framework's end. */
    void await() throws InterruptedException {
        framework.waitForStop(0);
    }

    /** Stops everything, plug-ins first, whose connections have some time to end; returns what went wrong. */
    List<String> stop() {
        List<String> wrong = new ArrayList<>();
        try {
            stage.close();
            framework.stop();
            if (framework.waitForStop(STOP_MILLIS).getType() == FrameworkEvent.WAIT_TIMEDOUT) {
                wrong.add("Some bundle does not stop; it is left to itself.");
            }
        } catch (BundleException e) {
            wrong.add("The framework did not stop in order: " + e.getMessage());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        try {
            Folders.remove(base.cache());
        } catch (IOException e) {
            wrong.add("The folder " + base.cache() + " could not be removed: " + e.getMessage());
        }
        return wrong;
    }
}
