package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.transport.Transport;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Who serves the connections of a server: its own loop, or others in turn. A worker's part runs on the worker; everything it has to tell comes back to the
 * server's loop, where all counts are kept.
 */
final class Crew {
    private final EventLoop loop;
    private final ServerConnections connections;
    private final Welcome<?> own;
    private final List<Worker> workers = new ArrayList<>();
    private int turn;

    /** A loop and how it welcomes connections. */
    private record Worker(EventLoop loop, Welcome<?> welcome) {}

    Crew(
            EventLoop loop,
            List<EventLoop> workers,
            ServerConnections connections,
            Function<EventLoop, Welcome<?>> welcomes) {
        this.loop = loop;
        this.connections = connections;
        this.own = welcomes.apply(loop);
        workers.forEach(each -> this.workers.add(new Worker(each, each == loop ? own : welcomes.apply(each))));
    }

    void welcome(Owned connection) {
        connections.accepted();
        for (int i = 0; i < workers.size(); i++) {
            Worker next = workers.get(turn);
            turn = (turn + 1) % workers.size();
            if (next.loop == loop) {
                break;
            }
            if (!next.loop.isClosed() && send(connection, next)) {
                return;
            }
        }
        own.accept(connection, connections);
    }

    private boolean send(Owned connection, Worker worker) {
        Errand errand = new Errand(worker.loop, connection);
        connections.underWay(errand);
        try {
            worker.loop.callSoonThreadsafe(() -> {
                if (errand.take()) {
                    new Arrival(errand, worker).welcome();
                }
            });
            return true;
        } catch (IllegalStateException closedMeanwhile) {
            connections.arrived(errand, null);
            return false;
        }
    }

    /** What happens on the worker. */
    private final class Arrival implements Roll {
        private final Errand errand;
        private final Worker worker;
        private boolean made;

        Arrival(Errand errand, Worker worker) {
            this.errand = errand;
            this.worker = worker;
        }

        void welcome() {
            worker.welcome.accept(errand.connection(), this);
            if (!made) {
                tell(this::refused);
            }
        }

        /** The worker's backend may be one that cannot close what it cannot serve. */
        private void refused() {
            loop.io().sockets().close(errand.connection());
            connections.arrived(errand, null);
        }

        @Override
        public void add(StreamTransport transport) {
            made = true;
            tell(() -> connections.arrived(errand, transport));
        }

        @Override
        public void above(StreamTransport under, Transport transport) {
            tell(() -> connections.above(under, transport));
        }

        @Override
        public void lost(StreamTransport transport) {
            tell(() -> connections.lost(transport));
        }

        private void tell(Runnable news) {
            try {
                loop.callSoonThreadsafe(news::run);
            } catch (IllegalStateException theServersLoopIsClosed) {
                // nobody counts any more
            }
        }
    }
}
