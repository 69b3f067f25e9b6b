package dev.gyre.loop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several loops, each on a thread of its own.
 *
 * <p><b>Threading</b>: any thread.
 *
 * <p><b>Differences from asyncio</b>: asyncio has nothing like it.
 */
public final class EventLoopGroup implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);

    private final List<LoopThread> threads;
    private final AtomicInteger turn = new AtomicInteger();

    private EventLoopGroup(List<LoopThread> threads) {
        this.threads = List.copyOf(threads);
    }

    /**
     * Starts some loops.
     *
     * @param count how many, at least one
     * @param config how each is set up; {@code -0}, {@code -1} … is added to the name
     * @return the group
     */
    public static EventLoopGroup start(int count, LoopConfig config) {
        return start(count, config, EventLoops.getEventLoopPolicy());
    }

    /**
     * Starts some loops that a certain policy makes.
     *
     * @param count how many, at least one
     * @param config how each is set up; {@code -0}, {@code -1} … is added to the name
     * @param policy makes them
     * @return the group
     */
    public static EventLoopGroup start(int count, LoopConfig config, EventLoopPolicy policy) {
        if (count < 1) {
            throw new IllegalArgumentException("A group has at least one loop, not " + count);
        }
        List<LoopThread> started = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                started.add(LoopThread.start(config.withName(config.name() + "-" + i), policy));
            }
        } catch (RuntimeException | Error e) {
            started.forEach(LoopThread::close);
            throw e;
        }
        return new EventLoopGroup(started);
    }

    /**
     * {@return one of the loops, in turn}
     */
    public EventLoop next() {
        return threads.get(Math.floorMod(turn.getAndIncrement(), threads.size()))
                .loop();
    }

    /**
     * {@return all of the loops}
     */
    public List<EventLoop> loops() {
        return threads.stream().map(LoopThread::loop).toList();
    }

    /**
     * {@return the loops with their threads}
     */
    public List<LoopThread> threads() {
        return threads;
    }

    /**
     * Drains all loops at once, then ends their threads.
     *
     * @param drain how long servers and connections have to end
     * @throws InterruptedException when the caller was interrupted while it waited
     */
    public void shutdown(Duration drain) throws InterruptedException {
        for (LoopThread thread : threads) {
            if (!thread.loop().isClosed()) {
                thread.loop().shutdown(drain);
            }
        }
        for (LoopThread thread : threads) {
            thread.thread().join();
        }
    }

    /** Drains for ten seconds, then ends the threads. An interrupt is kept for the caller. */
    @Override
    public void close() {
        try {
            shutdown(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
