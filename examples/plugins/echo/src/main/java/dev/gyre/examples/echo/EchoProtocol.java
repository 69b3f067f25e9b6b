package dev.gyre.examples.echo;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Sends back what comes, and reads no more while the peer does not take it. Nothing is allocated on the way. */
final class EchoProtocol implements Protocol<Transport> {
    private @Nullable Transport transport;

    private Transport transport() {
        Transport made = transport;
        if (made == null) {
            throw new IllegalStateException("not connected");
        }
        return made;
    }

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        transport().write(data);
    }

    @Override
    public void pauseWriting() {
        transport().pauseReading();
    }

    @Override
    public void resumeWriting() {
        transport().resumeReading();
    }
}
