package dev.gyre.transports.udp;

import dev.gyre.loop.spi.DatagramListener;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Listens to a socket that has no transport yet, or never gets one. */
enum Silence implements DatagramListener {
    LISTENER;

    @Override
    public void received(ByteBuffer view, @Nullable SocketAddress from, boolean truncated) {
        // Reading is off.
    }

    @Override
    public void failed(Exception cause) {
        // Nothing was sent.
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        // Whoever closed it knows.
    }
}
