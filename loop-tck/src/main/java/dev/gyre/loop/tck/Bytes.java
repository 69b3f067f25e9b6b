package dev.gyre.loop.tck;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Test data in which a lost, doubled or moved byte shows. */
final class Bytes {
    private static final int PRIME = 251;

    private Bytes() {}

    /** {@return bytes that repeat after a prime number, so that no buffer's size hides a shift} */
    static byte[] pattern(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i % PRIME + i / PRIME);
        }
        return bytes;
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** {@return a direct copy, ready to be read} */
    static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }
}
