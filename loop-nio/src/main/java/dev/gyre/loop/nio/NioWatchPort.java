package dev.gyre.loop.nio;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/**
 * Watches something of the user's; when the user closes a channel, nothing more is reported. A descriptor is watched by way of a channel of the port's own over a second
 * descriptor, so the user's being closed is not noticed until the watch ends.
 */
final class NioWatchPort extends NioPort {
    private final boolean ownChannel;

    NioWatchPort(NioBackend backend, Owned owned, PortOwner owner, SelectionKey key) {
        super(backend, owned, owner, key);
        ownChannel = owned.channel() == null;
    }

    @Override
    void deregister() {
        super.deregister();
        dropOwn();
    }

    /** The channel must not take itself for connected, or it would shut down what is behind the other descriptor too. */
    @Override
    void dropOwn() {
        if (ownChannel) {
            JdkInternals.believe((SocketChannel) key().channel(), JdkInternals.Belief.UNCONNECTED, null);
            closeOnly();
        }
    }
}
