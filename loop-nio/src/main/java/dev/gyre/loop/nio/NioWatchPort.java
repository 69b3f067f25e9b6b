package dev.gyre.loop.nio;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import java.nio.channels.SelectionKey;

/** Watches a channel of the user's; when the user closes it, nothing more is reported. */
final class NioWatchPort extends NioPort {
    NioWatchPort(NioBackend backend, Owned owned, PortOwner owner, SelectionKey key) {
        super(backend, owned, owner, key);
    }
}
