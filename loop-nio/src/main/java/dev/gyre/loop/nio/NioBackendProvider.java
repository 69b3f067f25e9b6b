package dev.gyre.loop.nio;

import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Opens backends over java.nio. Always available; its ranking of 0 makes it the one that is taken when nothing better is
 * there.
 */
public final class NioBackendProvider implements LoopBackendProvider {
    /** Makes the provider; it holds no state. */
    public NioBackendProvider() {}

    @Override
    public String name() {
        return NioBackend.NAME;
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> found = EnumSet.of(
                Capability.TCP,
                Capability.UNIX_STREAM,
                Capability.DATAGRAM,
                Capability.WATCH_CHANNEL,
                Capability.PIPE,
                Capability.SEND_FILE);
        if (hasReusePort()) {
            found.add(Capability.REUSE_PORT);
        }
        if (NioAdoption.missingFlag() == null) {
            found.add(Capability.WATCH_DESCRIPTOR);
            found.add(Capability.ADOPT_DESCRIPTOR);
        }
        return Collections.unmodifiableSet(found);
    }

    @Override
    public LoopBackend open(BackendConfig config) throws IOException {
        try {
            return new NioBackend(config);
        } catch (IOException e) {
            throw NioErrors.translate("open a selector for loop " + config.name(), e);
        }
    }

    /** The JDK tells only on a socket. Without a descriptor left there is no second listener either. */
    private static boolean hasReusePort() {
        try (ServerSocketChannel probe = ServerSocketChannel.open()) {
            return probe.supportedOptions().contains(StandardSocketOptions.SO_REUSEPORT);
        } catch (IOException _) {
            return false;
        }
    }
}
