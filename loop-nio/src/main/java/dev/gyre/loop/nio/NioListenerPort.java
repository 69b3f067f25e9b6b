package dev.gyre.loop.nio;

import dev.gyre.loop.spi.ListenerPort;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.PortOwner;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A {@link ServerSocketChannel}, TCP or Unix. */
final class NioListenerPort extends NioPort implements ListenerPort {
    private final ServerSocketChannel channel;

    NioListenerPort(NioBackend backend, Owned owned, PortOwner owner, SelectionKey key) {
        super(backend, owned, owner, key);
        channel = (ServerSocketChannel) key.channel();
    }

    @Override
    public @Nullable Owned accept() throws IOException {
        try {
            SocketChannel accepted = channel.accept();
            return accepted == null ? null : NioSockets.owned(accepted);
        } catch (IOException | IllegalStateException e) {
            throw NioErrors.translate("accept on " + owner().describe(), e);
        }
    }
}
