package dev.gyre.itests.modes;

import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;

/** Sends back what comes. */
final class Echo implements Protocol<Transport> {
    private Transport transport;

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        transport.write(data);
    }
}
