package dev.gyre.transports.udp;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.LoopSocket;
import dev.gyre.loop.protocol.DatagramProtocol;
import dev.gyre.loop.protocol.ProtocolFactory;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.DatagramHandle;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.spi.SocketControl;
import dev.gyre.loop.spi.SocketKind;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.DatagramOptions;
import dev.gyre.loop.transport.DatagramTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One {@code createDatagramEndpoint}: it resolves both addresses, pairs the answers by their family, takes the first pair that a socket can be
 * opened for, and makes the transport.
 *
 * @param <P> the protocol
 */
final class EndpointOperation<P extends DatagramProtocol> {
    private final EventLoop loop;
    private final ProtocolFactory<P> factory;
    private final DatagramOptions options;
    private final LoopPromise<Connection<DatagramTransport, P>> promise;
    private final AddressPairs pairs;
    private LoopFuture<?> resolving;

    EndpointOperation(EventLoop loop, ProtocolFactory<P> factory, DatagramOptions options) {
        this.loop = loop;
        this.factory = factory;
        this.options = options;
        this.promise = loop.createFuture();
        this.pairs = new AddressPairs(options);
        this.resolving = promise;
    }

    LoopFuture<Connection<DatagramTransport, P>> start() {
        LoopSocket given = options.sock();
        if (given != null) {
            attempt(() -> over(given));
        } else {
            promise.addDoneCallback(done -> {
                if (done.isCancelled()) {
                    resolving.cancel();
                }
            });
            resolve(options.localAddress(), found -> {
                pairs.local(found);
                resolve(options.remoteAddress(), remote -> {
                    pairs.remote(remote);
                    attempt(this::overFirst);
                });
            });
        }
        return promise;
    }

    // Resolving

    /** What goes on with resolved addresses. */
    private interface Next {
        void with(List<AddressInfo> found);
    }

    private void resolve(@Nullable SocketAddress address, Next next) {
        if (address instanceof InetSocketAddress named && named.isUnresolved()) {
            lookUp(named, next);
        } else {
            next.with(address == null ? List.of() : pairs.known(address));
        }
    }

    private void lookUp(InetSocketAddress named, Next next) {
        AddressHints hints = new AddressHints(options.family(), AddressHints.DGRAM, options.proto(), options.flags());
        LoopFuture<List<AddressInfo>> lookup;
        try {
            lookup = loop.getaddrinfo(named.getHostString(), named.getPort(), hints);
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        resolving = lookup;
        lookup.addDoneCallback(answer -> {
            if (promise.isDone()) {
                return;
            }
            if (answer.isCancelled()) {
                promise.cancel();
            } else if (answer.exception() != null) {
                promise.setException(answer.exception());
            } else {
                next.with(answer.result());
            }
        });
    }

    // Opening

    /** Something that ends in an endpoint. */
    private interface Opening {
        void run() throws Exception;
    }

    private void attempt(Opening opening) {
        if (promise.isDone()) {
            return;
        }
        try {
            opening.run();
        } catch (Throwable e) {
            UdpTransport.throwIfFatal(e);
            fail(e);
        }
    }

    private void fail(Throwable failure) {
        if (!promise.isDone()) {
            promise.setException(failure);
        }
    }

    private void over(LoopSocket given) throws Exception {
        if (given.kind() != SocketKind.DATAGRAM) {
            throw new IllegalArgumentException(
                    "A datagram socket was expected, and " + given + " is a " + given.kind() + " socket");
        }
        Owned socket = given.surrender();
        // Nobody else may have it: only what is held here is closed when setting fails.
        socket.take();
        SocketAddress peer = setting(socket, () -> {
            apply(socket, options.options());
            return loop.io().sockets().remoteAddress(socket);
        });
        socket.surrender();
        begin(loop.io().datagram(socket, null, Silence.LISTENER), peer, peer != null);
    }

    /** All pairs failing, the first failure is told, as in asyncio. */
    private void overFirst() throws Exception {
        IOException first = null;
        for (AddressPairs.Pair pair : pairs.inOrder()) {
            boolean connects = pair.remote() != null && !options.allowBroadcast();
            DatagramHandle handle;
            try {
                handle = open(pair, connects);
            } catch (IOException e) {
                first = first == null ? e : first;
                continue;
            }
            begin(handle, pair.remote(), connects);
            return;
        }
        throw first == null ? new IllegalArgumentException("No address for " + options) : first;
    }

    private DatagramHandle open(AddressPairs.Pair pair, boolean connects) throws IOException {
        checkCapability(pair);
        SocketControl sockets = loop.io().sockets();
        Owned socket = sockets.open(SocketKind.DATAGRAM, pair.family());
        setting(socket, () -> {
            apply(socket, socketOptions());
            SocketAddress local = pair.local();
            if (local != null) {
                removeLeftOver(local);
                sockets.bind(socket, local, 0);
            }
            return local;
        });
        return loop.io().datagram(socket, connects ? pair.remote() : null, Silence.LISTENER);
    }

    /** The file of a datagram socket stays when its socket is closed, and would be in the way for ever; asyncio removes it too. */
    private static void removeLeftOver(SocketAddress local) throws IOException {
        if (local instanceof UnixDomainSocketAddress unix
                && Files.exists(unix.getPath(), LinkOption.NOFOLLOW_LINKS)
                && Files.readAttributes(unix.getPath(), BasicFileAttributes.class)
                        .isOther()) {
            Files.delete(unix.getPath());
        }
    }

    private void checkCapability(AddressPairs.Pair pair) {
        boolean unix = pair.family() == StandardProtocolFamily.UNIX;
        Capability needed = unix ? Capability.UNIX_DATAGRAM : Capability.DATAGRAM;
        if (!loop.io().capabilities().contains(needed)) {
            throw new UnsupportedOperationException("The backend " + loop.backend()
                    + " has no such datagram sockets: it lacks the capability " + needed);
        }
    }

    private Map<SocketOption<?>, Object> socketOptions() {
        Map<SocketOption<?>, Object> all = new LinkedHashMap<>();
        if (options.reusePort()) {
            all.put(StandardSocketOptions.SO_REUSEPORT, true);
        }
        if (options.allowBroadcast()) {
            all.put(StandardSocketOptions.SO_BROADCAST, true);
        }
        all.putAll(options.options());
        return all;
    }

    private void apply(Owned socket, Map<SocketOption<?>, Object> all) throws IOException {
        for (Map.Entry<SocketOption<?>, Object> option : all.entrySet()) {
            set(socket, option.getKey(), option.getValue());
        }
    }

    private <T> void set(Owned socket, SocketOption<T> option, Object value) throws IOException {
        loop.io().sockets().setOption(socket, option, option.type().cast(value));
    }

    /** Something done with a socket that is closed when it fails. */
    private interface Setting {
        @Nullable
        SocketAddress run() throws IOException;
    }

    private @Nullable SocketAddress setting(Owned socket, Setting setting) throws IOException {
        try {
            return setting.run();
        } catch (IOException | RuntimeException e) {
            loop.io().sockets().close(socket);
            throw e;
        }
    }

    private void begin(DatagramHandle handle, @Nullable SocketAddress peer, boolean connected) throws Exception {
        P protocol;
        UdpTransport transport;
        try {
            protocol = factory.create();
            transport = new UdpTransport(loop, handle, protocol, peer, connected);
        } catch (Throwable e) {
            handle.abort(null);
            throw e;
        }
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                transport.abort();
            }
        });
        transport.begin(() -> {
            if (!promise.isDone()) {
                promise.setResult(new Connection<>(transport, protocol));
            }
        });
    }
}
