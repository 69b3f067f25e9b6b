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
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SimProviderTest {
    private static final BackendConfig CONFIG = BackendConfig.of("test");
    private static final List<String> HAZARDS = List.of(
            SimBackendProvider.LOSS_PROPERTY,
            SimBackendProvider.DUPLICATION_PROPERTY,
            SimBackendProvider.REORDERING_PROPERTY);

    @AfterEach
    void clearTheProperties() {
        System.clearProperty(SimBackendProvider.SEED_PROPERTY);
        HAZARDS.forEach(System::clearProperty);
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
    void shouldSayWhatHappensToDatagrams() {
        SimBackendProvider provider = new SimBackendProvider();
        assertEquals("in memory, with seed 0", provider.availability().reason());
        HAZARDS.forEach(each -> System.setProperty(each, Integer.toString(each.length())));
        assertEquals(
                "in memory, with seed 0; of datagrams 13 % lost, 20 % doubled, 19 % overtaken",
                provider.availability().reason());
        assertEquals(
                "in memory, with seed 7",
                new SimBackendProvider(7).availability().reason());
    }

    @Test
    void shouldSayWhichPercentageItCannotRead() {
        SimBackendProvider provider = new SimBackendProvider();
        for (String property : HAZARDS) {
            for (String wrong : List.of("-1", "101", "a few", "4294967296")) {
                System.setProperty(property, wrong);
                assertFalse(provider.availability().available(), wrong);
                assertTrue(provider.availability().reason().contains(property));
                assertThrows(LoopIOException.class, () -> provider.open(CONFIG));
            }
            System.clearProperty(property);
        }
    }

    @Test
    void shouldLoseDatagramsWhenAProviderIsToldTo() throws IOException {
        System.setProperty(SimBackendProvider.LOSS_PROPERTY, "100");
        SimEnd end = new SimEnd((SimBackend) new SimBackendProvider().open(CONFIG));
        SimMailbox mailbox = SimMailbox.bound(end);
        mailbox.send("lost", mailbox.address());
        assertEquals(List.of(), mailbox.receive(0));
        mailbox.close();
        end.backend().release();
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
