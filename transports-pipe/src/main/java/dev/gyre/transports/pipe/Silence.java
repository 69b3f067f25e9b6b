package dev.gyre.transports.pipe;

import dev.gyre.loop.spi.StreamListener;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Listens to an end that has no transport yet, or never gets one. */
enum Silence implements StreamListener {
    LISTENER;

    @Override
    public void received(ByteBuffer view) {
        // Reading is off.
    }

    @Override
    public void end() {
        // Reading is off.
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        // Whoever closed it knows.
    }
}
