package dev.gyre.transports.tcp;

import dev.gyre.loop.AbstractUnixAddress;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is done to sockets before they carry bytes. */
final class Sockets {
    /** The log of this module. */
    static final Logger LOG = System.getLogger("dev.gyre.transports.tcp");

    private Sockets() {}

    /** {@return the family of an address} */
    static ProtocolFamily family(@Nullable SocketAddress address) {
        if (AbstractUnixAddress.isUnix(address)) {
            return StandardProtocolFamily.UNIX;
        }
        return address instanceof InetSocketAddress internet && internet.getAddress() instanceof Inet6Address
                ? StandardProtocolFamily.INET6
                : StandardProtocolFamily.INET;
    }

    /** Sets options in the order they were given. */
    static void apply(SocketControl sockets, Owned socket, Map<SocketOption<?>, Object> options) throws IOException {
        for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
            set(sockets, socket, option.getKey(), option.getValue());
        }
    }

    /**
     * Takes over a socket that somebody gives away, and sets options on it.
     *
     * @throws IllegalArgumentException when it is of another kind; it is not touched then
     * @throws IllegalStateException when somebody else has it, or an operation is under way on it; it is not touched then
     * @throws IOException when an option was refused; the socket is closed then
     */
    static Owned surrender(EventLoop loop, LoopSocket given, SocketKind wanted, Map<SocketOption<?>, Object> options)
            throws IOException {
        if (given.kind() != wanted) {
            throw new IllegalArgumentException(
                    "A " + wanted + " socket was expected, and " + given + " is a " + given.kind() + " socket");
        }
        Owned socket = given.surrender();
        socket.take();
        try {
            apply(loop.io().sockets(), socket, options);
        } catch (IOException | RuntimeException e) {
            loop.io().sockets().close(socket);
            throw e;
        }
        socket.surrender();
        return socket;
    }

    private static <T> void set(SocketControl sockets, Owned socket, SocketOption<T> option, Object value)
            throws IOException {
        sockets.setOption(socket, option, option.type().cast(value));
    }

    /** Sends small writes without waiting for an acknowledgement. A socket that refuses it works all the same. */
    static void noDelay(SocketControl sockets, Owned socket) {
        try {
            sockets.setOption(socket, StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.log(Level.DEBUG, () -> "No TCP_NODELAY on " + socket, e);
        }
    }

    /** {@return the address a socket is bound to; null when it has none or is gone} */
    static @Nullable SocketAddress local(SocketControl sockets, Owned socket) {
        try {
            return sockets.localAddress(socket);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "No local address of " + socket, e);
            return null;
        }
    }

    /** {@return the address a socket is connected to; null when it has none or is gone} */
    static @Nullable SocketAddress remote(SocketControl sockets, Owned socket) {
        try {
            return sockets.remoteAddress(socket);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, () -> "No remote address of " + socket, e);
            return null;
        }
    }

    /** {@return a failed bind, with the address it failed at} */
    static IOException bindFailed(SocketAddress address, IOException cause) {
        ErrorKind kind = kind(cause);
        String why = kind == ErrorKind.ADDRESS_IN_USE ? "the address is already in use" : cause.getMessage();
        return new LoopIOException(kind, "Error while attempting to bind to " + address + ": " + why, cause);
    }

    /** {@return the kind of a failure} */
    static ErrorKind kind(@Nullable Throwable failure) {
        return failure instanceof LoopIOException known ? known.kind() : ErrorKind.OTHER;
    }
}
