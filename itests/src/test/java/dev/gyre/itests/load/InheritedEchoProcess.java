package dev.gyre.itests.load;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.InheritedSocket;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixServerOptions;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An echo server at the sockets that its parent has passed on; it prints their names, and ends with its input. */
final class InheritedEchoProcess {
    private InheritedEchoProcess() {}

    public static void main(String[] arguments) throws Exception {
        try (EventLoop loop =
                EventLoops.newEventLoop(LoopConfig.named("inherited").withBackends(arguments[0]))) {
            StringBuilder names = new StringBuilder();
            for (InheritedSocket each : InheritedSocket.all()) {
                LoopSocket socket = loop.adoptSocket(each.descriptor());
                names.append(each.name()).append(' ').append(socket.kind()).append(' ');
                if (socket.family() == StandardProtocolFamily.UNIX) {
                    loop.runUntilComplete(loop.createUnixServer(
                            Echo::new, UnixServerOptions.builder().sock(socket).build()));
                } else {
                    loop.runUntilComplete(loop.createServer(
                            Echo::new, ServerOptions.builder().sock(socket).build()));
                }
            }
            System.out.println(names.toString().strip());
            Thread.ofPlatform().daemon().start(() -> {
                try {
                    System.in.readAllBytes();
                } catch (java.io.IOException ended) {
                    // ended all the same
                }
                loop.callSoonThreadsafe(loop::stop);
            });
            loop.runForever();
        }
    }

    private static final class Echo implements Protocol<Transport> {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            if (transport != null) {
                transport.write(data);
            }
        }
    }
}
