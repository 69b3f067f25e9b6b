package dev.gyre.itests.load;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An echo server in a process of its own. It prints its port; then for each line it reads a line of
 * {@code connections descriptors threads errors}, until its input ends.
 */
final class EchoProcess {
    private static final AtomicInteger CONNECTIONS = new AtomicInteger();
    private static final AtomicInteger ERRORS = new AtomicInteger();

    /** Printed for the number of descriptors when there is none left to count them with. */
    private static final int NONE_LEFT = -1;

    private EchoProcess() {}

    public static void main(String[] arguments) throws Exception {
        EventLoop loop = EventLoops.newEventLoop(LoopConfig.named("echo").withBackends(arguments[0]));
        loop.setExceptionHandler((l, context) -> {
            ERRORS.incrementAndGet();
            System.err.println(context);
        });
        Server server = loop.runUntilComplete(loop.createServer(
                Echo::new,
                ServerOptions.builder().host("127.0.0.1").port(0).backlog(4096).build()));
        InetSocketAddress address =
                (InetSocketAddress) server.sockets().getFirst().localAddress();
        System.out.println(Objects.requireNonNull(address).getPort());
        Thread.ofPlatform().daemon().start(() -> answer(loop));
        loop.runForever();
        server.close();
        loop.close();
    }

    private static void answer(EventLoop loop) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            while (in.readLine() != null) {
                String[] descriptors = new File("/proc/self/fd").list();
                System.out.println(CONNECTIONS.get() + " " + (descriptors == null ? NONE_LEFT : descriptors.length)
                        + " " + Thread.activeCount() + " " + ERRORS.get());
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
        loop.callSoonThreadsafe(loop::stop);
    }

    private static final class Echo implements Protocol<Transport> {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            CONNECTIONS.incrementAndGet();
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            Objects.requireNonNull(transport).write(data);
        }

        @Override
        public void connectionLost(@Nullable Throwable cause) {
            CONNECTIONS.decrementAndGet();
        }
    }
}
