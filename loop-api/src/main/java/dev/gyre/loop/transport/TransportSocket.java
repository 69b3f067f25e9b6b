package dev.gyre.loop.transport;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The socket under a transport or server, for its options and addresses. It does no I/O and cannot be closed.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: the socket stays its transport's or server's. This view is valid across an exchange of the
 * backend.
 *
 * <p><b>Errors</b>: {@link dev.gyre.loop.LoopIOException} with the same kind on every backend;
 * {@link UnsupportedOperationException} for an option the socket does not have, naming it.
 *
 * <p><b>Differences from asyncio</b>: options are Java's typed ones.
 */
@ProviderType
public interface TransportSocket {
    /**
     * Reads an option.
     *
     * @param <T> the type of its value
     * @param option the option
     * @return its value; null when it has none now
     * @throws IOException when it was refused, or the socket is closed
     * @throws UnsupportedOperationException when the socket does not have it
     */
    <T> @Nullable T getOption(SocketOption<T> option) throws IOException;

    /**
     * Sets an option.
     *
     * @param <T> the type of its value
     * @param option the option
     * @param value its value
     * @throws IOException when it was refused, or the socket is closed
     * @throws UnsupportedOperationException when the socket does not have it
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * {@return the options this socket has}
     */
    Set<SocketOption<?>> supportedOptions();

    /**
     * {@return the address it is bound to, or null}
     *
     * @throws IOException when it is closed
     */
    @Nullable
    SocketAddress localAddress() throws IOException;

    /**
     * {@return the address it is connected to, or null}
     *
     * @throws IOException when it is closed
     */
    @Nullable
    SocketAddress remoteAddress() throws IOException;

    /**
     * {@return its family, usually a {@link java.net.StandardProtocolFamily}}
     */
    ProtocolFamily family();
}
