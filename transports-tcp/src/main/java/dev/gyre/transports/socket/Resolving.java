package dev.gyre.transports.socket;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.SocketKind;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An operation whose address may have to be resolved before; the first answer is taken, as asyncio does. Cancelling it cancels whichever of
 * the two is under way.
 *
 * @param <T> the result of the operation
 */
final class Resolving<T extends @Nullable Object> {
    private final LoopPromise<T> promise;
    private final Function<SocketAddress, LoopFuture<T>> operation;
    private LoopFuture<?> underWay;

    private Resolving(
            LoopPromise<T> promise,
            LoopFuture<List<AddressInfo>> lookup,
            Function<SocketAddress, LoopFuture<T>> operation) {
        this.promise = promise;
        this.underWay = lookup;
        this.operation = operation;
        lookup.addDoneCallback(this::resolved);
        promise.addDoneCallback(done -> {
            if (done.isCancelled()) {
                underWay.cancel();
            }
        });
    }

    static <T extends @Nullable Object> LoopFuture<T> of(
            EventLoop loop, PlainSocket socket, SocketAddress to, Function<SocketAddress, LoopFuture<T>> operation) {
        if (!(to instanceof InetSocketAddress named && named.isUnresolved())) {
            return operation.apply(to);
        }
        int type = socket.kind() == SocketKind.DATAGRAM ? AddressHints.DGRAM : AddressHints.STREAM;
        LoopFuture<List<AddressInfo>> lookup = loop.getaddrinfo(
                named.getHostString(), named.getPort(), new AddressHints(socket.family(), type, 0, Set.of()));
        LoopPromise<T> promise = loop.createFuture();
        return new Resolving<>(promise, lookup, operation).promise;
    }

    private void resolved(LoopFuture<List<AddressInfo>> lookup) throws Exception {
        if (promise.isDone()) {
            return;
        }
        try {
            LoopFuture<T> started = operation.apply(first(lookup.result()));
            underWay = started;
            started.addDoneCallback(this::ended);
        } catch (Exception e) {
            promise.setException(e);
        }
    }

    private static SocketAddress first(List<AddressInfo> answers) throws ResolverException {
        if (answers.isEmpty()) {
            throw new ResolverException(ResolverException.EAI_NONAME, "getaddrinfo() returned an empty list", null);
        }
        return answers.getFirst().address();
    }

    private void ended(LoopFuture<T> outcome) throws Exception {
        if (promise.isDone()) {
            return;
        }
        if (outcome.isCancelled()) {
            promise.cancel();
        } else if (outcome.exception() != null) {
            promise.setException(outcome.exception());
        } else {
            promise.setResult(outcome.result());
        }
    }
}
