package dev.gyre.loop.core;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import dev.gyre.loop.spi.Coroutine;
import dev.gyre.loop.spi.LoopTasks;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The loop's tasks. It runs their coroutines on the loop's thread one at a time and never one inside another, and ends them when the loop
 * closes.
 */
final class Tasks implements LoopTasks {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");
    private static final long END_SECONDS = 5;

    private final EngineLoop loop;
    private final Generators generators;
    private final RunnerChoice choice;
    private final Links links = new Links();
    private final Rescue rescue;
    private final Set<Task<?>> alive = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Task<?> current;
    private volatile @Nullable CountDownLatch ending;
    /** It is to begin as soon as the coroutine that made it has given way. */
    private @Nullable EngineTask<?> eager;

    Tasks(EngineLoop loop) {
        this.loop = loop;
        this.choice = new RunnerChoice(loop.subsystems());
        this.generators = new Generators(loop, this);
        this.rescue = new Rescue(loop);
    }

    // Making them

    @Override
    public <T> Task<T> create(Callable<T> coroutine, TaskOptions options) {
        loop.checkOpen();
        loop.refuseElsewhereInDebug("createTask");
        choice.best("createTask");
        EngineTask<T> task = new EngineTask<>(loop, this, coroutine, options);
        alive.add(task);
        if (Boolean.TRUE.equals(options.eagerStart()) && loop.isRunning() && loop.inEventLoop()) {
            beginNow(task);
        } else {
            loop.scheduler().soon(task::begin, task.getContext());
        }
        return task;
    }

    /** Makes one from any thread; cancelling the result cancels it. */
    <T> LoopFuture<T> startFromAnywhere(Callable<T> coroutine) {
        AtomicReference<@Nullable Task<T>> made = new AtomicReference<>();
        Promise<T> result = new Promise<>(loop, () -> {
            Task<T> task = made.get();
            if (task != null) {
                task.cancel();
            }
        });
        loop.callSoonThreadsafe(() -> {
            if (result.isDone()) {
                return;
            }
            try {
                Task<T> task = loop.createTask(coroutine);
                made.set(task);
                task.whenComplete((value, failure) -> {
                    if (failure != null) {
                        result.fail(failure);
                    } else {
                        result.succeed(value);
                    }
                });
                if (result.isCancelled()) {
                    task.cancel();
                }
            } catch (RuntimeException e) {
                result.fail(e);
            }
        });
        return result;
    }

    /** Makes one that is part of something else, and begins it at once. */
    <T> EngineTask<T> createHere(Callable<T> coroutine, String name) {
        EngineTask<T> task = new EngineTask<>(loop, this, coroutine, TaskOptions.named(name));
        alive.add(task);
        beginNow(task);
        return task;
    }

    private void beginNow(EngineTask<?> task) {
        EngineTask<?> maker = mounted();
        if (maker == null) {
            Task<?> before = current;
            task.begin();
            current = before;
        } else {
            eager = task;
            maker.coroutine().suspend();
        }
    }

    Coroutine coroutine(String name, Runnable body, EngineTask<?> task) {
        return choice.best("createTask").create(name, body, coroutine -> ready(task));
    }

    // Running them

    /** Runs a coroutine that begins, or whose wait has ended; and those that it begins at once. */
    void run(EngineTask<?> task) {
        Coroutine coroutine = task.coroutine();
        mount(task, coroutine, true);
        while (eager != null) {
            EngineTask<?> child = eager;
            eager = null;
            child.begin();
            mount(task, coroutine, true);
        }
        afterwards(task, coroutine);
    }

    private void proceed(EngineTask<?> task) {
        Coroutine coroutine = task.coroutine();
        mount(task, coroutine, false);
        if (eager != null) {
            EngineTask<?> child = eager;
            eager = null;
            child.begin();
            run(task);
        } else {
            afterwards(task, coroutine);
        }
    }

    private void mount(EngineTask<?> task, Coroutine coroutine, boolean resumes) {
        Thread before = loop.mounted();
        Task<?> currentBefore = current;
        loop.mounted(coroutine.thread());
        current = task;
        try {
            if (resumes) {
                coroutine.resume();
            } else {
                coroutine.proceed();
            }
        } finally {
            loop.mounted(before);
            current = currentBefore;
        }
    }

    private void afterwards(EngineTask<?> task, Coroutine coroutine) {
        if (coroutine.isEnded()) {
            ended(task);
            task.complete();
        } else if (!task.isSuspended() && loop.getDebug()) {
            loop.debug().blocked(task, coroutine.thread());
        }
    }

    private @Nullable EngineTask<?> mounted() {
        return current instanceof EngineTask<?> task
                        && task.hasBegun()
                        && task.coroutine().thread() == Thread.currentThread()
                ? task
                : null;
    }

    void ended(EngineTask<?> task) {
        alive.remove(task);
        CountDownLatch waiting = ending;
        if (waiting != null) {
            waiting.countDown();
        }
    }

    /** A coroutine that something else had blocked can go on. Called by the JDK's threads, which an exception would end. */
    private void ready(EngineTask<?> task) {
        task.markReady();
        try {
            loop.scheduler().threadsafe(() -> proceedIfReady(task), LoopContext.empty());
        } catch (IllegalStateException closed) {
            rescue(task);
        }
    }

    private void proceedIfReady(EngineTask<?> task) {
        if (task.claimReady()) {
            proceed(task);
        }
    }

    private void rescue(EngineTask<?> task) {
        if (task.claimReady()) {
            rescue.run(() -> proceed(task));
        }
    }

    // Waiting

    @Override
    public <R> R await(CompletionStage<R> stage) throws Exception {
        EngineTask<?> task = mounted();
        if (task == null) {
            throw new IllegalStateException("Task.await was called outside a coroutine of the loop " + loop.name()
                    + "; make one by createTask, or add a callback to the future");
        }
        return task.await(stage);
    }

    @Override
    public void pause() {
        try {
            await(new Turn(loop));
        } catch (Exception cancelled) {
            throw Sneaky.sneak(cancelled);
        }
    }

    @Override
    public <T> LoopPromise<T> createWhole(Predicate<@Nullable String> cancel) {
        return new Whole<>(loop, cancel);
    }

    /** {@return whether the calling code is a coroutine, which may wait} */
    boolean mayAwait() {
        return mounted() != null;
    }

    // Asking

    @Override
    public @Nullable Task<?> current() {
        return current;
    }

    @Override
    public Set<Task<?>> all() {
        return Set.copyOf(alive);
    }

    @Override
    public void link(LoopFuture<?> whole, LoopFuture<?> part) {
        links.add(whole, part);
    }

    @Override
    public Set<LoopFuture<?>> parts(LoopFuture<?> whole) {
        if (whole instanceof Generator.Request<?> request) {
            Task<?> maker = request.maker();
            return maker == null ? Set.of() : Set.of(maker);
        }
        return links.of(whole);
    }

    @Override
    public BackendLadder runners() {
        return choice.ladder();
    }

    // Tasks of another make

    @Override
    public void register(Task<?> task) {
        alive.add(task);
    }

    @Override
    public void unregister(Task<?> task) {
        alive.remove(task);
    }

    @Override
    public @Nullable Task<?> swapCurrent(@Nullable Task<?> task) {
        Task<?> before = current;
        current = task;
        return before;
    }

    // Generators

    @Override
    public <T> AsyncGenerator<T> generator(AsyncGenerator.Body<T> body) {
        loop.checkOpen();
        return generators.create(body);
    }

    /** Closes generators that nobody has any more. */
    void closeDropped() {
        generators.closeCollected();
    }

    @Override
    public LoopFuture<Void> shutdownGenerators() {
        return generators.shutdown();
    }

    // The end

    /** The loop has closed. Every task is cancelled, and what has begun is run to its end elsewhere; to a deadline. */
    void close() {
        List<EngineTask<?>> begun = new ArrayList<>();
        for (Task<?> each : alive) {
            loop.failures()
                    .report(ExceptionContext.of("The loop was closed while a task was pending: " + each)
                            .future(each)
                            .build());
            if (each instanceof EngineTask<?> task && task.hasBegun()) {
                begun.add(task);
            } else {
                alive.remove(each);
                each.isDone();
            }
        }
        if (begun.isEmpty()) {
            return;
        }
        CountDownLatch waiting = new CountDownLatch(begun.size());
        ending = waiting;
        begun.forEach(task -> rescue.run(() -> abort(task)));
        try {
            if (!waiting.await(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "The loop {0} was closed, and these go on: {1}", loop.name(), alive);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void abort(EngineTask<?> task) {
        task.abort();
        if (task.isSuspended()) {
            run(task);
        } else if (task.claimReady()) {
            proceed(task);
        } else if (!task.coroutine().isEnded()) {
            task.coroutine().thread().interrupt();
        }
    }
}
