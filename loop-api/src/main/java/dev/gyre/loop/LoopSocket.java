package dev.gyre.loop;

import dev.gyre.loop.spi.Owned;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A plain socket of a loop, for the {@code sock*} family and for {@code sock=} options.
 *
 * <p><b>Threading</b>: the loop's thread only.
 *
 * <p><b>Ownership</b>: its user closes it, unless it was given to a transport or server, which owns it from then on.
 */
@ProviderType
public non-sealed interface LoopSocket extends Watchable, AutoCloseable {
    /**
     * {@return the descriptor or channel under it; providers take it from here}
     */
    Owned owned();

    /**
     * Binds it; a listening socket begins to listen.
     *
     * @param local the address; null picks one
     * @throws IOException when it was refused
     */
    void bind(@Nullable SocketAddress local) throws IOException;

    /**
     * Sets an option.
     *
     * @param <T> the type of its value
     * @param option the option
     * @param value its value
     * @throws IOException when it was refused
     */
    <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /**
     * Reads an option.
     *
     * @param <T> the type of its value
     * @param option the option
     * @return its value
     * @throws IOException when it was refused
     */
    <T> @Nullable T getOption(SocketOption<T> option) throws IOException;

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

    /** Closes it and fails the operations under way on it. A second call does nothing. */
    @Override
    void close();
}
