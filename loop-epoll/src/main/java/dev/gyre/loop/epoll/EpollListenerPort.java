package dev.gyre.loop.epoll;

import dev.gyre.linux.Errno;
import dev.gyre.linux.SocketCalls;
import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.SocketKind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A listening socket. */
final class EpollListenerPort extends EpollPort implements ListenerPort {
    EpollListenerPort(EpollBackend backend, Owned owned, PortOwner owner, int descriptor, int first) {
        super(backend, owned, owner, descriptor, first);
    }

    /** A connection that has failed in the queue is passed over, as accept(2) advises. */
    @Override
    public @Nullable Owned accept() throws IOException {
        while (true) {
            int answer =
                    backend().calls().accept(descriptor(), 0, 0, SocketCalls.SOCK_NONBLOCK | SocketCalls.SOCK_CLOEXEC);
            if (answer >= 0) {
                Owned accepted = backend().sockets().made(answer, SocketKind.STREAM, owned().family());
                accepted.lingers(owned().lingers());
                return accepted;
            }
            switch (Errno.of(answer)) {
                case EAGAIN -> {
                    return null;
                }
                case EINTR, ECONNABORTED -> {}
                default -> throw EpollErrors.failure("accept from " + owner().describe(), answer);
            }
        }
    }
}
