package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** Gyre's bundles resolve and start in both frameworks with nothing beside them. */
final class FrameworkIT {
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldStartEveryBundle(String name, @TempDir Path storage) throws Exception {
        URL jar = Path.of(System.getProperty("gyre.frameworks"), name + ".jar")
                .toUri()
                .toURL();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar}, FrameworkFactory.class.getClassLoader())) {
            Framework framework = ServiceLoader.load(FrameworkFactory.class, loader)
                    .findFirst()
                    .orElseThrow()
                    .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
            framework.start();
            try {
                for (Bundle bundle : install(framework)) {
                    bundle.start();
                    assertEquals(Bundle.ACTIVE, bundle.getState(), bundle.getSymbolicName());
                }
            } finally {
                framework.stop();
                framework.waitForStop(10_000);
            }
        }
    }

    private static List<Bundle> install(Framework framework) throws Exception {
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("gyre.bundles")))) {
            for (Path jar : jars.sorted().toList()) {
                bundles.add(
                        framework.getBundleContext().installBundle(jar.toUri().toString()));
            }
        }
        return bundles;
    }
}
