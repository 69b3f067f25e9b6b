package dev.gyre.loop.nio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

final class NioBackendProviderTest {
    @Test
    void shouldBeFoundAsAService() {
        LoopBackendProvider provider = ServiceLoader.load(LoopBackendProvider.class).stream()
                .filter(found -> found.type() == NioBackendProvider.class)
                .findFirst()
                .orElseThrow()
                .get();

        assertEquals("nio", provider.name());
        assertEquals(0, provider.ranking());
        assertTrue(provider.availability().available());
    }

    @Test
    void shouldDeclareWhatItCanDo() {
        var capabilities = new NioBackendProvider().capabilities();
        assertTrue(capabilities.contains(Capability.TCP));
        assertTrue(capabilities.contains(Capability.SEND_FILE));
        assertEquals(NioAdoption.missing() == null, capabilities.contains(Capability.ADOPT_DESCRIPTOR));
        assertEquals(NioAdoption.missing() == null, capabilities.contains(Capability.WATCH_DESCRIPTOR));
    }
}
