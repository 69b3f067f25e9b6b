package dev.gyre.loop.epoll;

import dev.gyre.linux.SocketAddressCodec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Internet addresses that were read or written lately, so that neither makes anything anew. Each has one place; the one before it there is forgotten.
 */
final class KnownAddresses {
    private static final int PLACES = 1024;
    /** Bytes of a place; struct sockaddr_in6 has 28. */
    private static final int ROOM = 32;

    private static final int IPV6 = 28;

    private final MemorySegment readBytes = Arena.ofAuto().allocate(PLACES * ROOM, 8);
    private final int[] readLengths = new int[PLACES];
    private final @Nullable SocketAddress[] read = new SocketAddress[PLACES];

    private final MemorySegment writtenBytes = Arena.ofAuto().allocate(PLACES * ROOM, 8);
    private final int[] writtenLengths = new int[PLACES];
    private final int[] writtenFamilies = new int[PLACES];
    private final @Nullable SocketAddress[] written = new SocketAddress[PLACES];

    /** {@return the address that the kernel has put somewhere; null when it has none} */
    @Nullable
    SocketAddress read(MemorySegment from, long at, int length) {
        if (length > ROOM) {
            return Addresses.read(from.asSlice(at, SocketAddressCodec.STORAGE), length);
        }
        if (length == 0) {
            return null;
        }
        int place = place(from, at, length);
        long known = (long) place * ROOM;
        boolean same = length == readLengths[place]
                && MemorySegment.mismatch(from, at, at + length, readBytes, known, known + length) < 0;
        if (!same) {
            read[place] = Addresses.read(from.asSlice(at, SocketAddressCodec.STORAGE), length);
            readLengths[place] = length;
            MemorySegment.copy(from, at, readBytes, known, length);
        }
        return read[place];
    }

    private static int place(MemorySegment from, long at, int length) {
        long sum = from.get(ValueLayout.JAVA_LONG, at);
        if (length == IPV6) {
            sum += 31 * from.get(ValueLayout.JAVA_LONG, at + 8) + 961 * from.get(ValueLayout.JAVA_LONG, at + 16);
        }
        return place(Long.hashCode(sum));
    }

    private static int place(int hash) {
        return hash * 0x9E3779B9 >>> Integer.SIZE - 10;
    }

    /**
     * Writes an address for a socket of some family.
     *
     * @return its bytes
     * @throws IllegalArgumentException when it has no form there
     */
    int write(SocketAddress address, int family, MemorySegment to, long at) {
        if (!(address instanceof InetSocketAddress)) {
            return Addresses.write(address, family, to.asSlice(at, SocketAddressCodec.STORAGE));
        }
        int place = place(address.hashCode());
        long known = (long) place * ROOM;
        // By identity: addresses that are equal may differ in their scope.
        if (written[place] != address || writtenFamilies[place] != family) {
            int length = Addresses.write(address, family, to.asSlice(at, SocketAddressCodec.STORAGE));
            MemorySegment.copy(to, at, writtenBytes, known, length);
            written[place] = address;
            writtenFamilies[place] = family;
            writtenLengths[place] = length;
            return length;
        }
        MemorySegment.copy(writtenBytes, known, to, at, writtenLengths[place]);
        return writtenLengths[place];
    }
}
