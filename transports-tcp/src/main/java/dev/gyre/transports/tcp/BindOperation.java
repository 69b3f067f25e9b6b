package dev.gyre.transports.tcp;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.Server;
import dev.gyre.loop.transport.ServerOptions;
import dev.gyre.loop.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One {@code createServer}: it resolves the hosts one after the other, binds every address, and makes the server. */
final class BindOperation {
    private final EventLoop loop;
    private final ProtocolFactory<? extends StreamProtocol<? super Transport>> factory;
    private final Tls tls;
    private final ServerOptions options;
    private final LoopPromise<Server> promise;
    private final Deque<String> unresolved = new ArrayDeque<>();
    private final Set<InetSocketAddress> addresses = new LinkedHashSet<>();
    private @Nullable LoopFuture<?> resolving;

    BindOperation(
            EventLoop loop,
            ProtocolFactory<? extends StreamProtocol<? super Transport>> factory,
            Tls tls,
            ServerOptions options) {
        this.loop = loop;
        this.factory = factory;
        this.tls = tls;
        this.options = options;
        this.promise = loop.createFuture();
    }

    LoopFuture<Server> start() {
        LoopSocket given = options.sock();
        if (given != null) {
            attempt(() -> over(given));
            return promise;
        }
        promise.addDoneCallback(done -> {
            if (done.isCancelled() && resolving != null) {
                resolving.cancel();
            }
        });
        unresolved.addAll(options.hosts());
        if (unresolved.isEmpty()) {
            unresolved.add("");
        }
        resolveNext();
        return promise;
    }

    /** Something that ends in a server. */
    private interface Making {
        Server make() throws IOException;
    }

    private void attempt(Making making) {
        if (promise.isDone()) {
            return;
        }
        try {
            promise.setResult(making.make());
        } catch (IOException | RuntimeException e) {
            Failures.fail(promise, e);
        }
    }

    private Server over(LoopSocket given) throws IOException {
        Map<SocketOption<?>, Object> all = socketOptions();
        all.remove(StandardSocketOptions.SO_REUSEADDR);
        all.remove(StandardSocketOptions.SO_REUSEPORT);
        return serve(List.of(Sockets.surrender(loop, given, SocketKind.LISTENER, Map.of())), all);
    }

    // Resolving

    private void resolveNext() {
        String host = unresolved.poll();
        if (host == null) {
            attempt(this::bindAll);
        } else if (host.isEmpty() && options.flags().contains(AddressFlag.PASSIVE)) {
            addresses.addAll(Wildcards.of(options.family(), options.port()));
            resolveNext();
        } else {
            resolve(host.isEmpty() ? null : host);
        }
    }

    private void resolve(@Nullable String host) {
        AddressHints hints = new AddressHints(options.family(), AddressHints.STREAM, 0, options.flags());
        LoopFuture<List<AddressInfo>> asked;
        try {
            asked = loop.getaddrinfo(host, options.port(), hints);
        } catch (RuntimeException e) {
            Failures.fail(promise, e);
            return;
        }
        resolving = asked;
        asked.addDoneCallback(this::resolved);
    }

    private void resolved(LoopFuture<List<AddressInfo>> answer) throws Exception {
        resolving = null;
        if (promise.isDone()) {
            return;
        }
        if (answer.isCancelled()) {
            promise.cancel();
        } else if (answer.exception() != null) {
            promise.setException(answer.exception());
        } else {
            answer.result().forEach(info -> addresses.add(info.address()));
            resolveNext();
        }
    }

    // Binding

    private Server bindAll() throws IOException {
        Listening listening = new Listening(loop.io().sockets(), socketOptions(), options.backlog());
        List<Owned> bound = new ArrayList<>();
        try {
            bindEach(listening, bound);
        } catch (IOException | RuntimeException e) {
            bound.forEach(loop.io().sockets()::close);
            throw e;
        }
        return serve(bound, listening.forConnections());
    }

    /** An address that this machine does not have is passed over, as long as there is another; any other failure is final. */
    private void bindEach(Listening listening, List<Owned> bound) throws IOException {
        Exception passedOver = null;
        Wildcards wildcards = new Wildcards();
        for (InetSocketAddress address : Wildcards.widestFirst(addresses)) {
            if (wildcards.cover(address)) {
                continue;
            }
            try {
                bound.add(listening.open(Sockets.family(address), address));
                wildcards.bound(address);
            } catch (LoopIOException e) {
                if (e.kind() != ErrorKind.ADDRESS_NOT_AVAILABLE) {
                    throw e;
                }
                passedOver = e;
            }
        }
        if (bound.isEmpty()) {
            throw new LoopIOException(
                    ErrorKind.ADDRESS_NOT_AVAILABLE, "Could not bind to any address out of " + addresses, passedOver);
        }
    }

    private Map<SocketOption<?>, Object> socketOptions() {
        Map<SocketOption<?>, Object> all = new LinkedHashMap<>();
        all.put(StandardSocketOptions.SO_REUSEADDR, options.reuseAddress());
        if (options.reusePort()) {
            all.put(StandardSocketOptions.SO_REUSEPORT, true);
        }
        if (options.keepAlive()) {
            all.put(StandardSocketOptions.SO_KEEPALIVE, true);
        }
        all.putAll(options.options());
        return all;
    }

    private Server serve(List<Owned> listening, Map<SocketOption<?>, Object> forConnections) throws IOException {
        StreamServer server = StreamServer.over(
                loop,
                options.workers(),
                worker -> new Welcome<>(worker, new Assembly<>(worker, factory, tls), forConnections),
                SocketFile.NONE,
                listening);
        if (options.startServing()) {
            server.serve();
        }
        return server;
    }
}
