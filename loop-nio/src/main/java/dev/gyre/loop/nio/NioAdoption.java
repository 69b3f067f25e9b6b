package dev.gyre.loop.nio;

import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortKind;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;

/** What java.nio can take over, whichever loop asks. */
final class NioAdoption {
    private NioAdoption() {}

    static Adoption judge(PortKind kind, Owned what) {
        SelectableChannel channel = what.channel();
        if (what.space() != Owned.Space.SYSTEM) {
            return Adoption.no(what + " lives in an in-memory network; backend nio reaches the kernel's sockets alone");
        }
        if (channel == null) {
            return Adoption.no(
                    what + " has no JDK channel, and backend nio does not make channels over raw descriptors;"
                            + " use a backend that can adopt descriptors");
        }
        if (what.closed() || !channel.isOpen()) {
            return Adoption.no(what + " is closed");
        }
        if (channel.provider() != SelectorProvider.provider()) {
            return Adoption.no(
                    what + " was made by " + channel.provider().getClass().getName()
                            + "; backend nio takes channels of the JDK's default provider");
        }
        return ofType(kind, channel);
    }

    private static Adoption ofType(PortKind kind, SelectableChannel channel) {
        Class<? extends SelectableChannel> wanted = typeFor(kind);
        return wanted.isInstance(channel)
                ? Adoption.yes()
                : Adoption.no(channel + " cannot serve as " + kind + ", which takes a " + wanted.getSimpleName());
    }

    private static Class<? extends SelectableChannel> typeFor(PortKind kind) {
        return switch (kind) {
            case STREAM, CONNECTING -> SocketChannel.class;
            case LISTENER -> ServerSocketChannel.class;
            case DATAGRAM -> DatagramChannel.class;
            case WATCH -> SelectableChannel.class;
        };
    }
}
