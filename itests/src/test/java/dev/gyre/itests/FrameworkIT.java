package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;

/** Gyre's bundles resolve and start in both frameworks with nothing beside them. */
final class FrameworkIT {
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"felix", "equinox"})
    void shouldStartEveryBundle(String name, @TempDir Path storage) throws Exception {
        System.setProperty("gyre.echo.listen", "127.0.0.1:0");
        try (Frameworks framework = Frameworks.start(name, storage)) {
            for (Bundle bundle : framework.install()) {
                bundle.start();
                assertEquals(Bundle.ACTIVE, bundle.getState(), bundle.getSymbolicName());
            }
        } finally {
            System.clearProperty("gyre.echo.listen");
        }
    }
}
