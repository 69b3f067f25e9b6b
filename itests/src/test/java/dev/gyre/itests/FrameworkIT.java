package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** Gyre's bundles resolve and start in both frameworks with nothing beside them. */
final class FrameworkIT {
    private static final List<String> PLUGINS = List.of("echo", "chat", "lines", "status");

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldStartEveryBundle(String name, @TempDir Path storage) throws Exception {
        PLUGINS.forEach(plugin -> System.setProperty("gyre." + plugin + ".listen", "127.0.0.1:0"));
        try (Frameworks framework = Frameworks.start(name, storage)) {
            List<Bundle> bundles = framework.install();
            for (String plugin : PLUGINS) {
                bundles.add(framework.installPlugin(plugin));
            }
            for (Bundle bundle : bundles) {
                bundle.start();
                assertEquals(Bundle.ACTIVE, bundle.getState(), bundle.getSymbolicName());
            }
        } finally {
            PLUGINS.forEach(plugin -> System.clearProperty("gyre." + plugin + ".listen"));
        }
    }
}
