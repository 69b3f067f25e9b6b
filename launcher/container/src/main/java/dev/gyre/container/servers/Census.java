package dev.gyre.container.servers;

import dev.gyre.container.ConnectionInfo;
import dev.gyre.container.ServerInfo;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.transport.Server;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What some servers of one loop count. */
record Census(long open, long accepted, long received, long sent, List<ConnectionInfo> connections) {
    static final Census NONE = new Census(0, 0, 0, 0, List.of());

    /** Counts on the loop; a loop that has ended counts nothing. */
    static CompletableFuture<Census> take(String name, EventLoop loop, List<Server> servers) {
        return OnLoop.ask(
                        loop,
                        () -> servers.stream().map(server -> of(name, server)).reduce(NONE, Census::plus))
                .exceptionally(_ -> NONE);
    }

    private static Census of(String name, Server server) {
        return new Census(server.connections(), 0, 0, 0, List.of());
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
