package dev.gyre.loop.sim;

import java.nio.ByteBuffer;

/** A queue of bytes that grows as needed. How many it may hold is for its user to say. */
final class ByteRing {
    private static final int FIRST_CAPACITY = 1024;

    private byte[] bytes = {};
    private int head;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Takes the next bytes of {@code src}, which must have as many. */
    void put(ByteBuffer src, int count) {
        reserve(count);
        int tail = index(size);
        int first = Math.min(count, bytes.length - tail);
        src.get(bytes, tail, first);
        src.get(bytes, 0, count - first);
        size += count;
    }

    /** Moves bytes out; {@code into} must have the room and this as many bytes. */
    void get(ByteBuffer into, int count) {
        int first = Math.min(count, bytes.length - head);
        into.put(bytes, head, first);
        into.put(bytes, 0, count - first);
        drop(count);
    }

    /** Moves bytes to the end of another queue. */
    void moveTo(ByteRing other, int count) {
        int first = Math.min(count, bytes.length - head);
        other.put(ByteBuffer.wrap(bytes, head, first), first);
        other.put(ByteBuffer.wrap(bytes, 0, count - first), count - first);
        drop(count);
    }

    /** Moves everything to the front of another queue. */
    void returnTo(ByteRing other) {
        other.moveTo(this, other.size);
        moveTo(other, size);
    }

    void clear() {
        drop(size);
    }

    private void drop(int count) {
        size -= count;
        head = size == 0 ? 0 : index(count);
    }

    private int index(int offset) {
        int i = head + offset;
        return i < bytes.length ? i : i - bytes.length;
    }

    private void reserve(int more) {
        if (size + more <= bytes.length) {
            return;
        }
        int capacity = Math.max(FIRST_CAPACITY, bytes.length);
        while (capacity < size + more) {
            capacity *= 2;
        }
        byte[] larger = new byte[capacity];
        int first = Math.min(size, bytes.length - head);
        System.arraycopy(bytes, head, larger, 0, first);
        System.arraycopy(bytes, 0, larger, first, size - first);
        bytes = larger;
        head = 0;
    }
}
