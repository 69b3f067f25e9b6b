package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A writer that is faster than its reader. */
final class FlowControlIT extends ModeTestCase {
    private static final int CHUNK = 64 * 1024;

    private static void fill(Transport transport) {
        while (transport.getWriteBufferSize() == 0) {
            transport.write(new byte[1_000_000]);
        }
    }

    @Test
    void shouldPauseTheWriterAboveTheHighLimitAndResumeItAtTheLow() throws Exception {
        Rig.Pair pair = rig.pair();
        pair.server().transport.pauseReading();
        pair.client().transport.setWriteBufferLimits(new WriteBufferLimits(1_000, 10_000));
        fill(pair.client().transport);
        assertEquals(List.of("made", "pause"), pair.client().events);
        long[] queued = {Long.MAX_VALUE};
        pair.client().onResume = () -> queued[0] = pair.client().transport.getWriteBufferSize();
        pair.server().transport.resumeReading();
        rig.until("writing resumes", () -> pair.client().heard("resume"));
        assertTrue(queued[0] <= 1_000, () -> queued[0] + " bytes were left");
        pair.close(rig);
    }

    @Test
    void shouldApplyNewLimitsAtOnce() throws Exception {
        Rig.Pair pair = rig.pair();
        Transport writer = pair.client().transport;
        assertEquals(WriteBufferLimits.DEFAULT, writer.getWriteBufferLimits());
        pair.server().transport.pauseReading();
        writer.setWriteBufferLimits(WriteBufferLimits.ofHigh(Integer.MAX_VALUE));
        fill(writer);
        assertFalse(pair.client().heard("pause"));
        writer.setWriteBufferLimits(new WriteBufferLimits(0, 0));
        assertTrue(pair.client().heard("pause"));
        writer.setWriteBufferLimits(WriteBufferLimits.ofLow(500_000_000));
        assertTrue(pair.client().heard("resume"));
        pair.close(rig);
    }

    @Test
    void shouldStreamMuchToASlowReaderInBoundedMemory() throws Exception {
        Rig.Pair pair = rig.pair();
        int total = 32 * 1024 * 1024;
        long[] received = {0};
        Pouring pouring = new Pouring(pair.client(), total);
        pair.server().transport.setProtocol(new SlowReader(rig, pair.server().transport, received));
        pouring.pour();
        rig.until("all is here", () -> received[0] == total);
        assertTrue(pouring.longest <= CHUNK + CHUNK, () -> pouring.longest + " bytes were queued");
        assertTrue(pair.client().heard("pause"), "it never was too much");
        pair.client().transport.abort();
        rig.until("both are lost", () -> pair.client().lost() && received[0] < 0);
    }

    /** Writes until it is paused, and goes on when it may. */
    private static final class Pouring {
        long longest;
        private final Peer writer;
        private int left;
        private boolean paused;

        Pouring(Peer writer, int total) {
            this.writer = writer;
            this.left = total;
            writer.onPause = () -> paused = true;
            writer.onResume = this::pour;
        }

        void pour() {
            paused = false;
            while (left > 0 && !paused) {
                int length = Math.min(left, CHUNK);
                left -= length;
                writer.transport.write(ByteBuffer.allocate(length));
                longest = Math.max(longest, writer.transport.getWriteBufferSize());
            }
        }
    }

    /** Stops after each piece and goes on in a later iteration. */
    private static final class SlowReader implements Protocol<Transport> {
        private final Rig rig;
        private final Transport transport;
        private final long[] received;

        SlowReader(Rig rig, Transport transport, long[] received) {
            this.rig = rig;
            this.transport = transport;
            this.received = received;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            received[0] += data.remaining();
            transport.pauseReading();
            rig.loop().callSoon(transport::resumeReading);
            rig.poke();
        }

        @Override
        public void connectionLost(Throwable cause) {
            received[0] = -1;
            rig.poke();
        }
    }
}
