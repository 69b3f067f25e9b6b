package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SimProviderTest {
    private static final BackendConfig CONFIG = BackendConfig.of("test");

    @AfterEach
    void clearTheSeed() {
        System.clearProperty(SimBackendProvider.SEED_PROPERTY);
    }

    @Test
    void shouldBeFoundAsAServiceAndNeverPreferred() {
        LoopBackendProvider found =
                ServiceLoader.load(LoopBackendProvider.class).findFirst().orElseThrow();
        assertInstanceOf(SimBackendProvider.class, found);
        assertEquals(-100, found.ranking());
    }

    @Test
    void shouldReadTheSeedWhenItOpens() throws IOException {
        SimBackendProvider provider = new SimBackendProvider();
        System.setProperty(SimBackendProvider.SEED_PROPERTY, "42");
        assertTrue(provider.availability().reason().contains("seed 42"));
        provider.open(CONFIG).release();
    }

    @Test
    void shouldSayWhichSeedItCannotRead() {
        SimBackendProvider provider = new SimBackendProvider();
        System.setProperty(SimBackendProvider.SEED_PROPERTY, "dice");
        assertFalse(provider.availability().available());
        assertTrue(provider.availability().reason().contains(SimBackendProvider.SEED_PROPERTY));
        assertThrows(LoopIOException.class, () -> provider.open(CONFIG));
    }

    @Test
    void shouldRefuseWhatIsTheSystems() throws IOException {
        SimBackend backend = (SimBackend) new SimBackendProvider(0).open(CONFIG);
        Pipe pipe = Pipe.open();
        try (Pipe.SourceChannel source = pipe.source();
                Pipe.SinkChannel sink = pipe.sink()) {
            String reason =
                    backend.canAdopt(PortKind.STREAM, Owned.channel(sink)).reason();
            assertTrue(reason.contains("the in-memory network is not connected to it"), reason);
            assertTrue(backend.canAdopt(PortKind.WATCH, Owned.borrowed(source))
                    .reason()
                    .contains("watch"));
            assertThrows(
                    IOException.class, () -> backend.prepare(PortKind.WATCH, Owned.borrowed(source), () -> "pipe"));
        } finally {
            backend.release();
        }
    }
}
