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

    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int INT = 4;
    /** SCM_MAX_FD of the kernel. */
    private static final int MOST = 253;

    private static final int ROOM = CMSGHDR + INT * (MOST + 1);
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
        message.set(ValueLayout.JAVA_LONG, 16, piece.address());
        message.set(ValueLayout.JAVA_LONG, 24, 1);
        message.set(ValueLayout.JAVA_LONG, 32, control.address());
    }

    private void describe(int bytes, int descriptors) {
        piece.set(ValueLayout.JAVA_LONG, 0, buffers.stagingAddress());
        piece.set(ValueLayout.JAVA_LONG, 8, bytes);
        int length = CMSGHDR + INT * descriptors;
        control.set(ValueLayout.JAVA_LONG, 0, length);
        control.set(ValueLayout.JAVA_INT, 8, SOL_SOCKET);
        control.set(ValueLayout.JAVA_INT, 12, SCM_RIGHTS);
        // Without the padding that CMSG_SPACE has, into which the kernel would put one more than was asked for.
        message.set(ValueLayout.JAVA_LONG, 40, descriptors == 0 ? 0 : length);
    }

    int send(EpollStreamPort port, ByteBuffer src, int[] descriptors) throws IOException {
        ByteBuffer staging = buffers.staging();
        int length = Math.min(src.remaining(), staging.capacity());
        staging.put(0, src, src.position(), length);
        describe(length, descriptors.length);
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
            describe(Math.min(into.remaining(), staging.capacity()), Math.min(most, MOST));
            control.set(ValueLayout.JAVA_LONG, 0, 0);
            long n = calls.receiveMessage(port.descriptor(), message.address(), RECEIVING);
            if (n > 0) {
                into.put(staging.limit((int) n));
                return new ReceivedDescriptors((int) n, passed());
            }
            if (n == 0) {
                return new ReceivedDescriptors(Outcome.END, List.of());
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

    private List<Integer> passed() {
        long room = message.get(ValueLayout.JAVA_LONG, 40);
        boolean some = room >= CMSGHDR
                && control.get(ValueLayout.JAVA_INT, 8) == SOL_SOCKET
                && control.get(ValueLayout.JAVA_INT, 12) == SCM_RIGHTS;
        long length = some ? control.get(ValueLayout.JAVA_LONG, 0) : 0;
        List<Integer> found = new ArrayList<>();
        for (long at = CMSGHDR; at + INT <= length; at += INT) {
            found.add(control.get(ValueLayout.JAVA_INT, at));
        }
        return found;
    }
}
