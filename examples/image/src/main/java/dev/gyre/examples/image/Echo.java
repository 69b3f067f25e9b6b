package dev.gyre.examples.image;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sends back what comes, and stops reading while the peer does not take it. */
final class Echo implements Protocol<Transport> {
    private @Nullable Transport transport;

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        made().write(data);
    }

    @Override
    public void pauseWriting() {
        made().pauseReading();
    }

    @Override
    public void resumeWriting() {
        made().resumeReading();
    }

    private Transport made() {
        return Objects.requireNonNull(transport);
    }
}
