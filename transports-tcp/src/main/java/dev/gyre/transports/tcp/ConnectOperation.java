package dev.gyre.transports.tcp;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.protocol.StreamProtocol;
import dev.gyre.loop.spi.StreamHandle;
import dev.gyre.loop.transport.ConnectOptions;
import dev.gyre.loop.transport.Connection;
import dev.gyre.loop.transport.Transport;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code createConnection} by host and port: it resolves the two ends, races the addresses, and makes the connection of the winner.
 * Cancelling its future takes it back wherever it is.
 *
 * @param <P> the protocol
 */
final class ConnectOperation<P extends StreamProtocol<? super Transport>> implements ConnectRace.Finish {
    private final EventLoop loop;
    private final Assembly<P> assembly;
    private final ConnectOptions options;
    private final LoopPromise<Connection<Transport, P>> promise;
    private @Nullable LoopFuture<?> resolving;
    private @Nullable ConnectRace race;

    ConnectOperation(EventLoop loop, Assembly<P> assembly, ConnectOptions options) {
        this.loop = loop;
        this.assembly = assembly;
        this.options = options;
        this.promise = loop.createFuture();
    }

    LoopFuture<Connection<Transport, P>> start() {
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                takeBack();
            }
        });
        resolve(options.host(), options.port(), this::remotesKnown);
        return promise;
    }

    private void takeBack() {
        if (resolving != null) {
            resolving.cancel();
        }
        if (race != null) {
            race.abandon();
        }
    }

    /** What comes after a resolving. */
    private interface Next {
        void resolved(List<AddressInfo> addresses);
    }

    private void resolve(@Nullable String host, int port, Next next) {
        AddressHints hints = new AddressHints(options.family(), AddressHints.STREAM, options.proto(), options.flags());
        LoopFuture<List<AddressInfo>> asked;
        try {
            asked = loop.getaddrinfo(host, port, hints);
        } catch (RuntimeException e) {
            Failures.fail(promise, e);
            return;
        }
        resolving = asked;
        asked.addDoneCallback(done -> {
            resolving = null;
            if (promise.isDone()) {
                return;
            }
            if (done.isCancelled()) {
                promise.cancel();
            } else if (done.exception() != null) {
                promise.setException(done.exception());
            } else if (done.result().isEmpty()) {
                promise.setException(new LoopIOException(
                        ErrorKind.ADDRESS_NOT_AVAILABLE, "Resolving " + host + " gave no address", null));
            } else {
                next.resolved(done.result());
            }
        });
    }

    private void remotesKnown(List<AddressInfo> remotes) {
        InetSocketAddress local = options.localAddress();
        if (local == null) {
            connect(remotes, null);
        } else {
            resolve(hostOf(local), local.getPort(), locals -> connect(remotes, locals));
        }
    }

    private static String hostOf(InetSocketAddress address) {
        return address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }

    private void connect(List<AddressInfo> remotes, @Nullable List<AddressInfo> locals) {
        List<AddressInfo> ordered = Interleaving.of(remotes, options.interleave());
        ConnectRace started =
                new ConnectRace(loop, this, ordered, locals, options.options(), options.happyEyeballsDelay());
        race = started;
        started.startNext();
    }

    @Override
    public void won(StreamHandle stream) {
        race = null;
        if (promise.isDone()) {
            Silence.close(stream);
        } else {
            assembly.complete(stream, promise);
        }
    }

    @Override
    public void lost(List<Throwable> failures) {
        race = null;
        Failures.fail(promise, ConnectFailures.combine(failures, options.allErrors()));
    }
}
