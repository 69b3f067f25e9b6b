package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketAddressCodec;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.spi.Outcome;
import dev.gyre.loop.spi.OutgoingDatagrams;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends many datagrams with one call, by sendmmsg(2). Those of one size that follow each other to one destination are one message, which the kernel, or the network card,
 * cuts up again (UDP_SEGMENT of udp(7), Linux 4.18): way down through the kernel they cost as much as one.
 *
 * <p>Whose failure it is must be known. The kernel keeps the error of a message behind others to itself and meets it again when that message is
 * sent again, unless it was one that the network had reported before: such an error is told once. Where there can be one, on a
 * connected socket, each call has one message.
 */
final class DatagramSender {
    private static final int FLAGS = SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_NOSIGNAL;
    private static final int MOST_MESSAGES = 64;
    /** UDP_MAX_SEGMENTS of older kernels; newer ones take 128. */
    private static final int MOST_SEGMENTS = 64;
    /** Bytes of one message, with room for any header. */
    private static final int MOST_BYTES = 65_000;

    private static final int IOVEC = 16;
    /** struct mmsghdr: a struct msghdr of 56 bytes, and how many bytes went. */
    private static final int MMSGHDR = 64;

    private static final int NAME_LENGTH = 8;
    private static final int PIECES = 16;
    private static final int PIECE_COUNT = 24;
    private static final int CONTROL = 32;
    private static final int CONTROL_LENGTH = 40;
    /** struct cmsghdr: its length in eight bytes, a level and a type in four each; then two bytes of data, and padding. */
    private static final int CMSGHDR = 16;

    private static final int CMSG = 24;

    private final SocketCalls calls;
    private final KnownAddresses known;
    private final Arena arena = Arena.ofAuto();
    private final MemorySegment headers = arena.allocate(MMSGHDR * MOST_MESSAGES, 8);
    private final MemorySegment names = arena.allocate(SocketAddressCodec.STORAGE * MOST_MESSAGES, 8);
    private final MemorySegment pieces = arena.allocate(IOVEC * MOST_MESSAGES, 8);
    private final MemorySegment controls = arena.allocate(CMSG * MOST_MESSAGES, 8);
    private final int[] counts = new int[MOST_MESSAGES];
    private @Nullable OutgoingDatagrams present;
    private long memory;

    DatagramSender(SocketCalls calls, KnownAddresses known) {
        this.calls = calls;
        this.known = known;
        for (int i = 0; i < MOST_MESSAGES; i++) {
            long header = (long) i * MMSGHDR;
            headers.set(ValueLayout.JAVA_LONG, header + PIECES, pieces.address() + (long) i * IOVEC);
            headers.set(ValueLayout.JAVA_LONG, header + PIECE_COUNT, 1);
            long control = (long) i * CMSG;
            controls.set(ValueLayout.JAVA_LONG, control, CMSGHDR + Short.BYTES);
            controls.set(ValueLayout.JAVA_INT, control + 8, UdpOptions.SOL_UDP);
            controls.set(ValueLayout.JAVA_INT, control + 12, UdpOptions.UDP_SEGMENT);
        }
    }

    /** Puts an address where {@link #address()} is; returns its bytes. */
    int put(SocketAddress to, int family) {
        return known.write(to, family, names, 0);
    }

    long address() {
        return names.address();
    }

    /** {@return as {@link EpollDatagramPort#send(OutgoingDatagrams)}} */
    int send(EpollDatagramPort port, OutgoingDatagrams datagrams) throws IOException {
        if (datagrams != present) {
            present = datagrams;
            memory = Memory.addressOf(datagrams.memory().clear());
        }
        boolean connected = datagrams.to(datagrams.first()) == null;
        Segments segments = port.segments();
        int most = segments.errorsCome(connected) ? 1 : MOST_MESSAGES;
        int answer = offer(port, datagrams, most, segments.longest(connected));
        if (answer < 0 && counts[0] > 1 && segments.mayBeWhy(connected, answer)) {
            int alone = offer(port, datagrams, 1, Segments.NONE);
            if (alone > 0) {
                segments.refused(datagrams.length(datagrams.first()), answer);
            }
            answer = alone;
        }
        if (answer > 0) {
            return taken(datagrams, answer);
        }
        if (Errno.of(answer) == Errno.EAGAIN) {
            return Outcome.WOULD_BLOCK;
        }
        throw port.sendFailure(datagrams.to(datagrams.first()), answer);
    }

    private int offer(EpollDatagramPort port, OutgoingDatagrams datagrams, int most, int longest)
            throws LoopIOException {
        int messages = describe(port, datagrams, most, longest);
        int answer;
        do {
            answer = calls.sendMessages(port.descriptor(), headers.address(), messages, FLAGS);
        } while (answer < 0 && Errno.of(answer) == Errno.EINTR);
        return answer;
    }

    private int taken(OutgoingDatagrams datagrams, int messages) {
        int count = 0;
        for (int i = 0; i < messages; i++) {
            count += counts[i];
        }
        datagrams.taken(count);
        return count;
    }

    /** Writes down what one call offers; returns how many messages. */
    private int describe(EpollDatagramPort port, OutgoingDatagrams datagrams, int most, int longest)
            throws LoopIOException {
        int messages = 0;
        int next = datagrams.first();
        while (next < datagrams.end() && messages < most) {
            SocketAddress to = datagrams.to(next);
            try {
                name(port, to, messages);
            } catch (IllegalArgumentException e) {
                if (messages == 0) {
                    throw port.noAddress(Objects.requireNonNull(to), e);
                }
                return messages;
            }
            counts[messages] = describe(datagrams, next, messages, longest);
            next += counts[messages++];
        }
        return messages;
    }

    private void name(EpollDatagramPort port, @Nullable SocketAddress to, int message) throws LoopIOException {
        long header = (long) message * MMSGHDR;
        long at = (long) message * SocketAddressCodec.STORAGE;
        int length = to == null ? 0 : known.write(to, port.family(), names, at);
        headers.set(ValueLayout.JAVA_LONG, header, to == null ? 0 : names.address() + at);
        headers.set(ValueLayout.JAVA_INT, header + NAME_LENGTH, length);
    }

    /** Writes a message; returns how many datagrams it has. */
    private int describe(OutgoingDatagrams datagrams, int first, int message, int longest) {
        int size = datagrams.length(first);
        int count = size > 0 && size <= longest ? run(datagrams, first, size) : 1;
        int start = datagrams.start(first);
        pieces.set(ValueLayout.JAVA_LONG, (long) message * IOVEC, memory + start);
        pieces.set(
                ValueLayout.JAVA_LONG,
                (long) message * IOVEC + 8,
                datagrams.start(first + count - 1) + datagrams.length(first + count - 1) - start);
        long header = (long) message * MMSGHDR;
        long control = (long) message * CMSG;
        controls.set(ValueLayout.JAVA_SHORT, control + CMSGHDR, (short) size);
        headers.set(ValueLayout.JAVA_LONG, header + CONTROL, count == 1 ? 0 : controls.address() + control);
        headers.set(ValueLayout.JAVA_LONG, header + CONTROL_LENGTH, count == 1 ? 0 : CMSG);
        return count;
    }

    /** {@return how many datagrams, from one on, can be one message: of one size, of which the last may be shorter, to one destination} */
    private static int run(OutgoingDatagrams datagrams, int first, int size) {
        SocketAddress to = datagrams.to(first);
        int most = Math.min(datagrams.end(), first + Math.min(MOST_SEGMENTS, MOST_BYTES / size));
        int next = first + 1;
        boolean more = true;
        while (more && next < most && same(to, datagrams.to(next))) {
            int length = datagrams.length(next);
            more = length == size;
            if (length == 0 || length > size) {
                break;
            }
            next++;
        }
        return next - first;
    }

    /** Equal IPv6 addresses may differ in their scope. */
    private static boolean same(@Nullable SocketAddress one, @Nullable SocketAddress other) {
        return one == other
                || one instanceof InetSocketAddress internet
                        && internet.getAddress() instanceof Inet4Address
                        && internet.equals(other);
    }
}
