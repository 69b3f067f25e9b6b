package dev.gyre.loop.spi;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reused slots for received datagrams, owned by the loop. A port fills slot 0 upwards; the loop reads them before the
 * next receive.
 *
 * <p><b>Threading</b>: the loop's thread only.
 */
public final class DatagramBatch {
    private final ByteBuffer[] data;
    private final ByteBuffer[] views;
    private final @Nullable SocketAddress[] addresses;
    private final boolean[] truncated;
    private int count;

    /**
     * Makes an empty batch with direct buffers.
     *
     * @param capacity how many datagrams it holds
     * @param slotSize bytes a datagram; a longer one is truncated
     */
    public DatagramBatch(int capacity, int slotSize) {
        data = new ByteBuffer[capacity];
        views = new ByteBuffer[capacity];
        addresses = new SocketAddress[capacity];
        truncated = new boolean[capacity];
        for (int i = 0; i < capacity; i++) {
            data[i] = ByteBuffer.allocateDirect(slotSize);
            views[i] = data[i].asReadOnlyBuffer();
        }
    }

    /**
     * {@return how many datagrams it can hold}
     */
    public int capacity() {
        return data.length;
    }

    /**
     * {@return how many datagrams it holds}
     */
    public int count() {
        return count;
    }

    /** Empties every slot. */
    public void clear() {
        for (int i = 0; i < count; i++) {
            addresses[i] = null;
        }
        count = 0;
    }

    /**
     * {@return the buffer of a slot}
     *
     * @param slot its index
     */
    public ByteBuffer data(int slot) {
        return data[slot];
    }

    /**
     * {@return a read-only view of the datagram in a slot; the same object each time}
     *
     * @param slot its index
     */
    public ByteBuffer view(int slot) {
        ByteBuffer datagram = data[slot];
        return views[slot]
                .clear()
                .limit(datagram.limit())
                .position(datagram.position())
                .order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * {@return where the datagram of a slot came from; null when the mechanism does not say}
     *
     * @param slot its index
     */
    public @Nullable SocketAddress address(int slot) {
        return addresses[slot];
    }

    /**
     * {@return whether the datagram of a slot was longer than the slot}
     *
     * @param slot its index
     */
    public boolean truncated(int slot) {
        return truncated[slot];
    }

    /**
     * Takes note of the datagram that a port has put into the next slot.
     *
     * @param from where it came from
     * @param cut whether it was longer than the slot
     */
    public void received(@Nullable SocketAddress from, boolean cut) {
        addresses[count] = from;
        truncated[count] = cut;
        count++;
    }
}
