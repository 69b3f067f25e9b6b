package dev.gyre.loop.spi;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Reused slots for received datagrams, owned by the loop. A port fills slot 0 upwards; the loop reads them before the
 * next receive. A slot has one datagram, or, where the batch takes runs, several of one sender, one directly behind the other: all of one size, the
 * last may be shorter.
 *
 * <p><b>Threading</b>: the loop's thread only.
 */
public final class DatagramBatch {
    private final ByteBuffer[] data;
    private final ByteBuffer[] views;
    private final @Nullable SocketAddress[] addresses;
    private final boolean[] truncated;
    private final int[] sizes;
    private final boolean takesRuns;
    private int count;

    /**
     * Makes an empty batch with direct buffers.
     *
     * @param capacity how many datagrams it holds
     * @param slotSize bytes a datagram; a longer one is truncated
     */
    public DatagramBatch(int capacity, int slotSize) {
        this(capacity, slotSize, false);
    }

    /**
     * Makes an empty batch with direct buffers.
     *
     * @param capacity how many slots it has
     * @param slotSize bytes a slot; what is longer is truncated
     * @param takesRuns whether a slot may have several datagrams
     */
    public DatagramBatch(int capacity, int slotSize, boolean takesRuns) {
        this.takesRuns = takesRuns;
        sizes = new int[capacity];
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
     * {@return whether a slot may have several datagrams of one sender}
     */
    public boolean takesRuns() {
        return takesRuns;
    }

    /**
     * {@return how many slots it has}
     */
    public int capacity() {
        return data.length;
    }

    /**
     * {@return how many slots are filled}
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
     * {@return a read-only view of the first datagram in a slot; the same object each time}
     *
     * @param slot its index
     */
    public ByteBuffer view(int slot) {
        return view(slot, 0);
    }

    /**
     * {@return a read-only view of a datagram in a slot; the same object each time}
     *
     * @param slot its index
     * @param offset where in the slot the datagram begins: the sum of the sizes of those before it
     */
    public ByteBuffer view(int slot, int offset) {
        ByteBuffer all = data[slot];
        int start = all.position() + offset;
        return views[slot]
                .clear()
                .limit(start + Math.min(sizes[slot], all.limit() - start))
                .position(start)
                .order(ByteOrder.BIG_ENDIAN);
    }

    /**
     * {@return whether a slot has several datagrams}
     *
     * @param slot its index
     */
    public boolean isRun(int slot) {
        return sizes[slot] < data[slot].remaining();
    }

    /**
     * {@return whether a slot has another datagram}
     *
     * @param slot its index
     * @param offset the sum of the sizes of the datagrams before
     */
    public boolean hasMore(int slot, int offset) {
        return offset < data[slot].remaining();
    }

    /**
     * {@return where what is in a slot came from; null when the mechanism does not say}
     *
     * @param slot its index
     */
    public @Nullable SocketAddress address(int slot) {
        return addresses[slot];
    }

    /**
     * {@return whether the datagram of a slot, of several the last, was longer than there was room}
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
        received(from, cut, Integer.MAX_VALUE);
    }

    /**
     * Takes note of the datagrams that a port has put into the next slot, of a batch that takes runs.
     *
     * @param from where all of them came from
     * @param cut whether the last was longer than there was room
     * @param size bytes of each, the last may have fewer
     */
    public void received(@Nullable SocketAddress from, boolean cut, int size) {
        sizes[count] = size;
        addresses[count] = from;
        truncated[count] = cut;
        count++;
    }
}
