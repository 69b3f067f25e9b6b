package dev.gyre.itests.modes;

import dev.gyre.itests.Frameworks;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Provider;
import dev.gyre.loop.spi.Registration;
import dev.gyre.policy.Providers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;

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

    /** Publishes a provider as a program in this mode does. */
    static <S extends Provider> Registration publish(Class<S> service, S provider, int ranking) {
        if (running == null || running.frameworks == null) {
            return Providers.register(service, provider, ranking);
        }
        BundleContext context = running.frameworks.framework().getBundleContext();
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(Constants.SERVICE_RANKING, ranking));
        ServiceRegistration<S> registered = context.registerService(service, provider, properties);
        return registered::unregister;
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
