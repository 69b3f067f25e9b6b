package dev.gyre.loop;

import dev.gyre.loop.spi.Registration;
import dev.gyre.loop.spi.RunningLoop;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Obtaining event loops.
 *
 * <p><b>Threading</b>: any thread.
 */
public final class EventLoops {
    private static final List<Installed> INSTALLED = new CopyOnWriteArrayList<>();
    private static volatile @Nullable EventLoopPolicy chosen;
    private static volatile @Nullable EventLoopPolicy discovered;

    private EventLoops() {}

    /**
     * {@return the loop that runs the calling code}
     *
     * @throws IllegalStateException when none does
     */
    public static EventLoop getRunningLoop() {
        EventLoop loop = RunningLoop.current();
        if (loop == null) {
            throw new IllegalStateException("No event loop is running on thread "
                    + Thread.currentThread().getName() + "; call this from a callback or coroutine of a loop");
        }
        return loop;
    }

    /**
     * {@return the running loop, else the one the policy has for this thread}
     *
     * @throws IllegalStateException when there is neither
     */
    public static EventLoop getEventLoop() {
        EventLoop loop = RunningLoop.current();
        return loop != null ? loop : getEventLoopPolicy().getEventLoop();
    }

    /**
     * Sets the calling thread's loop.
     *
     * @param loop the loop; null clears it
     */
    public static void setEventLoop(@Nullable EventLoop loop) {
        getEventLoopPolicy().setEventLoop(loop);
    }

    /**
     * {@return a new loop, set up as usual}
     *
     * @throws IllegalStateException when no backend can serve
     */
    public static EventLoop newEventLoop() {
        return newEventLoop(LoopConfig.defaults());
    }

    /**
     * {@return a new loop}
     *
     * @param config how it is set up
     * @throws IllegalStateException when no backend can serve
     */
    public static EventLoop newEventLoop(LoopConfig config) {
        return getEventLoopPolicy().newEventLoop(config);
    }

    /**
     * Runs a coroutine on a new loop and closes the loop.
     *
     * @param <T> the result
     * @param main the coroutine
     * @return its result
     * @throws Exception what it threw, itself
     */
    public static <T> T run(Callable<T> main) throws Exception {
        try (Runner runner = new Runner()) {
            return runner.run(main);
        }
    }

    /**
     * Runs a coroutine without a result on a new loop and closes the loop.
     *
     * @param main the coroutine
     * @throws Exception what it threw, itself
     */
    public static void run(Callback main) throws Exception {
        try (Runner runner = new Runner()) {
            runner.run(main);
        }
    }

    /**
     * {@return the task whose coroutine runs now; null in a callback}
     *
     * @throws IllegalStateException when no loop runs the calling code
     */
    public static @Nullable Task<?> currentTask() {
        return getRunningLoop().tasks().current();
    }

    /**
     * {@return the tasks of a loop that have not ended, a copy}; any thread.
     *
     * @param loop the loop
     */
    public static Set<Task<?>> allTasks(EventLoop loop) {
        return loop.tasks().all();
    }

    /**
     * {@return the policy: the one that was set, else the one installed last, else the first that {@link ServiceLoader} finds}
     *
     * @throws IllegalStateException when there is none
     */
    public static EventLoopPolicy getEventLoopPolicy() {
        EventLoopPolicy policy = chosen;
        if (policy != null) {
            return policy;
        }
        if (!INSTALLED.isEmpty()) {
            return INSTALLED.getLast().policy;
        }
        policy = discovered;
        return policy != null ? policy : discover();
    }

    /**
     * Sets the policy.
     *
     * @param policy the policy; null restores the default
     */
    public static void setEventLoopPolicy(@Nullable EventLoopPolicy policy) {
        chosen = policy;
    }

    /**
     * Installs a default policy on top of those installed before, as a container or framework does. Frameworks that share this API
     * each take back their own.
     *
     * @param policy the policy
     * @return takes it back, wherever in the stack it is by then
     */
    public static Registration installPolicy(EventLoopPolicy policy) {
        Installed entry = new Installed(policy);
        INSTALLED.add(entry);
        return () -> INSTALLED.remove(entry);
    }

    private static synchronized EventLoopPolicy discover() {
        EventLoopPolicy policy = discovered;
        if (policy == null) {
            IllegalStateException none = new IllegalStateException(
                    "No event-loop policy was found: add the module dev.gyre.policy (gyre-policy.jar) to the class path, module path or"
                            + " container and start it, or call EventLoops.setEventLoopPolicy");
            policy = first(EventLoops.class.getClassLoader(), none);
            if (policy == null) {
                policy = first(Thread.currentThread().getContextClassLoader(), none);
            }
            if (policy == null) {
                throw none;
            }
            discovered = policy;
        }
        return policy;
    }

    /** The first a loader has; what cannot be used, such as one made for another copy of this API, is noted with the failure. */
    private static @Nullable EventLoopPolicy first(@Nullable ClassLoader loader, IllegalStateException none) {
        try {
            return ServiceLoader.load(EventLoopPolicy.class, loader).findFirst().orElse(null);
        } catch (ServiceConfigurationError e) {
            none.addSuppressed(e);
            return null;
        }
    }

    /** An entry of the stack; its identity, not the policy's, is what a registration takes back. */
    private static final class Installed {
        private final EventLoopPolicy policy;

        private Installed(EventLoopPolicy policy) {
            this.policy = policy;
        }
    }
}
