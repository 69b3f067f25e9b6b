package dev.gyre.policy;

import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.util.Set;

/** A backend that is only talked about. */
record FakeBackend(String name, int ranking, Availability availability) implements LoopBackendProvider {
    static FakeBackend of(String name, int ranking) {
        return new FakeBackend(name, ranking, Availability.yes());
    }

    static FakeBackend missing(String name, int ranking, String reason) {
        return new FakeBackend(name, ranking, Availability.no(reason));
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of();
    }

    @Override
    public LoopBackend open(BackendConfig config) {
        throw new UnsupportedOperationException("not opened by the policy itself");
    }
}
