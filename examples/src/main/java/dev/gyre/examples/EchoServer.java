package dev.gyre.examples;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.nio.ByteBuffer;

/** An echo server on port 7007, as asyncio's documentation has it. */
public final class EchoServer implements Protocol<Transport> {
    private Transport transport;

    @Override
    public void connectionMade(Transport made) {
        transport = made;
    }

    @Override
    public void dataReceived(ByteBuffer data) {
        transport.write(data);
    }

    /**
     * Serves until it is killed.
     *
     * @param args none
     * @throws Exception when it cannot listen
     */
    public static void main(String[] args) throws Exception {
        try (EventLoop loop = EventLoops.newEventLoop()) {
            loop.runUntilComplete(loop.createServer(EchoServer::new, ServerOptions.at("127.0.0.1", 7007)));
            loop.runForever();
        }
    }
}
