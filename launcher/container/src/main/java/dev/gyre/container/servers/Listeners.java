package dev.gyre.container.servers;

import dev.gyre.container.servers.ListenAddress.Tcp;
import dev.gyre.container.servers.ListenAddress.Unix;
import dev.gyre.container.servers.ServerSettings.SocketSettings;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.Protocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import dev.gyre.loop.transport.UnixServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes servers that listen at an address, or with sockets that listen there already. Everything on the loop's thread. */
final class Listeners {
    private final EventLoop loop;
    private final List<EventLoop> workers;
    private final ProtocolFactory<? extends StreamProtocol<? super Transport>> factory;
    private final SocketSettings settings;
    private final List<LoopFuture<Server>> begun = new ArrayList<>();

    Listeners(
            EventLoop loop,
            List<EventLoop> workers,
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory,
            SocketSettings settings) {
        this.loop = loop;
        this.workers = workers.subList(0, Math.min(workers.size(), settings.workers()));
        this.factory = factory;
        this.settings = settings;
    }

    /** Listens; with sockets at hand there is one server for each. */
    CompletionStage<List<Server>> open(ListenAddress address, @Nullable List<LoopSocket> sockets) {
        if (sockets == null) {
            return one(address, null).thenApply(List::of);
        }
        List<CompletableFuture<Server>> all = sockets.stream()
                .map(socket -> one(address, socket).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        all.forEach(each -> each.thenAccept(Server::close));
                    }
                })
                .thenApply(_ -> all.stream().map(CompletableFuture::join).toList());
    }

    /** Gives up what has not ended, a lookup that hangs say. */
    void cancel() {
        begun.forEach(LoopFuture::cancel);
    }

    private LoopFuture<Server> one(ListenAddress address, @Nullable LoopSocket socket) {
        LoopFuture<Server> server =
                switch (address) {
                    case Tcp tcp -> loop.createServer(factory, options(tcp, socket));
                    case Unix unix -> loop.createUnixServer(factory, options(unix, socket));
                };
        begun.add(server);
        return server;
    }

    private ServerOptions options(Tcp address, @Nullable LoopSocket socket) {
        ServerOptions.Builder options = ServerOptions.builder()
                .backlog(settings.backlog())
                .keepAlive(settings.keepAlive())
                .workers(workers);
        settings.options().forEach(options::option);
        return socket != null
                ? options.sock(socket).build()
                : options.host(address.host())
                        .port(address.port())
                        .family(settings.family())
                        .reuseAddress(settings.reuseAddress())
                        .reusePort(settings.reusePort())
                        .build();
    }

    private UnixServerOptions options(Unix address, @Nullable LoopSocket socket) {
        UnixServerOptions.Builder options = UnixServerOptions.builder()
                .backlog(settings.backlog())
                .cleanupSocket(settings.cleanupSocket())
                .workers(workers);
        settings.options().forEach(options::option);
        return socket != null
                ? options.sock(socket).build()
                : options.path(address.path()).mode(settings.mode()).build();
    }

    /** Closes a listening socket that no server has. A server does it, since it knows about the socket's file. */
    static void discard(EventLoop loop, ListenAddress address, LoopSocket socket) {
        if (address instanceof Unix) {
            loop.createUnixServer(
                            () -> new Protocol<Transport>() {},
                            UnixServerOptions.builder()
                                    .sock(socket)
                                    .startServing(false)
                                    .build())
                    .thenAccept(Server::close);
        } else {
            socket.close();
        }
    }
}
