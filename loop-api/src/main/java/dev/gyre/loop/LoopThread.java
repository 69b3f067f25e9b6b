package dev.gyre.loop;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A loop running on a thread of its own.
 *
 * <p><b>Threading</b>: any thread may call every method but for the loop's own, which cannot wait for itself.
 */
public final class LoopThread implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final Thread thread;
    private final CompletableFuture<EventLoop> started = new CompletableFuture<>();
    private final EventLoop loop;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Only until the loop is made: a policy that was exchanged must not be kept by the threads of its loops. */
    private @Nullable EventLoopPolicy maker;

    private LoopThread(LoopConfig config, EventLoopPolicy policy) {
        maker = policy;
        thread = new Thread(() -> serve(config), config.name());
        thread.start();
        loop = started.join();
    }

    /**
     * Starts a loop.
     *
     * @param name the name of loop and thread
     * @return the running loop with its thread
     */
    public static LoopThread start(String name) {
        return start(LoopConfig.named(name));
    }

    /**
     * Starts a loop.
     *
     * @param config how it is set up
     * @return the running loop with its thread
     * @throws java.util.concurrent.CompletionException when the loop could not be made
     */
    public static LoopThread start(LoopConfig config) {
        return start(config, EventLoops.getEventLoopPolicy());
    }

    /**
     * Starts a loop that a certain policy makes, such as that of one of several containers.
     *
     * @param config how it is set up
     * @param policy makes it
     * @return the running loop with its thread
     * @throws java.util.concurrent.CompletionException when the loop could not be made
     */
    public static LoopThread start(LoopConfig config, EventLoopPolicy policy) {
        return new LoopThread(config, policy);
    }

    private void serve(LoopConfig config) {
        try {
            run(config);
        } finally {
            ended.complete(null);
        }
    }

    private EventLoop make(LoopConfig config) {
        EventLoopPolicy policy = Objects.requireNonNull(maker);
        maker = null;
        return policy.newEventLoop(config);
    }

    private void run(LoopConfig config) {
        EventLoop made;
        try {
            made = make(config);
        } catch (RuntimeException | Error e) {
            started.completeExceptionally(e);
            return;
        }
        try (EventLoop running = made) {
            running.callSoon(() -> started.complete(running));
            running.runForever();
        } catch (RuntimeException | Error e) {
            started.completeExceptionally(e);
            throw e;
        }
    }

    /**
     * {@return the loop}
     */
    public EventLoop loop() {
        return loop;
    }

    /**
     * {@return its thread}
     */
    public Thread thread() {
        return thread;
    }

    /**
     * {@return completes when the loop has ended, whatever the reason, on its thread}
     */
    public CompletionStage<Void> ended() {
        return ended.minimalCompletionStage();
    }

    /**
     * Drains the loop, then ends its thread.
     *
     * @param drain how long servers and connections have to end
     * @throws IllegalStateException on the loop's own thread
     * @throws InterruptedException when the caller was interrupted while it waited
     */
    public void shutdown(Duration drain) throws InterruptedException {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(
                    "The thread " + thread.getName() + " cannot wait for its own end; call loop().shutdown");
        }
        if (!loop.isClosed()) {
            loop.shutdown(drain);
        }
        thread.join();
    }

    /** Drains for ten seconds, then ends the thread. An interrupt is kept for the caller. */
    @Override
    public void close() {
        try {
            shutdown(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
