package dev.gyre.loop.core;

import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.util.ServiceLoader;
import java.util.Set;

/** The backends the engine is tested on. */
enum Backend {
    NIO,
    EPOLL,
    SIM,
    PARKED;

    LoopBackendProvider provider() {
        if (this == PARKED) {
            return new Parked();
        }
        return ServiceLoader.load(LoopBackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equalsIgnoreCase(name()))
                .findFirst()
                .orElseThrow();
    }

    /** The engine's own backend without I/O. */
    private static final class Parked implements LoopBackendProvider {
        @Override
        public String name() {
            return ParkedBackend.NAME;
        }

        @Override
        public Set<Capability> capabilities() {
            return Set.of();
        }

        @Override
        public LoopBackend open(BackendConfig config) {
            return new ParkedBackend(null);
        }
    }
}
