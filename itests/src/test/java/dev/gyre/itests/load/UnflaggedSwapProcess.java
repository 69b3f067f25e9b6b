package dev.gyre.itests.load;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tries to swap a loop that has a connection, then uses the connection, then swaps without one but with an idle socket, which it closes; it
 * prints a line for each.
 */
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
            LoopSocket idle = loop.createSocket(StandardProtocolFamily.INET, SocketKind.STREAM);
            loop.runUntilComplete(loop.swapBackend(next));
            System.out.println(loop.backend());
            long before = sockets();
            idle.close();
            System.out.println("closed " + (before - sockets()));
        }
    }

    private static long sockets() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(UnflaggedSwapProcess::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closedMeanwhile) {
            return false;
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
