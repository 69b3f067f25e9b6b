package dev.gyre.loop.epoll;

import dev.gyre.linux.JdkDescriptors;
import dev.gyre.linux.Linux;
import dev.gyre.loop.spi.Availability;
import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** Opens backends over epoll, where Linux has it and the JVM may call it. Its ranking comes before that of the portable backend. */
public final class EpollBackendProvider implements LoopBackendProvider {
    private static final int RANKING = 20;

    /** Makes the provider; it holds no state. */
    public EpollBackendProvider() {}

    @Override
    public String name() {
        return EpollBackend.NAME;
    }

    @Override
    public int ranking() {
        return RANKING;
    }

    @Override
    public Availability availability() {
        String problem = Linux.problem();
        return problem == null ? Availability.yes() : Availability.no(problem);
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> found = EnumSet.of(
                Capability.TCP,
                Capability.UNIX_STREAM,
                Capability.UNIX_ABSTRACT,
                Capability.DATAGRAM,
                Capability.UNIX_DATAGRAM,
                Capability.WATCH_DESCRIPTOR,
                Capability.ADOPT_DESCRIPTOR,
                Capability.PIPE,
                Capability.PASS_DESCRIPTORS,
                Capability.SEND_FILE,
                Capability.REUSE_PORT);
        if (JdkDescriptors.missingFlag().isEmpty()) {
            found.add(Capability.WATCH_CHANNEL);
        }
        return Collections.unmodifiableSet(found);
    }

    @Override
    public LoopBackend open(BackendConfig config) throws IOException {
        return EpollBackend.open(config);
    }
}
