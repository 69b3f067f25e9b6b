package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.protocol.BufferedProtocol;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.WriteBufferLimits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What a protocol may do in its methods. */
final class EdgesIT extends ModeTestCase {
    @Test
    void shouldChangeBetweenStreamingAndBufferedInMidStream() throws Exception {
        Rig.Pair pair = rig.pair();
        Transport far = pair.server().transport;
        StringBuilder into = new StringBuilder();
        ByteBuffer memory = ByteBuffer.allocate(4);
        far.setProtocol(new BufferedProtocol<Transport>() {
            @Override
            public ByteBuffer getBuffer(int sizeHint) {
                return memory.clear();
            }

            @Override
            public void bufferUpdated(int count) {
                into.append(new String(memory.array(), 0, count, StandardCharsets.UTF_8));
                far.setProtocol(pair.server());
                rig.poke();
            }
        });
        pair.client().write("0123456789");
        rig.until("all is here", () -> into.length() + pair.server().size() == 10);
        assertEquals("0123456789", into + pair.server().text());
        end(pair);
    }

    @Test
    void shouldPauseOnAnyByteUnderLimitsOfZero() throws Exception {
        Rig.Pair pair = rig.pair();
        Transport near = pair.client().transport;
        near.setWriteBufferLimits(new WriteBufferLimits(0, 0));
        pair.server().transport.pauseReading();
        byte[] chunk = new byte[256 * 1024];
        while (near.getWriteBufferSize() == 0) {
            near.write(chunk);
        }
        pair.server().transport.resumeReading();
        rig.until("all is with the kernel", () -> near.getWriteBufferSize() == 0);
        assertTrue(pair.server().size() > 0);
        end(pair);
    }

    private void end(Rig.Pair pair) {
        pair.client().transport.abort();
        pair.server().transport.abort();
        rig.until("both are lost", () -> pair.client().lost() && pair.server().lost());
    }
}
