package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.transport.ServerStatistics;
import dev.gyre.loop.transport.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a server that have not ended, each with the transport its protocol knows: under TLS that is not the one of the socket. Everything on the server's loop; what
 * lives on another loop is spoken to there. A worker that has ended tells nothing, so it is looked for while anybody waits.
 */
final class ServerConnections implements Roll {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final EventLoop loop;
    private final Map<StreamTransport, Transport> transports = new LinkedHashMap<>();
    private final List<Errand> errands = new ArrayList<>();
    /** The other loops that have connections or are to get one, as far as is known. */
    private final Set<EventLoop> workers = new LinkedHashSet<>();

    private final Runnable whenOneHasGone;
    private long accepted;
    private long receivedByEnded;
    private long sentByEnded;
    private boolean watching;

    ServerConnections(EventLoop loop, Runnable whenOneHasGone) {
        this.loop = loop;
        this.whenOneHasGone = whenOneHasGone;
    }

    int count() {
        return transports.size() + errands.size();
    }

    void accepted() {
        accepted++;
    }

    @Override
    public void add(StreamTransport transport) {
        transports.put(transport, transport);
    }

    @Override
    public void above(StreamTransport under, Transport transport) {
        transports.replace(under, transport);
    }

    @Override
    public void lost(StreamTransport transport) {
        if (transports.remove(transport) != null) {
            receivedByEnded += transport.received();
            sentByEnded += transport.sent();
            whenOneHasGone.run();
        }
    }

    // Connections that go to other loops

    void underWay(Errand errand) {
        lookForEndedWorkers();
        workers.add(errand.worker());
        errands.add(errand);
    }

    /** An errand is done; without a transport nothing came of it. */
    void arrived(Errand errand, @Nullable StreamTransport transport) {
        if (!errands.remove(errand)) {
            return;
        }
        if (transport != null) {
            add(transport);
            onItsLoop(transport.loop(), transport, errand.onArrival());
        } else {
            whenOneHasGone.run();
        }
    }

    /** Looks for workers that have ended as long as there is a connection that waits for one. */
    void watch() {
        lookForEndedWorkers();
        boolean strangers =
                !errands.isEmpty() || transports.keySet().stream().anyMatch(transport -> transport.loop() != loop);
        if (strangers && !watching) {
            watching = true;
            loop.callLater(LOOK, () -> {
                watching = false;
                watch();
            });
        }
    }

    private void lookForEndedWorkers() {
        for (EventLoop worker : List.copyOf(workers)) {
            if (worker.isClosed() && workers.remove(worker)) {
                forget(worker);
            }
        }
    }

    private void forget(EventLoop ended) {
        for (Errand errand : List.copyOf(errands)) {
            if (errand.worker() == ended) {
                if (errand.take()) {
                    loop.io().sockets().close(errand.connection());
                }
                arrived(errand, null);
            }
        }
        for (StreamTransport transport : List.copyOf(transports.keySet())) {
            if (transport.loop() == ended) {
                lost(transport);
            }
        }
    }

    // All of them

    List<Transport> present() {
        return List.copyOf(transports.values());
    }

    /** Counts of connections on other loops may be some moments old. */
    ServerStatistics statistics() {
        lookForEndedWorkers();
        long received = receivedByEnded;
        long sent = sentByEnded;
        for (StreamTransport each : transports.keySet()) {
            received += each.received();
            sent += each.sent();
        }
        return new ServerStatistics(accepted, count(), received, sent);
    }

    void close() {
        each(Transport::close);
    }

    void abort() {
        each(Transport::abort);
    }

    private void each(Consumer<Transport> action) {
        errands.forEach(errand -> errand.then(action));
        Map.copyOf(transports).forEach((under, transport) -> onItsLoop(under.loop(), transport, action));
    }

    private void onItsLoop(EventLoop its, Transport transport, Consumer<Transport> action) {
        if (its == loop) {
            action.accept(transport);
            return;
        }
        try {
            its.callSoonThreadsafe(() -> action.accept(transport));
        } catch (IllegalStateException ended) {
            lookForEndedWorkers();
        }
    }
}
