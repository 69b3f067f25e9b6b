package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ByteRingTest {
    private final ByteRing ring = new ByteRing();

    @Test
    void shouldGiveBytesBackInOrderHoweverTheyGoInAndOut() {
        Random random = new Random(7);
        ArrayDeque<Byte> model = new ArrayDeque<>();
        byte next = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] in = new byte[random.nextInt(700)];
            for (int k = 0; k < in.length; k++) {
                in[k] = next++;
                model.add(in[k]);
            }
            ring.put(ByteBuffer.wrap(in), in.length);
            ByteBuffer out = ByteBuffer.allocate(random.nextInt(ring.size() + 1));
            ring.get(out, out.capacity());
            for (byte each : out.array()) {
                assertEquals(model.remove(), each);
            }
            assertEquals(model.size(), ring.size());
        }
    }

    @Test
    void shouldReturnBytesToTheFrontOfWhereTheyCameFrom() {
        ByteRing kernel = new ByteRing();
        kernel.put(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), 5);
        kernel.moveTo(ring, 3);
        ring.returnTo(kernel);
        assertTrue(ring.isEmpty());
        ByteBuffer all = ByteBuffer.allocate(5);
        kernel.get(all, 5);
        assertEquals(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), all.flip());
    }
}
