package dev.gyre.container.servers;

import dev.gyre.container.servers.ListenAddress.Tcp;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ShutdownReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One address of a server. Everything on the container's thread, but for what is said of loops.
 *
 * <p>State: {@code CLOSED → OPENING → LISTENING | FAILED}, any of which goes to {@code CLOSED}; {@code FAILED} may try again.
 */
final class Endpoint {
    enum State {
        CLOSED,
        OPENING,
        LISTENING,
        FAILED
    }

    /** Who wants to know how it went. */
    interface Listener {
        void listening(Endpoint endpoint);

        void failed(Endpoint endpoint, Throwable cause);
    }

    /** What an attempt has made, with the addresses the system gave. */
    private record Opened(List<Server> servers, ListenAddress actual) {}

    private static final CompletableFuture<Boolean> DONE = CompletableFuture.completedFuture(true);

    private final ListenAddress address;
    private final ContainerThread thread;
    private final Listener listener;
    private State state = State.CLOSED;
    private int attempt;
    /** Ends when the last attempt has ended, and is undone when nobody wanted it any more. */
    private CompletableFuture<Boolean> opening = DONE;

    private @Nullable Listeners listeners;
    private @Nullable EventLoop loop;
    private List<Server> servers = List.of();
    private ListenAddress actual;
    private @Nullable String problem;

    Endpoint(ListenAddress address, ContainerThread thread, Listener listener) {
        this.address = address;
        this.actual = address;
        this.thread = thread;
        this.listener = listener;
    }

    /** {@return the address that was asked for} */
    ListenAddress address() {
        return address;
    }

    /** {@return the address with the port that the system has picked} */
    ListenAddress actual() {
        return actual;
    }

    State state() {
        return state;
    }

    /** {@return the number of the attempt to listen, which tells it from later ones} */
    int attempt() {
        return attempt;
    }

    @Nullable
    EventLoop loop() {
        return loop;
    }

    /** {@return its servers, one for each socket, to be called on its loop alone} */
    List<Server> servers() {
        return servers;
    }

    @Nullable
    String problem() {
        return problem;
    }

    /** Begins to listen, with sockets that listen already or without. */
    void open(EventLoop on, Listeners how, @Nullable List<LoopSocket> sockets) {
        int mine = ++attempt;
        state = State.OPENING;
        listeners = how;
        loop = on;
        opening = OnLoop.begin(on, () -> how.open(address, sockets).thenApply(this::look))
                .handleAsync(
                        (opened, failure) -> {
                            if (opened == null && sockets != null) {
                                Handover.close(address, on, sockets);
                            }
                            if (mine != attempt) {
                                return undo(on, opened);
                            }
                            if (opened != null) {
                                succeeded(opened);
                            } else {
                                failed(
                                        failure instanceof CompletionException && failure.getCause() != null
                                                ? failure.getCause()
                                                : failure);
                            }
                            return DONE;
                        },
                        thread)
                .thenCompose(undone -> undone);
    }

    /** On the loop. */
    private Opened look(List<Server> made) {
        try {
            SocketAddress bound = made.getFirst().sockets().getFirst().localAddress();
            return new Opened(
                    made,
                    address instanceof Tcp tcp && bound instanceof InetSocketAddress local
                            ? tcp.at(local.getPort())
                            : address);
        } catch (IOException e) {
            made.forEach(Server::close);
            throw new UncheckedIOException(e);
        }
    }

    private static CompletableFuture<Boolean> undo(EventLoop on, @Nullable Opened opened) {
        return opened == null
                ? DONE
                : OnLoop.ask(on, () -> {
                            opened.servers.forEach(Server::close);
                            return true;
                        })
                        .exceptionally(_ -> true);
    }

    private void succeeded(Opened opened) {
        state = State.LISTENING;
        servers = opened.servers;
        actual = opened.actual;
        problem = null;
        listener.listening(this);
    }

    private void failed(Throwable cause) {
        state = State.FAILED;
        problem = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        listener.failed(this, cause);
    }

    /** {@return whether a failure goes away when a bundle comes, as opposed to one of the address} */
    static boolean isForWantOfAPiece(Throwable cause) {
        return cause instanceof MissingSubsystemException;
    }

    /** Stops listening; the connections stay. */
    CompletableFuture<Boolean> close() {
        return leave(List.of(), Server::close);
    }

    /** Stops listening without closing the sockets. */
    CompletableFuture<List<LoopSocket>> release() {
        List<LoopSocket> released = new ArrayList<>();
        return leave(released, server -> {
                    if (!server.sockets().isEmpty()) {
                        released.addAll(server.release());
                    }
                })
                .thenApply(_ -> released);
    }

    private CompletableFuture<Boolean> leave(List<LoopSocket> none, Consumer<Server> how) {
        attempt++;
        State before = state;
        state = State.CLOSED;
        EventLoop on = loop;
        List<Server> leaving = servers;
        Listeners attempting = listeners;
        if (before == State.OPENING && on != null && attempting != null) {
            OnLoop.ask(on, () -> {
                attempting.cancel();
                return true;
            });
            return opening;
        }
        if (before != State.LISTENING || on == null) {
            return DONE;
        }
        return OnLoop.ask(on, () -> {
            leaving.forEach(how);
            return true;
        });
    }

    /** Lets the connections end, aborts the rest after a time; with the counts. */
    CompletableFuture<ShutdownReport> drain(Duration time) {
        EventLoop on = loop;
        List<Server> draining = servers;
        CompletableFuture<ShutdownReport> all =
                CompletableFuture.completedFuture(new ShutdownReport(0, 0, Duration.ZERO));
        for (Server server : draining) {
            if (on != null) {
                all = all.thenCombine(OnLoop.begin(on, () -> server.shutdown(time)), Endpoint::sum);
            }
        }
        return all;
    }

    /** {@return completes when it listens no more and its last connection has ended} */
    CompletableFuture<?> ended() {
        EventLoop on = loop;
        List<Server> ending = servers;
        return on == null
                ? CompletableFuture.completedFuture(true)
                : CompletableFuture.allOf(ending.stream()
                        .map(server -> OnLoop.begin(on, server::waitClosed))
                        .toArray(CompletableFuture[]::new));
    }

    static ShutdownReport sum(ShutdownReport one, ShutdownReport other) {
        return new ShutdownReport(
                one.drained() + other.drained(),
                one.aborted() + other.aborted(),
                one.took().compareTo(other.took()) > 0 ? one.took() : other.took());
    }
}
