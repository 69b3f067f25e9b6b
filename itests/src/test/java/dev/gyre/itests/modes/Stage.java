package dev.gyre.itests.modes;

import dev.gyre.itests.Frameworks;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;

/** Sets the stage of the present mode: once in a JVM, before the first test that needs it. */
final class Stage implements BeforeAllCallback {
    private static Running running;

    @Override
    public void beforeAll(ExtensionContext context) {
        running = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Stage.class))
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class);
    }

    /** Finds a backend by its name, as a program in this mode does. */
    static LoopBackendProvider backend(String name) {
        return providers().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    private static Stream<LoopBackendProvider> providers() {
        if (running == null || running.frameworks == null) {
            return ServiceLoader.load(LoopBackendProvider.class).stream().map(ServiceLoader.Provider::get);
        }
        BundleContext context = running.frameworks.framework().getBundleContext();
        try {
            return context.getServiceReferences(LoopBackendProvider.class, null).stream()
                    .map(context::getService);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What has to be ended after the last test. */
    private record Running(Frameworks frameworks, Path storage) implements AutoCloseable {
        static Running start() {
            Mode mode = Mode.current();
            if (!mode.inFramework()) {
                return new Running(null, null);
            }
            try {
                Path storage = Files.createTempDirectory("gyre-" + mode);
                Frameworks frameworks = Frameworks.startWithApi(mode.toString(), storage, Map.of());
                frameworks.startBundles(Mode.BUNDLES);
                return new Running(frameworks, storage);
            } catch (Exception e) {
                throw new IllegalStateException("The framework " + mode + " does not start", e);
            }
        }

        @Override
        public void close() throws IOException {
            if (frameworks != null && storage != null) {
                frameworks.close();
                delete(storage);
            }
        }

        private static void delete(Path folder) throws IOException {
            List<Path> all;
            try (Stream<Path> files = Files.walk(folder)) {
                all = files.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path each : all) {
                Files.delete(each);
            }
        }
    }
}
