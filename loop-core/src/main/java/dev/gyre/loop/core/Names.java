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
import java.net.InetSocketAddress;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Name resolution: numbers are answered at once, names off the loop by the best {@link ResolverProvider}, or the JDK's. */
final class Names {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");
    private static final ResolverProvider BUILT_IN = new JdkResolver();
    /** What no number tells: which addresses this machine has, and what it makes of those of the other family. */
    private static final Set<AddressFlag> OF_THE_MACHINE =
            Set.of(AddressFlag.ADDRCONFIG, AddressFlag.V4MAPPED, AddressFlag.ALL);

    private final EngineLoop loop;

    Names(EngineLoop loop) {
        this.loop = loop;
    }

    LoopFuture<List<AddressInfo>> getaddrinfo(@Nullable String host, int port, AddressHints hints) {
        boolean number =
                host == null || hints.flags().contains(AddressFlag.NUMERICHOST) || NumericHost.parse(host) != null;
        if (number && Collections.disjoint(hints.flags(), OF_THE_MACHINE)) {
            return atOnce(() -> BUILT_IN.getaddrinfo(host, port, hints));
        }
        return ask(best -> {
            ResolverProvider resolver = number && !has(best, ResolverCapability.ADDRESS_FLAGS) ? BUILT_IN : best;
            return checked(resolver, resolver.getaddrinfo(host, port, hints));
        });
    }

    LoopFuture<List<AddressInfo>> getaddrinfo(@Nullable String host, String service, AddressHints hints) {
        if (isPort(service)) {
            return getaddrinfo(host, port(service), hints);
        }
        return ask(best -> {
            ResolverProvider resolver = has(best, ResolverCapability.SERVICE_NAMES) ? best : BUILT_IN;
            return checked(resolver, resolver.getaddrinfo(host, service, hints));
        });
    }

    private static boolean isPort(String service) {
        return !service.isEmpty() && service.chars().allMatch(digit -> digit >= '0' && digit <= '9');
    }

    /** {@return the number, or one that is refused for no port can be as high} */
    private static int port(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException tooHigh) {
            return Integer.MAX_VALUE;
        }
    }

    /** One that breaks its promise never to throw here, as its bundle has gone perhaps, has nothing. */
    private static boolean has(ResolverProvider resolver, ResolverCapability capability) {
        try {
            return resolver.capabilities().contains(capability);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(Level.WARNING, "The resolver " + resolver.getClass().getName() + " does not say what it can do", e);
            return false;
        }
    }

    @FunctionalInterface
    private interface Question<T> {
        T ask(ResolverProvider resolver) throws Exception;
    }

    /**
     * Chooses the resolver and asks it, both off the loop: a provider may look for its native library before it says whether it can serve. One
     * whose classes have gone with its bundle fails this lookup and nothing else.
     */
    private <T> LoopFuture<T> ask(Question<T> question) {
        return loop.runInExecutor(null, () -> {
            ResolverProvider resolver = resolver();
            try {
                return question.ask(resolver);
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

    private LoopFuture<List<AddressInfo>> atOnce(Callable<List<AddressInfo>> question) {
        Promise<List<AddressInfo>> answer = new Promise<>(loop);
        try {
            answer.succeed(question.call());
        } catch (Exception e) {
            answer.fail(e);
        }
        return answer;
    }

    LoopFuture<NameInfo> getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
        return ask(resolver -> checked(resolver, resolver.getnameinfo(address, flags)));
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
