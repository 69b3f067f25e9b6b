package dev.gyre.loop.sim;

import java.nio.ByteBuffer;

/** One datagram on its way; its bytes are never changed. */
final class SimDatagram {
    /** What it takes beside its bytes, so that empty ones fill a buffer too: the headers of IPv4 and UDP. */
    private static final int HEADERS = 28;

    private final SimRoute route;
    private final byte[] bytes;

    /** Takes all bytes of {@code data}. */
    SimDatagram(SimRoute route, ByteBuffer data) {
        this.route = route;
        bytes = new byte[data.remaining()];
        data.get(bytes);
    }

    SimRoute route() {
        return route;
    }

    /** {@return how much of a buffer it takes} */
    int weight() {
        return bytes.length + HEADERS;
    }

    /**
     * Fills a slot.
     *
     * @return whether the slot was too short
     */
    boolean copyTo(ByteBuffer slot) {
        int n = Math.min(bytes.length, slot.clear().remaining());
        slot.put(bytes, 0, n).flip();
        return n < bytes.length;
    }
}
