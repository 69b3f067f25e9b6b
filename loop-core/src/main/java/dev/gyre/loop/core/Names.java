package dev.gyre.loop.core;

import dev.gyre.loop.AddressFlag;
import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.ResolverException;
import dev.gyre.loop.spi.ResolverProvider;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Name resolution: numbers are answered at once, names off the loop by the best {@link ResolverProvider}, or the JDK's. */
final class Names {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");
    private static final ResolverProvider BUILT_IN = new JdkResolver();

    private final EngineLoop loop;

    Names(EngineLoop loop) {
        this.loop = loop;
    }

    LoopFuture<List<AddressInfo>> getaddrinfo(@Nullable String host, int port, AddressHints hints) {
        InetAddress literal = host == null ? null : NumericHost.parse(host);
        if (literal != null || host == null || hints.flags().contains(AddressFlag.NUMERICHOST)) {
            return atOnce(host, port, hints);
        }
        ResolverProvider resolver = resolver();
        return ask(resolver, () -> checked(resolver, resolver.getaddrinfo(host, port, hints)));
    }

    /** Asks off the loop. A provider whose classes have gone with its bundle fails this lookup and nothing else. */
    private <T> LoopFuture<T> ask(ResolverProvider resolver, Callable<T> question) {
        return loop.runInExecutor(null, () -> {
            try {
                return question.call();
            } catch (LinkageError e) {
                throw new ResolverException(
                        ResolverException.EAI_FAIL, "The resolver " + resolver.name() + " could not run: " + e, e);
            }
        });
    }

    private static <T> T checked(ResolverProvider resolver, @Nullable T answer) throws ResolverException {
        if (answer == null) {
            throw new ResolverException(
                    ResolverException.EAI_FAIL,
                    "The resolver " + resolver.name()
                            + " has returned null, where an answer or a ResolverException belongs",
                    null);
        }
        return answer;
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
        return ask(resolver, () -> checked(resolver, resolver.getnameinfo(address, flags)));
    }

    Set<ResolverCapability> capabilities() {
        return resolver().capabilities();
    }

    private ResolverProvider resolver() {
        for (ResolverProvider each : loop.subsystems().all(ResolverProvider.class)) {
            if (canServe(each)) {
                return each;
            }
        }
        return BUILT_IN;
    }

    /** One that breaks its promise never to throw here, as its bundle has gone perhaps, is passed over. */
    private static boolean canServe(ResolverProvider resolver) {
        try {
            return resolver.availability().available();
        } catch (RuntimeException | LinkageError e) {
            LOG.log(
                    Level.WARNING,
                    "The resolver " + resolver.getClass().getName() + " is passed over, as it failed",
                    e);
            return false;
        }
    }
}
