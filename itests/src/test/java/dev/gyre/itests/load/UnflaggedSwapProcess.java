package dev.gyre.itests.load;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Tries to swap a loop that has a connection, then uses the connection, then swaps without one; it prints a line for each. */
final class UnflaggedSwapProcess {
    private UnflaggedSwapProcess() {}

    public static void main(String[] arguments) throws Exception {
        LoopBackendProvider next = ServiceLoader.load(LoopBackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals(arguments[1]))
                .findFirst()
                .orElseThrow();
        try (EventLoop loop =
                EventLoops.newEventLoop(LoopConfig.named("unflagged").withBackends(arguments[0]))) {
            Server server = loop.runUntilComplete(loop.createServer(Echo::new, ServerOptions.at("127.0.0.1", 0)));
            int port = ((InetSocketAddress) server.sockets().getFirst().localAddress()).getPort();
            Connection<Transport, Listener> connection = loop.runUntilComplete(
                    loop.createConnection(() -> new Listener(loop), ConnectOptions.to("127.0.0.1", port)));
            try {
                loop.runUntilComplete(loop.swapBackend(next));
                System.out.println("swapped");
            } catch (Exception e) {
                System.out.println("refused " + e.getMessage().replace('\n', ' '));
            }
            connection.transport().write(StandardCharsets.US_ASCII.encode("hello"));
            System.out.println(loop.backend() + " " + loop.runUntilComplete(connection.protocol().heard));
            connection.transport().abort();
            server.close();
            loop.runUntilComplete(server.waitClosed());
            loop.runUntilComplete(loop.swapBackend(next));
            System.out.println(loop.backend());
        }
    }

    /** Keeps what it hears. */
    private static final class Listener implements Protocol<Transport> {
        private final LoopPromise<String> heard;

        private Listener(EventLoop loop) {
            heard = loop.createFuture();
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            heard.setResult(StandardCharsets.US_ASCII.decode(data).toString());
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
