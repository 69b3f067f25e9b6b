package dev.gyre.loop.spi;

import java.io.IOException;
import java.util.Set;

/** A mechanism for waiting and I/O, as a service. Stateless; any thread. */
public interface LoopBackendProvider extends Provider {
    /**
     * {@return what its backends can do}
     */
    Set<Capability> capabilities();

    /**
     * Opens a backend for one loop.
     *
     * @param config what the engine asks of it
     * @return the backend, with nothing registered
     * @throws IOException when the mechanism refuses
     */
    LoopBackend open(BackendConfig config) throws IOException;
}
