package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** An echo allocates nothing: poll, receive, the listener's call, send. */
@ParameterizedClass
@EnumSource(
        value = Backend.class,
        names = {"NIO", "EPOLL"})
class HotPathTest extends EngineTestCase {
    private static final int WARM_UP = 300_000;
    private static final int MEASURED = 30_000;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long echoes;
    private long before;
    private long allocated;

    @Test
    void shouldAllocateNothingForAnEcho() throws IOException {
        try (Wire wire = new Wire(this)) {
            Peer[] pair = wire.connect();
            Peer client = pair[0];
            Peer server = pair[1];
            client.keep = false;
            server.keep = false;
            server.onBytes = server.handle()::write;
            client.onBytes = view -> {
                count();
                client.handle().write(view);
            };
            client.handle().write(ByteBuffer.allocateDirect(64));
            loop.runForever();
            client.handle().abort(null);
            server.handle().abort(null);
            runUntil(() -> client.closed && server.closed);
        }
        assertTrue(allocated < MEASURED, () -> allocated + " bytes for " + MEASURED + " echoes");
    }

    private void count() {
        echoes++;
        if (echoes == WARM_UP) {
            before = THREADS.getCurrentThreadAllocatedBytes();
        } else if (echoes == WARM_UP + MEASURED) {
            allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            loop.stop();
        }
    }
}
