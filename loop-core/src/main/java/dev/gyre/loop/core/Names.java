package dev.gyre.loop.core;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.ResolverProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Name resolution: numbers are answered at once, names off the loop by the best {@link ResolverProvider}, or the JDK's. */
final class Names {
    private static final ResolverProvider BUILT_IN = new JdkResolver();

    private final EngineLoop loop;

    Names(EngineLoop loop) {
        this.loop = loop;
    }

    LoopFuture<List<AddressInfo>> getaddrinfo(@Nullable String host, int port, AddressHints hints) {
        InetAddress literal = host == null ? null : literal(host);
        if (literal != null || host == null || hints.flags().contains(AddressFlag.NUMERICHOST)) {
            return atOnce(host, port, hints);
        }
        ResolverProvider resolver = resolver();
        return loop.runInExecutor(null, () -> resolver.getaddrinfo(host, port, hints));
    }

    private LoopFuture<List<AddressInfo>> atOnce(@Nullable String host, int port, AddressHints hints) {
        Promise<List<AddressInfo>> answer = new Promise<>(loop);
        try {
            answer.succeed(BUILT_IN.getaddrinfo(host, port, hints));
        } catch (ResolverException | RuntimeException e) {
            answer.fail(e);
        }
        return answer;
    }

    LoopFuture<NameInfo> getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
        ResolverProvider resolver = resolver();
        return loop.runInExecutor(null, () -> resolver.getnameinfo(address, flags));
    }

    private ResolverProvider resolver() {
        for (ResolverProvider each : loop.subsystems().all(ResolverProvider.class)) {
            if (each.availability().available()) {
                return each;
            }
        }
        return BUILT_IN;
    }

    /** The address a text denotes without any name service, or null. */
    static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
