package dev.gyre.launcher;

import java.lang.System.Logger;
import java.net.URI;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.SynchronousBundleListener;

/** The bundles of the stage: says what becomes of them, and starts those that were there from the beginning. */
final class Plugins implements SynchronousBundleListener {
    private static final Logger LOG = System.getLogger("dev.gyre.deploy");

    private final Stage stage;
    private final PluginProblems problems;
    private final Set<Bundle> started = ConcurrentHashMap.newKeySet();

    Plugins(Stage stage, PluginProblems problems) {
        this.stage = stage;
        this.problems = problems;
    }

    /** {@return the name of a plug-in's file, null for any other bundle} */
    @Nullable
    String file(Bundle bundle) {
        String location = bundle.getLocation();
        if (!location.startsWith("file:")) {
            return null;
        }
        Path path = Path.of(URI.create(location));
        return stage.folder().equals(path.getParent()) ? path.getFileName().toString() : null;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        String file = file(bundle);
        if (file == null) {
            return;
        }
        String name = bundle.getSymbolicName() + " " + bundle.getVersion();
        switch (event.getType()) {
            case BundleEvent.STARTED -> {
                started.add(bundle);
                say(file, name + " is started");
            }
            case BundleEvent.STOPPING -> {
                // One that fails to start is stopped as well.
                if (started.remove(bundle)) {
                    say(file, name + " is being stopped");
                }
            }
            case BundleEvent.UPDATED -> say(file, name + " takes the place of the version before");
            case BundleEvent.UNINSTALLED -> say(file, name + " is removed");
            default -> {}
        }
    }

    private void say(String file, String what) {
        problems.forget(file);
        LOG.log(Logger.Level.INFO, file + ": " + what);
    }

    /** Starts all, so that whoever started the container need not wait for File Install's next look. */
    void start(BundleContext context) {
        for (Bundle bundle : context.getBundles()) {
            String file = file(bundle);
            if (file != null && bundle.getHeaders().get("Fragment-Host") == null) {
                start(file, bundle);
            }
        }
    }

    private void start(String file, Bundle bundle) {
        try {
            bundle.start(Bundle.START_ACTIVATION_POLICY);
        } catch (BundleException e) {
            problems.report(file, e);
        }
    }
}
