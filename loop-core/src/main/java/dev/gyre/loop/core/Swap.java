package dev.gyre.loop.core;

import dev.gyre.loop.ErrorKind;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopIOException;
import dev.gyre.loop.SwapRefusedException;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.spi.Adoption;
import dev.gyre.loop.spi.Capability;
import dev.gyre.loop.spi.LoopBackend;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.Port;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The live swap, by prepare and commit, as a callback of its own. Until the commit the old backend is not touched, and taking it all back
 * is one {@code release} of the new one.
 */
final class Swap {
    private static final long QUIESCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final EngineLoop loop;

    Swap(EngineLoop loop) {
        this.loop = loop;
    }

    /** Asks for a voluntary swap, from any thread. */
    LoopFuture<SwapReport> ask(LoopBackendProvider provider) {
        Promise<SwapReport> answer = new Promise<>(loop);
        loop.soonFromAnywhere(() -> answerWith(answer, () -> to(provider, false)), LoopContext.empty());
        return answer;
    }

    /** Leaves the present backend, at once when this is the loop's thread, else as a callback. */
    LoopFuture<SwapReport> force(@Nullable LoopBackendProvider provider, Duration grace) {
        Promise<SwapReport> answer = new Promise<>(loop);
        Attempt leave = () -> leave(provider, grace);
        if (loop.inEventLoop()) {
            answerWith(answer, leave);
        } else {
            loop.soonFromAnywhere(() -> answerWith(answer, leave), LoopContext.empty());
        }
        return answer;
    }

    @FunctionalInterface
    private interface Attempt {
        SwapReport make();
    }

    private static void answerWith(Promise<SwapReport> answer, Attempt attempt) {
        try {
            answer.succeed(attempt.make());
        } catch (RuntimeException | Error e) {
            answer.fail(e);
            Dispatch.throwIfFatal(e);
        }
    }

    private SwapReport leave(@Nullable LoopBackendProvider provider, Duration grace) {
        if (provider != null) {
            try {
                return to(provider, true);
            } catch (RuntimeException | LinkageError e) {
                System.getLogger("dev.gyre.loop.swap")
                        .log(System.Logger.Level.WARNING, "Parking " + loop.name() + ": " + e.getMessage(), e);
            }
        }
        ParkedBackend parked = new ParkedBackend(loop.base().backend().sockets());
        SwapReport report = exchange(ParkedBackend.NAME, Set.of(), parked, true);
        loop.callLater(grace, () -> endIfStill(parked, grace));
        return report;
    }

    private void endIfStill(ParkedBackend parked, Duration grace) {
        if (loop.base().backend() == parked) {
            LoopIOException cause = new LoopIOException(
                    ErrorKind.CLOSED, "No backend came within " + grace + " for the loop " + loop.name(), null);
            loop.handles().snapshot().forEach(handle -> handle.fail(cause));
            loop.shutdown(Duration.ZERO);
        }
    }

    private SwapReport to(LoopBackendProvider provider, boolean forced) {
        LoopBackend next;
        Set<Capability> capabilities;
        try {
            capabilities = provider.capabilities();
            next = provider.open(EngineFactory.settings(loop.config()));
        } catch (IOException | RuntimeException | LinkageError e) {
            throw refused(provider.name(), "it could not be opened: " + e.getMessage(), e);
        }
        return exchange(provider.name(), capabilities, next, forced);
    }

    private SwapReport exchange(String name, Set<Capability> capabilities, LoopBackend next, boolean forced) {
        long began = System.nanoTime();
        LoopBackend old = loop.base().backend();
        String from = loop.backend();
        Map<PortHandle, Throwable> doomed = new LinkedHashMap<>();
        Map<PortHandle, Port> prepared = new LinkedHashMap<>();
        try {
            askEach(name, next, forced, doomed);
            quiesce(name, old);
            prepareEach(name, next, forced, doomed, prepared);
        } catch (RuntimeException | Error e) {
            next.release();
            old.resume();
            throw e;
        }
        loop.base(loop.base().next(name, capabilities, next));
        prepared.forEach(PortHandle::flip);
        doomed.forEach(PortHandle::fail);
        doomed.keySet().forEach(PortHandle::closePort);
        old.release();
        List<String> failed = doomed.entrySet().stream()
                .map(each -> each.getKey().describe() + ": " + each.getValue().getMessage())
                .toList();
        loop.gauges().swapped();
        SwapReport report =
                new SwapReport(from, name, prepared.size(), failed, Duration.ofNanos(System.nanoTime() - began));
        Flight.swapped(loop, report);
        return report;
    }

    private void askEach(String name, LoopBackend next, boolean forced, Map<PortHandle, Throwable> doomed) {
        for (PortHandle handle : loop.handles().snapshot()) {
            Adoption answer;
            Throwable failure = null;
            try {
                answer = next.canAdopt(handle.kind(), handle.owned());
            } catch (RuntimeException | LinkageError e) {
                answer = Adoption.no("asked whether it can, it failed: " + e);
                failure = e;
            }
            if (!answer.possible()) {
                doom(name, handle, answer.reason(), failure, forced, doomed);
            }
        }
    }

    private void doom(
            String name,
            PortHandle handle,
            @Nullable String reason,
            @Nullable Throwable cause,
            boolean forced,
            Map<PortHandle, Throwable> doomed) {
        SwapRefusedException refusal = refused(name, "it cannot take over " + handle.describe() + ": " + reason, cause);
        if (!forced) {
            throw refusal;
        }
        doomed.put(handle, refusal);
    }

    /** Lets a completion mechanism drain; what it reports meanwhile is dispatched afterwards. */
    private void quiesce(String name, LoopBackend old) {
        long deadline = System.nanoTime() + QUIESCE_NANOS;
        while (!old.quiesce()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                throw refused(name, loop.backend() + " still has operations in flight after five seconds", null);
            }
            try {
                old.poll(left, loop.scheduler().batch());
            } catch (IOException e) {
                throw refused(name, loop.backend() + " could not drain: " + e.getMessage(), e);
            }
        }
    }

    private void prepareEach(
            String name,
            LoopBackend next,
            boolean forced,
            Map<PortHandle, Throwable> doomed,
            Map<PortHandle, Port> prepared) {
        List<PortHandle> all = new ArrayList<>(loop.handles().snapshot());
        all.removeAll(doomed.keySet());
        for (PortHandle handle : all) {
            try {
                prepared.put(handle, next.prepare(handle.kind(), handle.owned(), handle));
            } catch (IOException | RuntimeException | LinkageError e) {
                doom(name, handle, e.getMessage(), e, forced, doomed);
            }
        }
    }

    private SwapRefusedException refused(String name, String reason, @Nullable Throwable cause) {
        return new SwapRefusedException(
                "The loop " + loop.name() + " stays on " + loop.backend() + " and does not go to " + name + ": "
                        + reason,
                cause);
    }
}
