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

/** Fills batches with one call each, by recvmmsg(2), several datagrams to a slot where the kernel has joined them (UDP_GRO of udp(7), Linux 5.0). */
final class DatagramReceiver {
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

    private final SocketCalls calls;
    private final KnownAddresses known;
    private @Nullable DatagramBatch present;
    private MemorySegment headers = MemorySegment.NULL;
    private MemorySegment names = MemorySegment.NULL;
    private MemorySegment pieces = MemorySegment.NULL;
    private MemorySegment controls = MemorySegment.NULL;

    DatagramReceiver(SocketCalls calls, KnownAddresses known) {
        this.calls = calls;
        this.known = known;
    }

    int receive(EpollDatagramPort port, DatagramBatch batch) throws IOException {
        batch.clear();
        if (batch != present) {
            point(batch);
        }
        boolean joined = batch.takesRuns() && port.joins();
        for (int i = 0; i < batch.capacity(); i++) {
            headers.set(ValueLayout.JAVA_INT, (long) i * MMSGHDR + NAME_LENGTH, SocketAddressCodec.STORAGE);
            headers.set(ValueLayout.JAVA_LONG, (long) i * MMSGHDR + CONTROL_LENGTH, joined ? ROOM : 0);
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

    /** Tells the headers where the slots of a batch are; a loop has few batches, and keeps them. */
    private void point(DatagramBatch batch) {
        int capacity = batch.capacity();
        Arena arena = Arena.ofAuto();
        headers = arena.allocate((long) MMSGHDR * capacity, 8);
        names = arena.allocate((long) SocketAddressCodec.STORAGE * capacity, 8);
        pieces = arena.allocate((long) IOVEC * capacity, 8);
        controls = arena.allocate((long) ROOM * capacity, 8);
        for (int i = 0; i < capacity; i++) {
            ByteBuffer slot = batch.data(i).clear();
            pieces.set(ValueLayout.JAVA_LONG, (long) i * IOVEC, Memory.addressOf(slot));
            pieces.set(ValueLayout.JAVA_LONG, (long) i * IOVEC + 8, slot.capacity());
            long header = (long) i * MMSGHDR;
            headers.set(ValueLayout.JAVA_LONG, header, names.address() + (long) i * SocketAddressCodec.STORAGE);
            headers.set(ValueLayout.JAVA_LONG, header + PIECES, pieces.address() + (long) i * IOVEC);
            headers.set(ValueLayout.JAVA_LONG, header + PIECE_COUNT, 1);
            headers.set(ValueLayout.JAVA_LONG, header + CONTROL, controls.address() + (long) i * ROOM);
        }
        present = batch;
    }
}
