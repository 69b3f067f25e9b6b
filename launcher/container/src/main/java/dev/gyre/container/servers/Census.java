package dev.gyre.container.servers;

import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.container.servers.ListenAddress.Tcp;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.transport.ExtraInfo;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerStatistics;
import dev.gyre.loop.transport.Traffic;
import dev.gyre.loop.transport.Transport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What some servers of one loop count. */
record Census(long open, long accepted, long received, long sent, List<ConnectionInfo> connections) {
    static final Census NONE = new Census(0, 0, 0, 0, List.of());

    /** Counts on the loop; a loop that has ended counts nothing. */
    static CompletableFuture<Census> take(String name, EventLoop loop, List<Server> servers) {
        return OnLoop.ask(loop, () -> servers.stream()
                        .map(server -> of(name, loop, server))
                        .reduce(NONE, Census::plus))
                .exceptionally(_ -> NONE);
    }

    private static Census of(String name, EventLoop loop, Server server) {
        ServerStatistics counted = server.statistics();
        return new Census(
                counted.open(),
                counted.accepted(),
                counted.received(),
                counted.sent(),
                server.transports().stream()
                        .map(transport -> describe(name, loop, transport))
                        .toList());
    }

    private static ConnectionInfo describe(String name, EventLoop loop, Transport transport) {
        Traffic traffic = transport
                .getExtraInfo(ExtraInfo.TRAFFIC)
                .orElse(new Traffic(Instant.EPOCH, 0, 0, transport.getWriteBufferSize()));
        return new ConnectionInfo(
                name,
                loop.name(),
                address(transport, ExtraInfo.SOCKNAME),
                address(transport, ExtraInfo.PEERNAME),
                traffic.since(),
                traffic.received(),
                traffic.sent(),
                traffic.queued());
    }

    private static String address(Transport transport, ExtraInfo<SocketAddress> which) {
        return transport.getExtraInfo(which).map(Census::text).orElse("");
    }

    private static String text(SocketAddress address) {
        return address instanceof InetSocketAddress inet
                ? new Tcp(inet.getAddress().getHostAddress(), inet.getPort()).hostAndPort()
                : address.toString();
    }

    Census plus(Census other) {
        List<ConnectionInfo> all = new ArrayList<>(connections);
        all.addAll(other.connections);
        return new Census(
                open + other.open, accepted + other.accepted, received + other.received, sent + other.sent, all);
    }

    ServerInfo into(ServerInfo known) {
        return new ServerInfo(
                known.name(),
                known.bundle(),
                known.state(),
                known.problem(),
                known.addresses(),
                known.loops(),
                known.since(),
                open,
                accepted,
                received,
                sent);
    }
}
