package dev.gyre.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers announced for service loaders are found, each once, and broken announcements are told. */
final class DiscoveryTest {
    private final ProviderRegistry registry = new ProviderRegistry();
    private final Discovery discovery = new Discovery(registry);

    private List<String> found() {
        return registry.all(LoopBackendProvider.class).stream()
                .map(Candidate::name)
                .toList();
    }

    @Test
    void shouldBeThePolicyThatIsFound() {
        assertInstanceOf(GyrePolicy.class, EventLoops.getEventLoopPolicy());
    }

    @Test
    void shouldFindWhatTheContextLoaderKnowsOnceAndSayWhatIsBroken(@TempDir Path folder) throws IOException {
        Path announcements = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(
                announcements.resolve(LoopBackendProvider.class.getName()),
                "not.There\n" + Announced.class.getName() + "\n" + Unmakeable.class.getName() + "\n");
        discovery.refresh();
        assertEquals(List.of(), found());

        ClassLoader before = Thread.currentThread().getContextClassLoader();
        for (int i = 0; i < 2; i++) {
            try (URLClassLoader loader =
                    new URLClassLoader(new URL[] {folder.toUri().toURL()}, before)) {
                Thread.currentThread().setContextClassLoader(loader);
                discovery.refresh();
                discovery.refresh();
            } finally {
                Thread.currentThread().setContextClassLoader(before);
            }
        }

        assertEquals(List.of("announced"), found());
        String problems = String.join("\n", discovery.unloadable());
        assertTrue(problems.contains("not.There"), problems);
        assertTrue(problems.contains("out of order"), problems);
    }

    /** A provider that a service loader makes. */
    public static final class Announced implements LoopBackendProvider {
        @Override
        public String name() {
            return "announced";
        }

        @Override
        public Availability availability() {
            return Availability.no("a test's");
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public LoopBackend open(BackendConfig config) {
            throw new UnsupportedOperationException();
        }
    }

    /** A provider that cannot be made. */
    public static final class Unmakeable implements LoopBackendProvider {
        /** Throws. */
        public Unmakeable() {
            throw new IllegalStateException("out of order");
        }

        @Override
        public String name() {
            return "unmakeable";
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public LoopBackend open(BackendConfig config) {
            throw new UnsupportedOperationException();
        }
    }
}
