package dev.gyre.loop.spi;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that leave together: copies, one directly behind the other in one direct buffer, each with where it goes. The loop fills it; a
 * port takes them off from the first on ({@link DatagramPort#send(OutgoingDatagrams)}).
 *
 * <p><b>Threading</b>: the loop's thread only.
 */
public final class OutgoingDatagrams {
    private final ByteBuffer memory;
    private final ByteBuffer view;
    private final @Nullable SocketAddress[] targets;
    /** Where each one begins, and where the next would. */
    private final int[] starts;

    private int first;
    private int end;

    /**
     * Makes an empty one.
     *
     * @param capacity how many datagrams it holds
     * @param bytes how many bytes they may have together
     */
    public OutgoingDatagrams(int capacity, int bytes) {
        memory = ByteBuffer.allocateDirect(bytes);
        view = memory.duplicate();
        targets = new SocketAddress[capacity];
        starts = new int[capacity + 1];
    }

    /**
     * Puts a copy of a datagram behind the others.
     *
     * @param data its bytes, which are not consumed
     * @param to where to; null on a connected socket
     * @return false when there is no room for it, and nothing was done
     */
    public boolean offer(ByteBuffer data, @Nullable SocketAddress to) {
        int length = data.remaining();
        int start = starts[end];
        if (end == targets.length || length > memory.capacity() - start) {
            return false;
        }
        memory.put(start, data, data.position(), length);
        targets[end] = to;
        starts[++end] = start + length;
        return true;
    }

    /**
     * {@return whether there may be no room for another}
     *
     * @param length bytes that the other has at the most
     */
    public boolean isFull(int length) {
        return end == targets.length || length > memory.capacity() - starts[end];
    }

    /**
     * {@return whether none is left}
     */
    public boolean isEmpty() {
        return first == end;
    }

    /**
     * {@return how many are left}
     */
    public int count() {
        return end - first;
    }

    /**
     * {@return how many bytes those that are left have}
     */
    public int bytes() {
        return starts[end] - starts[first];
    }

    /**
     * {@return the index of the first that is left}
     */
    public int first() {
        return first;
    }

    /**
     * {@return the index behind the last}
     */
    public int end() {
        return end;
    }

    /**
     * {@return where the bytes of all are; the same buffer each time}
     */
    public ByteBuffer memory() {
        return memory;
    }

    /**
     * {@return where in the memory a datagram begins}
     *
     * @param index which
     */
    public int start(int index) {
        return starts[index];
    }

    /**
     * {@return how many bytes a datagram has}
     *
     * @param index which
     */
    public int length(int index) {
        return starts[index + 1] - starts[index];
    }

    /**
     * {@return where a datagram goes; null on a connected socket}
     *
     * @param index which
     */
    public @Nullable SocketAddress to(int index) {
        return targets[index];
    }

    /**
     * {@return a datagram; the same object each time}
     *
     * @param index which
     */
    public ByteBuffer data(int index) {
        return view.clear().limit(starts[index + 1]).position(starts[index]);
    }

    /**
     * Takes off the first of those that are left.
     *
     * @param count how many
     */
    public void taken(int count) {
        for (int i = 0; i < count; i++) {
            targets[first++] = null;
        }
    }

    /** Takes off all, which makes room for others. */
    public void clear() {
        taken(count());
        first = 0;
        end = 0;
    }
}
