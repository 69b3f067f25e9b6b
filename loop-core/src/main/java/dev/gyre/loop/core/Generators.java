package dev.gyre.loop.core;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopFuture;
import java.lang.System.Logger.Level;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The loop's generators that have begun: closed all together on request, and one by one when nobody has them any more. Loop's thread. */
final class Generators {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");

    private final EngineLoop loop;
    private final Tasks tasks;
    private final Set<Begun> begun = new LinkedHashSet<>();
    private final ReferenceQueue<GeneratorHandle<?>> collected = new ReferenceQueue<>();
    private long made;
    private boolean shutDown;

    Generators(EngineLoop loop, Tasks tasks) {
        this.loop = loop;
        this.tasks = tasks;
    }

    <T> AsyncGenerator<T> create(AsyncGenerator.Body<T> body) {
        return new GeneratorHandle<>(this, new Generator<>(loop, tasks, "AsyncGenerator-" + ++made, body));
    }

    void checkThread() {
        loop.refuseElsewhereInDebug("An asynchronous generator");
    }

    void begins(GeneratorHandle<?> handle, Generator<?> inside) {
        if (shutDown) {
            LOG.log(Level.WARNING, "{0} begins after shutdownAsyncgens() of the loop {1}", inside, loop.name());
        }
        begun.removeIf(each -> each.inside.hasEnded());
        begun.add(new Begun(handle, collected, inside));
    }

    /** Closes those that were collected. */
    void closeCollected() {
        for (Object each = collected.poll(); each != null; each = collected.poll()) {
            if (each instanceof Begun gone && begun.remove(gone) && !gone.inside.hasEnded()) {
                if (loop.getDebug()) {
                    LOG.log(Level.WARNING, "{0} was dropped before its end and is closed", gone.inside);
                }
                close(gone.inside);
            }
        }
    }

    LoopFuture<Void> shutdown() {
        shutDown = true;
        List<Begun> all = List.copyOf(begun);
        begun.clear();
        List<LoopFuture<Void>> closing = new ArrayList<>();
        for (Begun each : all) {
            if (!each.inside.hasEnded()) {
                closing.add(close(each.inside));
            }
        }
        Promise<Void> done = new Promise<>(loop);
        Promise.settle(closing, done);
        return done;
    }

    private LoopFuture<Void> close(Generator<?> generator) {
        Promise<Void> closed = new Promise<>(loop);
        try {
            generator.close().whenComplete((nothing, failure) -> {
                if (failure != null) {
                    report(generator, failure);
                }
                closed.succeed(null);
            });
        } catch (IllegalStateException running) {
            report(generator, running);
            closed.succeed(null);
        }
        return closed;
    }

    private void report(Generator<?> generator, Throwable failure) {
        loop.callExceptionHandler(ExceptionContext.of("An error occurred while closing " + generator)
                .exception(failure)
                .build());
    }

    /** Outlives what the application had of a generator. */
    private static final class Begun extends PhantomReference<GeneratorHandle<?>> {
        private final Generator<?> inside;

        private Begun(GeneratorHandle<?> handle, ReferenceQueue<GeneratorHandle<?>> queue, Generator<?> inside) {
            super(handle, queue);
            this.inside = inside;
        }
    }
}
