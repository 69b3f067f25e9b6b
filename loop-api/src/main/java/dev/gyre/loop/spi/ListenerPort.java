package dev.gyre.loop.spi;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A listening socket. */
public interface ListenerPort extends Port {
    /**
     * Takes one connection from the queue.
     *
     * @return the connection, non-blocking, owned by nobody yet, which may go to another loop's thread; null when the
     *     queue is empty
     * @throws IOException when the queue could not be read; kind {@code TOO_MANY_FILES} or {@code NO_BUFFERS} means that
     *     the caller backs off (clause 11)
     */
    @Nullable
    Owned accept() throws IOException;
}
