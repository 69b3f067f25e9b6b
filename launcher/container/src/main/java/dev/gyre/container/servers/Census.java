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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What some servers of one loop count. */
record Census(long open, long accepted, long received, long sent, List<ConnectionInfo> connections) {
    /** How long a loop has to answer. */
    static final long ANSWER_MILLIS = 1_000;

    static final Census NONE = new Census(0, 0, 0, 0, List.of());

    /** Counts on the servers' loop, then asks every loop about its own connections; a loop that has ended or does not answer counts nothing. */
    static CompletableFuture<Census> take(String name, EventLoop loop, List<Server> servers) {
        return OnLoop.ask(loop, () -> servers.stream().map(Server::statistics).toList())
                .thenCombine(
                        OnLoop.ask(loop, () -> servers.stream()
                                        .flatMap(server -> server.transports().stream())
                                        .toList())
                                .thenCompose(transports -> describe(name, transports)),
                        Census::of)
                .exceptionally(_ -> NONE);
    }

    private static Census of(List<ServerStatistics> counted, List<ConnectionInfo> connections) {
        return counted.stream()
                .map(each -> new Census(each.open(), each.accepted(), each.received(), each.sent(), List.of()))
                .reduce(new Census(0, 0, 0, 0, connections), Census::plus);
    }

    private static CompletableFuture<List<ConnectionInfo>> describe(String name, List<Transport> transports) {
        Map<EventLoop, List<Transport>> homes = new LinkedHashMap<>();
        for (Transport transport : transports) {
            transport.getExtraInfo(ExtraInfo.LOOP).ifPresent(home -> homes.computeIfAbsent(home, _ -> new ArrayList<>())
                    .add(transport));
        }
        CompletableFuture<List<ConnectionInfo>> all = CompletableFuture.completedFuture(List.of());
        for (Map.Entry<EventLoop, List<Transport>> home : homes.entrySet()) {
            all = all.thenCombine(
                    OnLoop.ask(home.getKey(), () -> home.getValue().stream()
                                    .map(transport -> describe(name, home.getKey(), transport))
                                    .toList())
                            .exceptionally(_ -> List.of())
                            .completeOnTimeout(List.of(), ANSWER_MILLIS, TimeUnit.MILLISECONDS),
                    Census::joined);
        }
        return all;
    }

    private static <T> List<T> joined(List<T> some, List<T> others) {
        List<T> all = new ArrayList<>(some);
        all.addAll(others);
        return all;
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
        return new Census(
                open + other.open,
                accepted + other.accepted,
                received + other.received,
                sent + other.sent,
                joined(connections, other.connections));
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
