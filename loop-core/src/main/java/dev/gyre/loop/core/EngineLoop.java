package dev.gyre.loop.core;

import dev.gyre.loop.AddressHints;
import dev.gyre.loop.AddressInfo;
import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.ExceptionHandler;
import dev.gyre.loop.Handle;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.NameFlag;
import dev.gyre.loop.NameInfo;
import dev.gyre.loop.ResolverCapability;
import dev.gyre.loop.SwapReport;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskFactory;
import dev.gyre.loop.TaskOptions;
import dev.gyre.loop.TimerHandle;
import dev.gyre.loop.Watchable;
import dev.gyre.loop.spi.DatagramBatch;
import dev.gyre.loop.spi.LoopBackendProvider;
import dev.gyre.loop.spi.LoopIo;
import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.RunningLoop;
import dev.gyre.loop.spi.Subsystems;
import dev.gyre.loop.spi.ThreadLoop;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The loop: it owns the parts and forwards to them. Life: {@code IDLE ↔ RUNNING}, {@code IDLE → CLOSED}. */
final class EngineLoop implements EventLoop {
    private static final System.Logger LOG = System.getLogger("dev.gyre.loop");
    private static final int DATAGRAMS = 16;
    private static final long LONGEST_DELAY = Long.MAX_VALUE / 4;
    private static final int LONGEST_DATAGRAM = 64 * 1024;

    private enum Life {
        IDLE,
        RUNNING,
        CLOSED
    }

    private static final VarHandle LIFE;
    private static final VarHandle MOUNTED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            LIFE = lookup.findVarHandle(EngineLoop.class, "life", Life.class);
            MOUNTED = lookup.findVarHandle(EngineLoop.class, "mounted", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LoopConfig config;
    private final SubsystemRegistry subsystems;
    private final Debug debug;
    private final Failures failures = new Failures(this);
    private final Dispatch dispatch = new Dispatch(this);
    private final Scheduler scheduler = new Scheduler(this, dispatch);
    private final LiveHandles handles = new LiveHandles();
    private final Reserve reserve = new Reserve();
    private final ChunkPool chunks = new ChunkPool();
    private final Watches watches = new Watches(this);
    private final IoDoor door = new IoDoor(this);
    private final Swap swap = new Swap(this);
    private final DefaultExecutor executor = new DefaultExecutor(this);
    private final Names names = new Names(this);
    private final Shutdown ending = new Shutdown(this);
    private final Tasks tasks;
    private final Gauges gauges = new Gauges();
    private @Nullable Runnable hidden;
    private @Nullable Runnable closed;
    private final Set<Promise<?>> blocked = ConcurrentHashMap.newKeySet();
    private volatile TimeBase base;
    private volatile Thread owner = Thread.currentThread();
    /** The thread of the coroutine that runs, which acts as the owner; written by the thread that runs it, and seen by others when they see it. */
    private @Nullable Thread mounted;

    private volatile Life life = Life.IDLE;
    private final CountDownLatch closing = new CountDownLatch(1);
    private @Nullable TaskFactory taskFactory;
    private @Nullable DatagramBatch datagrams;
    private @Nullable DatagramBatch oneDatagram;
    private @Nullable DatagramBatch leftDatagrams;

    EngineLoop(LoopConfig config, TimeBase base, SubsystemRegistry subsystems) {
        this.config = config;
        this.base = base;
        this.subsystems = subsystems;
        this.tasks = new Tasks(this);
        Boolean asked = config.debug();
        this.debug = new Debug(this, asked != null ? asked : Debug.byDefault());
    }

    /** Has JMX show it until it is closed, where the JDK has JMX; it is missed if nobody closes it. */
    EngineLoop shown() {
        closed = Leaks.watch(this);
        try {
            hidden = Beans.show(this);
        } catch (LinkageError e) {
            LOG.log(Level.DEBUG, "There is no JMX to show the loop " + name(), e);
        }
        return this;
    }

    // Parts

    Gauges gauges() {
        return gauges;
    }

    LoopConfig config() {
        return config;
    }

    TimeBase base() {
        return base;
    }

    void base(TimeBase next) {
        base = next;
    }

    Debug debug() {
        return debug;
    }

    Failures failures() {
        return failures;
    }

    Dispatch dispatch() {
        return dispatch;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    LiveHandles handles() {
        return handles;
    }

    Reserve reserve() {
        return reserve;
    }

    ChunkPool chunks() {
        return chunks;
    }

    IoDoor door() {
        return door;
    }

    Swap swap() {
        return swap;
    }

    DefaultExecutor executor() {
        return executor;
    }

    Set<Promise<?>> blocked() {
        return blocked;
    }

    DatagramBatch datagrams() {
        DatagramBatch batch = datagrams;
        if (batch == null) {
            batch = new DatagramBatch(DATAGRAMS, LONGEST_DATAGRAM, true);
            datagrams = batch;
        }
        return batch;
    }

    /** Room for what a port leaves in its socket when another takes its place. */
    DatagramBatch leftDatagrams() {
        DatagramBatch batch = leftDatagrams;
        if (batch == null) {
            batch = new DatagramBatch(1, LONGEST_DATAGRAM, true);
            leftDatagrams = batch;
        }
        return batch;
    }

    /** Room for one datagram of any length. */
    DatagramBatch oneDatagram() {
        DatagramBatch batch = oneDatagram;
        if (batch == null) {
            batch = new DatagramBatch(1, LONGEST_DATAGRAM);
            oneDatagram = batch;
        }
        return batch;
    }

    // Checks

    void checkOpen() {
        if (life == Life.CLOSED) {
            throw new IllegalStateException("The loop " + name() + " is closed");
        }
    }

    void checkThread(String operation) {
        if (!inEventLoop()) {
            throw wrongThread(operation);
        }
    }

    void refuseInDebug(String operation) {
        if (debug.on()) {
            throw wrongThread(operation);
        }
    }

    void refuseElsewhereInDebug(String operation) {
        if (debug.on() && !inEventLoop()) {
            throw wrongThread(operation);
        }
    }

    private IllegalStateException wrongThread(String operation) {
        return new IllegalStateException(operation + " was called on thread "
                + Thread.currentThread().getName() + ", but the loop " + name() + " belongs to thread "
                + owner.getName()
                + "; hand it over by callSoonThreadsafe");
    }

    // Lifecycle

    @Override
    public <T> T runUntilComplete(CompletionStage<T> stage) throws Exception {
        checkRunnable();
        LoopFuture<T> future = ensureFuture(stage);
        Handle stopper = future.addDoneCallback(done -> stop());
        try {
            runForever();
        } finally {
            stopper.cancel();
        }
        if (!future.isDone()) {
            throw new IllegalStateException("The loop " + name() + " was stopped before the future was done");
        }
        return future.result();
    }

    @Override
    public void runForever() {
        checkRunnable();
        if (!LIFE.compareAndSet(this, Life.IDLE, Life.RUNNING)) {
            throw busy();
        }
        owner = Thread.currentThread();
        debug.runs(true);
        try {
            RunningLoop.bind(this, scheduler::runUntilStopped);
        } finally {
            life = Life.IDLE;
            debug.runs(false);
        }
    }

    private void checkRunnable() {
        checkOpen();
        if (life == Life.RUNNING) {
            throw busy();
        }
        EventLoop other = RunningLoop.current();
        if (other != null) {
            throw new IllegalStateException(
                    "Cannot run the loop " + name() + " while " + other.name() + " is running on the same thread");
        }
    }

    /** Another thread runs it or was faster to run or close it. */
    private IllegalStateException busy() {
        return new IllegalStateException(
                life == Life.CLOSED
                        ? "The loop " + name() + " is closed"
                        : "The loop " + name() + " is running already, on thread " + owner.getName());
    }

    @Override
    public void stop() {
        if (inEventLoop()) {
            scheduler.stop();
        } else {
            refuseInDebug("stop");
            callSoonThreadsafe(scheduler::stop, LoopContext.empty());
        }
    }

    @Override
    public boolean isRunning() {
        return life == Life.RUNNING;
    }

    @Override
    public boolean isClosed() {
        return life == Life.CLOSED;
    }

    @Override
    public void close() {
        if (!LIFE.compareAndSet(this, Life.IDLE, Life.CLOSED)) {
            if (life == Life.CLOSED) {
                return;
            }
            throw new IllegalStateException("Cannot close the loop " + name() + " while it runs; stop it first");
        }
        int cancelled = scheduler.close();
        if (cancelled > 0) {
            LOG.log(Level.INFO, "The loop {0} was closed; {1} callbacks and timers did not run", name(), cancelled);
        }
        handles.onStreamGone(null);
        tasks.close();
        try {
            closeHandles();
        } finally {
            releaseTheRest();
        }
    }

    private void releaseTheRest() {
        try {
            executor.close();
            reserve.give();
            base.backend().release();
        } finally {
            ThreadLoop.forget(this);
            if (hidden != null) {
                hidden.run();
            }
            if (closed != null) {
                closed.run();
            }
            blocked.forEach(Promise::isDone);
            closing.countDown();
        }
    }

    boolean awaitClosed(long timeout, TimeUnit unit) throws InterruptedException {
        return closing.await(timeout, unit);
    }

    private void closeHandles() {
        watches.clear();
        for (PortHandle handle : handles.snapshot()) {
            if (handle instanceof EngineSocket socket) {
                socket.surrender();
                continue;
            }
            LOG.log(
                    Level.WARNING,
                    "The loop " + name() + " was closed under " + handle.describe() + ", which is closed with it"
                            + handle.madeAt());
            if (handle instanceof EngineWatch watch) {
                watch.endWithLoop();
            } else {
                handle.closePort();
            }
        }
    }

    @Override
    public LoopFuture<Void> shutdown(Duration drain) {
        Promise<Void> done = new Promise<>(this);
        if (isClosed()) {
            done.succeed(null);
            return done;
        }
        try {
            callSoonThreadsafe(() -> ending.begin(drain, done), LoopContext.empty());
        } catch (IllegalStateException e) {
            done.succeed(null);
        }
        return done;
    }

    @Override
    public LoopFuture<Void> shutdownDefaultExecutor(Duration timeout) {
        return executor.shutdown(timeout);
    }

    @Override
    public boolean inEventLoop() {
        Thread here = Thread.currentThread();
        return here == owner || here == mounted();
    }

    Thread owner() {
        return owner;
    }

    @Nullable
    Thread mounted() {
        return (Thread) MOUNTED.getOpaque(this);
    }

    void mounted(@Nullable Thread coroutine) {
        MOUNTED.setOpaque(this, coroutine);
    }

    @Override
    public String name() {
        return config.name();
    }

    // Debugging

    @Override
    public void setDebug(boolean on) {
        debug.on(on);
    }

    @Override
    public boolean getDebug() {
        return debug.on();
    }

    @Override
    public void setSlowCallbackDuration(Duration threshold) {
        debug.slow(threshold);
    }

    @Override
    public Duration getSlowCallbackDuration() {
        return debug.slow();
    }

    // Scheduling

    @Override
    public Handle callSoon(Callback callback, LoopContext context) {
        return scheduler.soon(callback, context);
    }

    @Override
    public Handle callSoonThreadsafe(Callback callback, LoopContext context) {
        return scheduler.threadsafe(callback, context);
    }

    /** Schedules from whatever thread this is; on a closed loop it does nothing, as whoever waits was told by the close. */
    void soonFromAnywhere(Callback callback, LoopContext context) {
        try {
            if (inEventLoop()) {
                scheduler.soon(callback, context);
            } else {
                scheduler.threadsafe(callback, context);
            }
        } catch (IllegalStateException e) {
            if (!isClosed()) {
                throw e;
            }
        }
    }

    @Override
    public void execute(Runnable command) {
        try {
            callSoonThreadsafe(command::run);
        } catch (IllegalStateException e) {
            throw new RejectedExecutionException(e.getMessage(), e);
        }
    }

    @Override
    public TimerHandle callLater(long delay, TimeUnit unit, Callback callback, LoopContext context) {
        return scheduler.at(time() + Math.min(LONGEST_DELAY, unit.toNanos(delay)), callback, context);
    }

    @Override
    public TimerHandle callAt(long nanos, Callback callback, LoopContext context) {
        return scheduler.at(nanos, callback, context);
    }

    @Override
    public long time() {
        return base.time();
    }

    @Override
    public ScheduledExecutorService asScheduledExecutorService() {
        return new LoopScheduledExecutor(this);
    }

    // Executor

    @Override
    public <T> LoopFuture<T> runInExecutor(@Nullable Executor where, Callable<T> job) {
        checkOpen();
        return executor.run(where, job);
    }

    @Override
    public void setDefaultExecutor(ExecutorService replacement) {
        executor.replace(replacement);
    }

    // Futures and tasks

    @Override
    public <T> LoopPromise<T> createFuture() {
        return new Promise<>(this);
    }

    @Override
    public <T> LoopFuture<T> wrapFuture(Future<T> future) {
        if (future instanceof CompletionStage<?>) {
            @SuppressWarnings("unchecked") // a future's stage gives what the future does
            CompletionStage<T> stage = (CompletionStage<T>) future;
            return ensureFuture(stage);
        }
        return runInExecutor(null, () -> ForeignFuture.get(future));
    }

    @Override
    public <T> LoopFuture<T> ensureFuture(CompletionStage<T> stage) {
        if (stage instanceof LoopFuture<T> ours && ours.getLoop() == this) {
            return ours;
        }
        return ForeignFuture.follow(this, stage);
    }

    @Override
    public <T> LoopFuture<T> runCoroutineThreadsafe(Callable<T> coroutine) {
        return tasks.startFromAnywhere(coroutine);
    }

    @Override
    public <T> Task<T> createTask(Callable<T> coroutine, TaskOptions options) {
        checkOpen();
        TaskFactory factory = taskFactory;
        return factory != null ? factory.create(this, coroutine, options) : tasks.create(coroutine, options);
    }

    @Override
    public void setTaskFactory(@Nullable TaskFactory factory) {
        taskFactory = factory;
    }

    @Override
    public @Nullable TaskFactory getTaskFactory() {
        return taskFactory;
    }

    // DNS

    @Override
    public LoopFuture<List<AddressInfo>> getaddrinfo(@Nullable String host, int port, AddressHints hints) {
        checkOpen();
        return names.getaddrinfo(host, port, hints);
    }

    @Override
    public LoopFuture<List<AddressInfo>> getaddrinfo(@Nullable String host, String service, AddressHints hints) {
        checkOpen();
        return names.getaddrinfo(host, service, hints);
    }

    @Override
    public LoopFuture<NameInfo> getnameinfo(InetSocketAddress address, Set<NameFlag> flags) {
        checkOpen();
        return names.getnameinfo(address, flags);
    }

    @Override
    public Set<ResolverCapability> resolverCapabilities() {
        return names.capabilities();
    }

    // Watches

    @Override
    public void addReader(Watchable watched, Callback callback) {
        watches.add(watched, Ops.READ, callback);
    }

    @Override
    public boolean removeReader(Watchable watched) {
        return watches.remove(watched, Ops.READ);
    }

    @Override
    public void addWriter(Watchable watched, Callback callback) {
        watches.add(watched, Ops.WRITE, callback);
    }

    @Override
    public boolean removeWriter(Watchable watched) {
        return watches.remove(watched, Ops.WRITE);
    }

    // Error handling

    @Override
    public void callExceptionHandler(ExceptionContext context) {
        failures.report(context);
    }

    @Override
    public void setExceptionHandler(@Nullable ExceptionHandler handler) {
        failures.handler(handler);
    }

    @Override
    public @Nullable ExceptionHandler getExceptionHandler() {
        return failures.handler();
    }

    @Override
    public void defaultExceptionHandler(ExceptionContext context) {
        failures.log(context);
    }

    // Backends and subsystems

    @Override
    public String backend() {
        return base.name();
    }

    @Override
    public LoopFuture<SwapReport> swapBackend(LoopBackendProvider next) {
        checkOpen();
        return swap.ask(next);
    }

    @Override
    public LoopIo io() {
        return door;
    }

    @Override
    public Tasks tasks() {
        return tasks;
    }

    @Override
    public Subsystems subsystems() {
        return subsystems;
    }

    @Override
    public String toString() {
        return "loop " + name() + " (" + life.name().toLowerCase(Locale.ROOT) + ", " + backend() + ")";
    }
}
