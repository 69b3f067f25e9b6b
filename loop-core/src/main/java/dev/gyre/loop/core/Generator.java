package dev.gyre.loop.core;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.Task;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** The inside of a generator: a task that hands values over to whoever asks, and waits at its yields for the next request. */
final class Generator<T> implements AsyncGenerator.Yield<T> {
    private enum Life {
        NEW,
        RUNNING,
        YIELDED,
        ENDED
    }

    private final EngineLoop loop;
    private final Tasks tasks;
    private final String name;
    private final AsyncGenerator.Body<T> body;
    private Life life = Life.NEW;
    private boolean closing;
    private volatile @Nullable EngineTask<Void> task;
    private @Nullable Promise<Optional<T>> request;
    private @Nullable Promise<Object> atYield;

    Generator(EngineLoop loop, Tasks tasks, String name, AsyncGenerator.Body<T> body) {
        this.loop = loop;
        this.tasks = tasks;
        this.name = name;
        this.body = body;
    }

    boolean isNew() {
        return life == Life.NEW;
    }

    boolean hasEnded() {
        return life == Life.ENDED;
    }

    /** {@return who makes the values; null before the first was asked for} */
    @Nullable
    Task<?> task() {
        return task;
    }

    // Asking

    /** What who has asked waits for. */
    static final class Request<T> extends Promise<Optional<T>> {
        private final Generator<T> generator;

        private Request(Generator<T> generator) {
            super(generator.loop, generator::requestCancelled);
            this.generator = generator;
        }

        @Nullable
        Task<?> maker() {
            return isDone() ? null : generator.task();
        }
    }

    LoopFuture<Optional<T>> send(@Nullable Object value) {
        refuseWhileRunning("asked for a value");
        if (life == Life.NEW && value != null) {
            throw new IllegalStateException(
                    name + " was sent a value before its first yield; ask for the first value by next()");
        }
        if (life == Life.ENDED) {
            return ended();
        }
        Promise<Optional<T>> asked = request();
        if (life == Life.NEW) {
            begin();
        } else {
            life = Life.RUNNING;
            yieldPoint().succeed(value);
        }
        return asked;
    }

    LoopFuture<Optional<T>> throwInto(Exception failure) {
        refuseWhileRunning("made to throw");
        if (life == Life.ENDED) {
            return ended();
        }
        Promise<Optional<T>> asked = request();
        if (life == Life.NEW) {
            life = Life.ENDED;
            request = null;
            asked.fail(failure);
        } else {
            life = Life.RUNNING;
            yieldPoint().fail(failure);
        }
        return asked;
    }

    LoopFuture<Void> close() {
        refuseWhileRunning("closed");
        Promise<Void> closed = new Promise<>(loop);
        EngineTask<Void> running = task;
        if (life != Life.YIELDED || running == null) {
            life = Life.ENDED;
            closed.succeed(null);
            return closed;
        }
        closing = true;
        life = Life.RUNNING;
        running.addDoneCallback(done -> {
            Throwable failure = done.isCancelled() ? null : done.exception();
            if (failure == null) {
                closed.succeed(null);
            } else {
                closed.fail(failure);
            }
        });
        yieldPoint().fail(new CancellationException(name + " was closed"));
        return closed;
    }

    private Promise<Optional<T>> request() {
        Promise<Optional<T>> asked = new Request<>(this);
        request = asked;
        return asked;
    }

    private void requestCancelled() {
        EngineTask<Void> running = task;
        if (running != null) {
            running.cancel(name + "'s pending request was cancelled");
        }
    }

    private LoopFuture<Optional<T>> ended() {
        Promise<Optional<T>> none = new Promise<>(loop);
        none.succeed(Optional.empty());
        return none;
    }

    private Promise<Object> yieldPoint() {
        return Objects.requireNonNull(atYield);
    }

    private void refuseWhileRunning(String attempt) {
        if (life == Life.RUNNING) {
            throw new IllegalStateException(name + " cannot be " + attempt + " while a request is pending");
        }
    }

    // The coroutine

    private void begin() {
        life = Life.RUNNING;
        EngineTask<Void> made = tasks.createHere(this::run, name);
        task = made;
        made.addDoneCallback(done -> ended(made));
    }

    @SuppressWarnings("NullAway") // a Void has no other value
    private Void run() throws Exception {
        body.run(this);
        return null;
    }

    @Override
    public @Nullable Object yield(T value) throws Exception {
        Optional<T> given = Optional.of(value);
        if (closing) {
            throw new IllegalStateException(name + " yields on after it was closed");
        }
        life = Life.YIELDED;
        Promise<Object> next = new Promise<>(loop);
        atYield = next;
        answer(given);
        return tasks.await(next);
    }

    private void answer(Optional<T> given) {
        Promise<Optional<T>> asked = request;
        request = null;
        if (asked != null) {
            asked.succeed(given);
        }
    }

    private void ended(EngineTask<Void> made) {
        life = Life.ENDED;
        Promise<Optional<T>> asked = request;
        request = null;
        Throwable failure = made.isCancelled() ? new CancellationException(name + " was cancelled") : made.exception();
        if (asked != null && failure != null) {
            asked.fail(failure);
        } else if (asked != null) {
            asked.succeed(Optional.empty());
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
