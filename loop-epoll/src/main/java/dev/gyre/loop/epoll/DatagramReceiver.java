package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketAddressCodec;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Fills batches with one call each, by recvmmsg(2). The address of who has sent the one before is not made anew. */
final class DatagramReceiver {
    private static final int IOVEC = 16;
    /** struct mmsghdr: a struct msghdr of 56 bytes, and how many bytes came. */
    private static final int MMSGHDR = 64;

    private static final int NAME_LENGTH = 8;
    private static final int PIECES = 16;
    private static final int PIECE_COUNT = 24;
    private static final int MESSAGE_FLAGS = 48;
    private static final int LENGTH = 56;

    private final SocketCalls calls;
    private @Nullable DatagramBatch present;
    private MemorySegment headers = MemorySegment.NULL;
    private MemorySegment names = MemorySegment.NULL;
    private MemorySegment pieces = MemorySegment.NULL;
    private final MemorySegment lastName = Arena.ofAuto().allocate(SocketAddressCodec.STORAGE, 8);
    private int lastLength;
    private @Nullable SocketAddress last;

    DatagramReceiver(SocketCalls calls) {
        this.calls = calls;
    }

    int receive(EpollDatagramPort port, DatagramBatch batch) throws IOException {
        batch.clear();
        if (batch != present) {
            point(batch);
        }
        for (int i = 0; i < batch.capacity(); i++) {
            headers.set(ValueLayout.JAVA_INT, (long) i * MMSGHDR + NAME_LENGTH, SocketAddressCodec.STORAGE);
        }
        int count = take(port, batch.capacity());
        for (int i = 0; i < count; i++) {
            take(batch, i);
        }
        return count;
    }

    private int take(EpollDatagramPort port, int capacity) throws IOException {
        while (true) {
            int count = calls.receiveMessages(port.descriptor(), headers.address(), capacity, SocketCalls.MSG_DONTWAIT);
            if (count > 0) {
                return count;
            }
            switch (Errno.of(count)) {
                case EAGAIN -> {
                    return Outcome.WOULD_BLOCK;
                }
                case EINTR -> {}
                default -> throw port.receiveFailure(count);
            }
        }
    }

    private void take(DatagramBatch batch, int slot) {
        long header = (long) slot * MMSGHDR;
        ByteBuffer data = batch.data(slot).clear();
        int length = headers.get(ValueLayout.JAVA_INT, header + LENGTH);
        data.limit(Math.min(length, data.capacity()));
        boolean cut = (headers.get(ValueLayout.JAVA_INT, header + MESSAGE_FLAGS) & SocketCalls.MSG_TRUNC) != 0;
        batch.received(sender(slot, headers.get(ValueLayout.JAVA_INT, header + NAME_LENGTH)), cut);
    }

    private @Nullable SocketAddress sender(int slot, int length) {
        if (length == 0) {
            return null;
        }
        long from = (long) slot * SocketAddressCodec.STORAGE;
        boolean same = last != null
                && length == lastLength
                && MemorySegment.mismatch(names, from, from + length, lastName, 0, length) < 0;
        if (!same) {
            MemorySegment.copy(names, from, lastName, 0, length);
            lastLength = length;
            last = Addresses.read(lastName, length);
        }
        return last;
    }

    /** Tells the headers where the slots of a batch are; a loop has few batches, and keeps them. */
    private void point(DatagramBatch batch) {
        int capacity = batch.capacity();
        Arena arena = Arena.ofAuto();
        headers = arena.allocate((long) MMSGHDR * capacity, 8);
        names = arena.allocate((long) SocketAddressCodec.STORAGE * capacity, 8);
        pieces = arena.allocate((long) IOVEC * capacity, 8);
        for (int i = 0; i < capacity; i++) {
            ByteBuffer slot = batch.data(i).clear();
            pieces.set(ValueLayout.JAVA_LONG, (long) i * IOVEC, Memory.addressOf(slot));
            pieces.set(ValueLayout.JAVA_LONG, (long) i * IOVEC + 8, slot.capacity());
            long header = (long) i * MMSGHDR;
            headers.set(ValueLayout.JAVA_LONG, header, names.address() + (long) i * SocketAddressCodec.STORAGE);
            headers.set(ValueLayout.JAVA_LONG, header + PIECES, pieces.address() + (long) i * IOVEC);
            headers.set(ValueLayout.JAVA_LONG, header + PIECE_COUNT, 1);
        }
        present = batch;
    }
}
