package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.Watchable;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.Owned;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(
        value = Backend.class,
        names = {"NIO", "EPOLL"})
class WatchTest extends EngineTestCase {
    private Pipe pipe;
    private Watchable source;
    private Watchable sink;
    private int calls;

    @BeforeEach
    void openPipe() throws IOException {
        pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        source = Watchable.of(pipe.source());
        sink = Watchable.of(pipe.sink());
    }

    @AfterEach
    void closePipe() throws IOException {
        loop.removeReader(source);
        loop.removeWriter(sink);
        assertTrue(pipe.source().isOpen() && pipe.sink().isOpen(), "the user's to close");
        pipe.source().close();
        pipe.sink().close();
    }

    private void send() throws IOException {
        pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));
    }

    private void drain() throws IOException {
        pipe.source().read(ByteBuffer.allocate(100));
    }

    @Test
    void shouldCallBackAgainUntilItIsDrained() throws IOException {
        loop.addReader(source, () -> {
            if (++calls == 3) {
                drain();
            }
        });
        send();
        for (int i = 0; i < 10; i++) {
            once();
        }
        assertEquals(3, calls);
    }

    @Test
    void shouldReplaceAReaderAndSayWhetherOneWasRemoved() throws IOException {
        loop.addReader(source, () -> calls += 100);
        loop.addReader(source, () -> calls++);
        send();
        once();
        assertEquals(1, calls);
        assertTrue(loop.removeReader(source));
        assertFalse(loop.removeReader(source));
        once();
        assertEquals(1, calls);
    }

    @Test
    void shouldWatchAgainAfterARemovalInTheSameCallback() throws IOException {
        loop.addReader(source, () -> {
            loop.removeReader(source);
            loop.addReader(source, () -> {
                calls++;
                drain();
            });
        });
        send();
        runUntil(() -> calls == 1);
    }

    @Test
    void shouldCallAWriterWhileThereIsRoom() {
        loop.addWriter(sink, () -> {
            if (++calls == 2) {
                loop.removeWriter(sink);
            }
        });
        runUntil(() -> calls == 2);
        once();
        assertEquals(2, calls);
    }

    @Test
    void shouldReportAFailingReaderAndGoOn() throws IOException {
        expectReports(1);
        loop.addReader(source, () -> {
            drain();
            throw new IOException("on purpose");
        });
        send();
        runUntil(() -> !reported.isEmpty());
        assertEquals("on purpose", reported.getFirst().exception().orElseThrow().getMessage());
    }

    @Test
    void shouldSurviveASwap() throws Exception {
        loop.addReader(source, () -> {
            calls++;
            drain();
        });
        for (int i = 1; i <= 20; i++) {
            send();
            await(loop.swapBackend(backend.provider()));
            int expected = i;
            runUntil(() -> calls == expected);
        }
    }

    @Test
    void shouldRefuseATransportsOwnSocket() throws Exception {
        try (Wire wire = new Wire(this)) {
            Peer[] pair = wire.connect();
            Owned owned = pair[0].handle().owned();
            SelectableChannel channel = owned.channel();
            Watchable taken = channel == null ? Watchable.of(owned.descriptor()) : Watchable.of(channel);
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> loop.addReader(taken, () -> {}));
            assertTrue(refused.getMessage().contains("transport"), refused.getMessage());
            pair[0].handle().abort(null);
            pair[1].handle().abort(null);
            runUntil(() -> pair[0].closed && pair[1].closed);
        }
    }

    @Test
    void shouldSayWhenItCannotWatchARawDescriptor() {
        assumeTrue(
                !backend.provider().capabilities().contains(Capability.WATCH_DESCRIPTOR), "it can watch a descriptor");
        assertThrows(UnsupportedOperationException.class, () -> loop.addReader(Watchable.of(0), () -> {}));
    }

    @Test
    void shouldRefuseADescriptorThatCannotBe() {
        assertThrows(IllegalArgumentException.class, () -> Watchable.of(-1));
    }
}
