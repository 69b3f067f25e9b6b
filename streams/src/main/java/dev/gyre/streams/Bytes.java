package dev.gyre.streams;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Bytes that have come and were not read, in one array that grows with what is in it, and goes when it is large and empty. */
final class Bytes {
    private static final byte[] NONE = {};
    private static final int SMALLEST = 512;
    private static final int KEPT = 16 * 1024;

    private byte[] array = NONE;
    private int start;
    private int end;

    int size() {
        return end - start;
    }

    boolean isEmpty() {
        return start == end;
    }

    void append(ByteBuffer data) {
        int count = data.remaining();
        makeRoom(count);
        data.get(array, end, count);
        end += count;
    }

    private void makeRoom(int count) {
        if (array.length - end >= count) {
            return;
        }
        int size = size();
        int needed = Math.addExact(size, count);
        byte[] to = array;
        if (array.length < needed || size > array.length / 2) {
            to = new byte[Math.max(Math.max(needed, SMALLEST), (int) Math.min(2L * size, Integer.MAX_VALUE - 8))];
        }
        System.arraycopy(array, start, to, 0, size);
        array = to;
        start = 0;
        end = size;
    }

    byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(array, start, start + count);
        discard(count);
        return taken;
    }

    byte[] takeAll() {
        return take(size());
    }

    /** Takes what is there and has room. */
    int takeInto(ByteBuffer into) {
        int count = Math.min(size(), into.remaining());
        into.put(array, start, count);
        discard(count);
        return count;
    }

    ByteBuffer view() {
        return ByteBuffer.wrap(array, start, size()).slice().asReadOnlyBuffer();
    }

    void discard(int count) {
        start += count;
        if (start == end) {
            start = 0;
            end = 0;
            if (array.length > KEPT) {
                array = NONE;
            }
        }
    }

    void clear() {
        discard(size());
    }

    boolean startsWith(byte[] wanted, int offset) {
        return size() - offset >= wanted.length
                && Arrays.mismatch(array, start + offset, start + offset + wanted.length, wanted, 0, wanted.length) < 0;
    }

    /** {@return where it is first from the offset on; -1 when it is not there} */
    int indexOf(byte[] wanted, int offset) {
        byte first = wanted[0];
        int last = end - wanted.length;
        for (int i = start + offset; i <= last; i++) {
            if (array[i] == first && (wanted.length == 1 || startsWith(wanted, i - start))) {
                return i - start;
            }
        }
        return -1;
    }
}
