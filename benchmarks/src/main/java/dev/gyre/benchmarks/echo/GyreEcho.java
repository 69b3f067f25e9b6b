package dev.gyre.benchmarks.echo;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixServerOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gyre's echo server, as its users write it. */
public final class GyreEcho {
    private static final String SPINNING = "-spinning";

    private GyreEcho() {}

    /**
     * Serves until standard input ends.
     *
     * @param args the backend, then {@code tcp}, {@code udp} or {@code unix PATH}
     * @throws Exception when it cannot serve
     */
    public static void main(String[] args) throws Exception {
        Place place = Place.of(args, 1);
        try (EventLoop loop = open(args[0])) {
            Object where =
                    switch (place.kind()) {
                        case TCP -> {
                            Server server = loop.runUntilComplete(
                                    loop.createServer(Echo::new, ServerOptions.at("127.0.0.1", 0)));
                            yield port(server.sockets().getFirst().localAddress());
                        }
                        case UNIX -> {
                            loop.runUntilComplete(loop.createUnixServer(Echo::new, UnixServerOptions.at(place.path())));
                            yield place.path();
                        }
                        case UDP -> {
                            Connection<DatagramTransport, DatagramEcho> endpoint =
                                    loop.runUntilComplete(loop.createDatagramEndpoint(
                                            DatagramEcho::new,
                                            DatagramOptions.at(
                                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))));
                            yield port(endpoint.transport()
                                    .getExtraInfo(ExtraInfo.SOCKNAME)
                                    .orElseThrow());
                        }
                    };
            Control.listening(where, Thread.currentThread());
            loop.runForever();
        }
    }

    private static EventLoop open(String backend) {
        try {
            boolean spins = backend.endsWith(SPINNING);
            return EventLoops.newEventLoop(LoopConfig.named("echo")
                    .withBackends(spins ? backend.substring(0, backend.length() - SPINNING.length()) : backend)
                    .withSpinning(spins ? Duration.ofNanos(50_000) : Duration.ZERO));
        } catch (IllegalStateException e) {
            Control.unavailable(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static int port(SocketAddress address) {
        if (address instanceof InetSocketAddress inet) {
            return inet.getPort();
        }
        throw new IllegalStateException("The server has no port but " + address);
    }

    /** A connection. */
    private static final class Echo implements Protocol<Transport> {
        private @Nullable Transport transport;

        @Override
        public void connectionMade(Transport made) {
            transport = made;
        }

        @Override
        public void dataReceived(ByteBuffer data) {
            transport.write(data);
        }
    }

    /** A socket for datagrams. */
    private static final class DatagramEcho implements DatagramProtocol {
        private @Nullable DatagramTransport transport;

        @Override
        public void connectionMade(DatagramTransport made) {
            transport = made;
        }

        @Override
        public void datagramReceived(ByteBuffer data, SocketAddress from) {
            transport.sendto(data, from);
        }
    }
}
