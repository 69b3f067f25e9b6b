package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The modules work in a layer of their own, whether they share a class loader or not. */
final class LayersIT {
    private static final Set<String> ROOTS =
            Set.of("dev.gyre.policy", "dev.gyre.loop.core", "dev.gyre.loop.nio", "dev.gyre.transports.tcp");

    private static ModuleLayer layer(boolean oneLoader) {
        Configuration modules = ModuleLayer.boot()
                .configuration()
                .resolve(ModuleFinder.of(Path.of(System.getProperty("gyre.bundles"))), ModuleFinder.of(), ROOTS);
        ClassLoader parent = ClassLoader.getPlatformClassLoader();
        List<ModuleLayer> parents = List.of(ModuleLayer.boot());
        return oneLoader
                ? ModuleLayer.defineModulesWithOneLoader(modules, parents, parent)
                        .layer()
                : ModuleLayer.defineModulesWithManyLoaders(modules, parents, parent)
                        .layer();
    }

    @ParameterizedTest(name = "one loader: {0}")
    @ValueSource(booleans = {true, false})
    void shouldFindEverythingInItsLayer(boolean oneLoader) throws Exception {
        ModuleLayer layer = layer(oneLoader);
        ClassLoader loader = layer.findLoader("dev.gyre.loop");
        Class<?> loops = loader.loadClass("dev.gyre.loop.EventLoops");
        Class<?> type = loader.loadClass("dev.gyre.loop.EventLoop");

        Object loop = loops.getMethod("newEventLoop").invoke(null);
        try {
            assertEquals("nio", type.getMethod("backend").invoke(loop));
            assertEquals(
                    layer.findModule("dev.gyre.loop.core").orElseThrow(),
                    loop.getClass().getModule());
            Object subsystems = type.getMethod("subsystems").invoke(loop);
            Class<?> transports = loader.loadClass("dev.gyre.loop.spi.StreamTransportProvider");
            List<?> found = (List<?>) loader.loadClass("dev.gyre.loop.spi.Subsystems")
                    .getMethod("all", Class.class)
                    .invoke(subsystems, transports);
            assertEquals(1, found.size());
            assertTrue(found.getFirst().getClass().getModule().isNamed());
        } finally {
            type.getMethod("close").invoke(loop);
        }
    }
}
