package dev.gyre.loop.epoll;

import dev.gyre.linux.SocketAddressCodec;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.AbstractUnixAddress;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Addresses of every kind, those of the abstract namespace too. */
final class Addresses {
    private Addresses() {}

    /** {@return the bytes of an address that was put into a codec for a socket of some family} */
    static int put(SocketAddressCodec codec, SocketAddress address, int family) {
        return address instanceof AbstractUnixAddress name && family == SocketCalls.AF_UNIX
                ? codec.putAbstract(name.bytes())
                : codec.put(address, family);
    }

    /** {@return the bytes of an address that was written for a socket of some family} */
    static int write(SocketAddress address, int family, MemorySegment to) {
        return address instanceof AbstractUnixAddress name && family == SocketCalls.AF_UNIX
                ? SocketAddressCodec.writeAbstract(name.bytes(), to)
                : SocketAddressCodec.write(address, family, to);
    }

    /** {@return the address that a call has put into a codec} */
    static @Nullable SocketAddress present(SocketAddressCodec codec) {
        byte[] name = codec.presentAbstract();
        return name == null ? codec.present() : AbstractUnixAddress.of(name);
    }

    static @Nullable SocketAddress read(MemorySegment from, int length) {
        byte[] name = SocketAddressCodec.readAbstract(from, length);
        return name == null ? SocketAddressCodec.read(from, length) : AbstractUnixAddress.of(name);
    }
}
