package dev.gyre.loop.epoll;

import dev.gyre.linux.SocketAddressCodec;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.spi.DatagramBatch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;

/** What recvmmsg(2) is told of the slots of one batch, and what it answers of each. */
final class BatchHeaders {
    private static final int IOVEC = 16;
    /** struct mmsghdr: a struct msghdr of 56 bytes, and how many bytes came. */
    private static final int MMSGHDR = 64;

    private static final int NAME_LENGTH = 8;
    private static final int PIECES = 16;
    private static final int PIECE_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int MESSAGE_FLAGS = 48;
    private static final int LENGTH = 56;
    /** struct cmsghdr: its length with the data in eight bytes, a level and a type in four each. */
    private static final int CMSGHDR = 16;
    /** Room for ancillary data, also for some that others have asked for. */
    private static final int ROOM = 256;

    private final DatagramBatch batch;
    private final MemorySegment headers;
    private final MemorySegment names;
    private final MemorySegment controls;
    private final MemorySegment pieces;

    BatchHeaders(DatagramBatch batch) {
        this.batch = batch;
        Arena arena = Arena.ofAuto();
        int capacity = batch.capacity();
        headers = arena.allocate((long) MMSGHDR * capacity, 8);
        names = arena.allocate((long) SocketAddressCodec.STORAGE * capacity, 8);
        pieces = arena.allocate((long) IOVEC * capacity, 8);
        controls = arena.allocate((long) ROOM * capacity, 8);
        for (int i = 0; i < capacity; i++) {
            point(i);
        }
    }

    private void point(int slot) {
        long piece = (long) slot * IOVEC;
        pieces.set(
                ValueLayout.JAVA_LONG, piece, Memory.addressOf(batch.data(slot).clear()));
        pieces.set(ValueLayout.JAVA_LONG, piece + 8, batch.data(slot).capacity());
        long header = (long) slot * MMSGHDR;
        headers.set(ValueLayout.JAVA_LONG, header, names.address() + (long) slot * SocketAddressCodec.STORAGE);
        headers.set(ValueLayout.JAVA_LONG, header + PIECES, pieces.address() + piece);
        headers.set(ValueLayout.JAVA_LONG, header + PIECE_COUNT, 1);
        headers.set(ValueLayout.JAVA_LONG, header + CONTROL, controls.address() + (long) slot * ROOM);
    }

    boolean isOf(DatagramBatch other) {
        return batch == other;
    }

    long address() {
        return headers.address();
    }

    /** Says anew how much room there is, as each answer has overwritten that. */
    void prepare(boolean joined) {
        for (int i = 0; i < batch.capacity(); i++) {
            headers.set(ValueLayout.JAVA_INT, (long) i * MMSGHDR + NAME_LENGTH, SocketAddressCodec.STORAGE);
            headers.set(ValueLayout.JAVA_LONG, (long) i * MMSGHDR + CONTROL_LENGTH, joined ? ROOM : 0);
        }
    }

    /** Tells the batch what has come into its slot. */
    void take(int slot, KnownAddresses known) {
        long header = (long) slot * MMSGHDR;
        int length = headers.get(ValueLayout.JAVA_INT, header + LENGTH);
        batch.data(slot).clear().limit(Math.min(length, batch.data(slot).capacity()));
        boolean cut = (headers.get(ValueLayout.JAVA_INT, header + MESSAGE_FLAGS) & SocketCalls.MSG_TRUNC) != 0;
        SocketAddress from = known.read(
                names,
                (long) slot * SocketAddressCodec.STORAGE,
                headers.get(ValueLayout.JAVA_INT, header + NAME_LENGTH));
        int size = joinedSize(slot, headers.get(ValueLayout.JAVA_LONG, header + CONTROL_LENGTH));
        if (size > 0) {
            batch.received(from, cut, size);
        } else {
            batch.received(from, cut);
        }
    }

    /** {@return the size of each of the datagrams that were joined; 0 when there is but one} */
    private int joinedSize(int slot, long length) {
        long start = (long) slot * ROOM;
        long at = 0;
        while (at + CMSGHDR + Integer.BYTES <= length) {
            long header = start + at;
            if (controls.get(ValueLayout.JAVA_INT, header + 8) == UdpOptions.SOL_UDP
                    && controls.get(ValueLayout.JAVA_INT, header + 12) == UdpOptions.UDP_GRO) {
                return controls.get(ValueLayout.JAVA_INT, header + CMSGHDR);
            }
            long size = controls.get(ValueLayout.JAVA_LONG, header);
            at += Math.max(CMSGHDR, size + 7 & -8L);
        }
        return 0;
    }
}
