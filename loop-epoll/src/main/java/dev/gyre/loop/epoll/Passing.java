package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.ReceivedDescriptors;
import dev.gyre.loop.spi.Outcome;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Passes descriptors over Unix streams, as ancillary data of the type SCM_RIGHTS (unix(7), cmsg(3)). */
final class Passing {
    private static final int MSGHDR = 56;
    private static final int IOVEC = 16;
    /** struct cmsghdr: its length with the data in eight bytes, a level and a type in four each. */
    private static final int CMSGHDR = 16;

    private static final int PIECES = 16;
    private static final int PIECE_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    private static final int MESSAGE_FLAGS = 48;

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int INT = 4;
    /** SCM_MAX_FD of the kernel. */
    private static final int MOST = 253;

    /** For credentials and a security label beside them, which whoever has made the socket may have asked for. */
    private static final int OTHERS = 512;

    private static final int ROOM = CMSGHDR + INT * (MOST + 1) + OTHERS;
    private static final int SENDING = SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_NOSIGNAL;
    private static final int RECEIVING = SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_CMSG_CLOEXEC;

    private final SocketCalls calls;
    private final Buffers buffers;
    private final MemorySegment message = Arena.ofAuto().allocate(MSGHDR, 8);
    private final MemorySegment piece = Arena.ofAuto().allocate(IOVEC, 8);
    private final MemorySegment control = Arena.ofAuto().allocate(ROOM, 8);

    Passing(SocketCalls calls, Buffers buffers) {
        this.calls = calls;
        this.buffers = buffers;
        message.set(ValueLayout.JAVA_LONG, PIECES, piece.address());
        message.set(ValueLayout.JAVA_LONG, PIECE_COUNT, 1);
        message.set(ValueLayout.JAVA_LONG, CONTROL, control.address());
    }

    private void describe(int bytes, long controlLength) {
        piece.set(ValueLayout.JAVA_LONG, 0, buffers.stagingAddress());
        piece.set(ValueLayout.JAVA_LONG, 8, bytes);
        message.set(ValueLayout.JAVA_LONG, CONTROL_LENGTH, controlLength);
    }

    int send(EpollStreamPort port, ByteBuffer src, int[] descriptors) throws IOException {
        ByteBuffer staging = buffers.staging();
        int length = Math.min(src.remaining(), staging.capacity());
        staging.put(0, src, src.position(), length);
        long controlLength = descriptors.length == 0 ? 0 : CMSGHDR + (long) INT * descriptors.length;
        describe(length, controlLength);
        control.set(ValueLayout.JAVA_LONG, 0, controlLength);
        control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
        control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
        MemorySegment.copy(descriptors, 0, control, ValueLayout.JAVA_INT, CMSGHDR, descriptors.length);
        while (true) {
            long n = calls.sendMessage(port.descriptor(), message.address(), SENDING);
            if (n >= 0) {
                src.position(src.position() + (int) n);
                return (int) n;
            }
            switch (Errno.of(n)) {
                case EAGAIN -> {
                    return Outcome.WOULD_BLOCK;
                }
                case EINTR -> {}
                default -> throw port.sendFailure(n);
            }
        }
    }

    @Nullable
    ReceivedDescriptors receive(EpollStreamPort port, ByteBuffer into, int most) throws IOException {
        ByteBuffer staging = buffers.staging();
        while (true) {
            describe(Math.min(into.remaining(), staging.capacity()), ROOM);
            long n = calls.receiveMessage(port.descriptor(), message.address(), RECEIVING);
            if (n >= 0) {
                ReceivedDescriptors received = received(n == 0 ? Outcome.END : (int) n, most);
                into.put(staging.limit((int) n));
                return received;
            }
            switch (Errno.of(n)) {
                case EAGAIN -> {
                    return null;
                }
                case EINTR -> {}
                default -> throw port.receiveFailure(n);
            }
        }
    }

    /** What came is open already: what nobody wants is closed. */
    private ReceivedDescriptors received(int count, int most) {
        List<Integer> passed = passed();
        boolean cut = (message.get(ValueLayout.JAVA_INT, MESSAGE_FLAGS) & SocketCalls.MSG_CTRUNC) != 0;
        for (int each : passed.subList(Math.min(most, passed.size()), passed.size())) {
            calls.close(each);
        }
        return new ReceivedDescriptors(
                count, passed.subList(0, Math.min(most, passed.size())), cut || passed.size() > most);
    }

    private List<Integer> passed() {
        long end = message.get(ValueLayout.JAVA_LONG, CONTROL_LENGTH);
        List<Integer> found = new ArrayList<>();
        long length;
        for (long at = 0; at + CMSGHDR <= end; at += length + 7 & ~7L) {
            length = Math.max(control.get(ValueLayout.JAVA_LONG, at), CMSGHDR);
            if (control.get(ValueLayout.JAVA_INT, at + 8) == SOL_SOCKET
                    && control.get(ValueLayout.JAVA_INT, at + 12) == SCM_RIGHTS) {
                for (long each = at + CMSGHDR; each + INT <= Math.min(at + length, end); each += INT) {
                    found.add(control.get(ValueLayout.JAVA_INT, each));
                }
            }
        }
        return found;
    }
}
