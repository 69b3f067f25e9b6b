package dev.gyre.itests;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.spi.Registration;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** An OSGi framework by its name, loaded from its jar alone, and Gyre's bundles in it. */
public final class Frameworks implements AutoCloseable {
    static final Path BUNDLES = Path.of(System.getProperty("gyre.bundles"));

    private static final Path PLUGINS = Path.of(System.getProperty("gyre.plugins"));

    private final URLClassLoader loader;
    private final Framework framework;
    private final Registration mask;

    private Frameworks(URLClassLoader loader, Framework framework, Registration mask) {
        this.loader = loader;
        this.framework = framework;
        this.mask = mask;
    }

    /** Starts one that takes the API from its bundles, as a plain installation does. */
    static Frameworks start(String name, Path storage) throws Exception {
        return start(name, storage, Map.of(), () -> {});
    }

    /**
     * Starts one that takes the API from the class path, so that a test can call it. The policy that is on the class path too stays out of
     * sight: until the framework's own is there, there is none.
     */
    public static Frameworks startWithApi(String name, Path storage, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(settings);
        all.put(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                exports("gyre-loop-api.jar") + "," + exports("gyre-container.jar") + ","
                        + "org.osgi.service.cm;version=1.6.1,org.osgi.service.metatype;version=1.4.1");
        return start(name, storage, all, EventLoops.installPolicy(new NoPolicy()));
    }

    private static String exports(String jar) throws IOException {
        try (JarFile file = new JarFile(BUNDLES.resolve(jar).toFile())) {
            return file.getManifest().getMainAttributes().getValue(Constants.EXPORT_PACKAGE);
        }
    }

    private static Frameworks start(String name, Path storage, Map<String, String> settings, Registration mask)
            throws Exception {
        URL jar = Path.of(System.getProperty("gyre.frameworks"), name + ".jar")
                .toUri()
                .toURL();
        URLClassLoader loader = new URLClassLoader(new URL[] {jar}, EventLoops.class.getClassLoader());
        Map<String, String> all = new HashMap<>(settings);
        all.put(Constants.FRAMEWORK_STORAGE, storage.toString());
        all.put(Constants.FRAMEWORK_BUNDLE_PARENT, Constants.FRAMEWORK_BUNDLE_PARENT_BOOT);
        Framework framework = ServiceLoader.load(FrameworkFactory.class, loader)
                .findFirst()
                .orElseThrow()
                .newFramework(all);
        framework.start();
        return new Frameworks(loader, framework, mask);
    }

    /** {@return the framework} */
    public Framework framework() {
        return framework;
    }

    /** Installs every bundle, sorted by name, but for those named. */
    List<Bundle> install(String... without) throws Exception {
        List<String> left = List.of(without);
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> jars = Files.list(BUNDLES)) {
            for (Path jar : jars.sorted().toList()) {
                if (!left.contains(jar.getFileName().toString())) {
                    bundles.add(framework
                            .getBundleContext()
                            .installBundle(jar.toUri().toString()));
                }
            }
        }
        return bundles;
    }

    /** Installs and starts bundles by their files. */
    public void startBundles(List<String> jars) throws Exception {
        List<Bundle> bundles = new ArrayList<>();
        for (String jar : jars) {
            bundles.add(framework
                    .getBundleContext()
                    .installBundle(BUNDLES.resolve(jar).toUri().toString()));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    /** Installs a plug-in: echo, chat, lines or status. */
    Bundle installPlugin(String name) throws Exception {
        Path jar = PLUGINS.resolve("gyre-plugin-" + name + ".jar");
        return framework.getBundleContext().installBundle(jar.toUri().toString());
    }

    Bundle bundle(String symbolicName) {
        return Stream.of(framework.getBundleContext().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() throws IOException {
        try {
            framework.stop();
            framework.waitForStop(20_000);
        } catch (Exception e) {
            throw new IOException("the framework does not stop", e);
        } finally {
            mask.close();
            loader.close();
        }
    }

    /** Refuses everything. */
    private static final class NoPolicy implements EventLoopPolicy {
        private static IllegalStateException refusal() {
            return new IllegalStateException("the framework has no policy yet");
        }

        @Override
        public EventLoop getEventLoop() {
            throw refusal();
        }

        @Override
        public void setEventLoop(EventLoop loop) {
            throw refusal();
        }

        @Override
        public EventLoop newEventLoop(LoopConfig config) {
            throw refusal();
        }

        @Override
        public BackendLadder ladder(LoopConfig config) {
            return new BackendLadder(List.of());
        }
    }
}
