package dev.gyre.loop.epoll;

import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;

/** Watches a descriptor or channel of the user's. */
final class EpollWatchPort extends EpollPort {
    EpollWatchPort(EpollBackend backend, Owned owned, PortOwner owner, int descriptor, int first) {
        super(backend, owned, owner, descriptor, first);
    }
}
