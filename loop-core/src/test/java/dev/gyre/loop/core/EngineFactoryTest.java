package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.nio.NioBackendProvider;
import dev.gyre.loop.spi.OpenLoop;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EngineFactoryTest {
    private static List<OpenLoop> named(String name) {
        return new EngineFactory()
                .loops().stream()
                        .filter(open -> open.config().name().equals(name))
                        .toList();
    }

    @Test
    void shouldKnowTheLoopsThatAnyInstanceHasOpenedUntilTheyAreClosed() throws IOException {
        LoopConfig config = LoopConfig.named("known").withReceiveBufferSize(4096);
        EventLoop loop = new EngineFactory().open(new NioBackendProvider(), config);

        assertEquals(List.of(new OpenLoop(loop, config)), named("known"));
        loop.close();

        assertEquals(List.of(), named("known"));
    }

    @Test
    void shouldNotKeepLoopsFromBeingCollected() throws Exception {
        WeakReference<EventLoop> loop =
                new WeakReference<>(new EngineFactory().open(new NioBackendProvider(), LoopConfig.named("forgotten")));

        for (int i = 0; i < 100 && loop.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }

        assertNull(loop.get());
        assertEquals(List.of(), named("forgotten"));
    }
}
