package dev.gyre.benchmarks.micro;

import java.util.concurrent.CountDownLatch;

/** A loop on a thread of its own. */
interface Scheduler extends AutoCloseable {
    /**
     * Runs a task on the loop's thread, from any other.
     *
     * @param task what is run
     */
    void submit(Runnable task);

    /**
     * Runs a task in turn, from the loop's thread.
     *
     * @param task what is run
     */
    void soon(Runnable task);

    /**
     * {@return a timer, from the loop's thread}
     *
     * @param micros when it fires
     * @param task what is run then
     */
    Object later(long micros, Runnable task);

    /**
     * Cancels, from the loop's thread.
     *
     * @param timer what {@link #later} returned
     */
    void cancel(Object timer);

    @Override
    void close();

    /**
     * Opens one.
     *
     * @param name {@code gyre-nio}, {@code gyre-epoll} or {@code netty-nio}
     * @return it runs
     */
    static Scheduler open(String name) {
        return switch (name) {
            case "gyre-nio" -> new GyreScheduler("nio");
            case "gyre-epoll" -> new GyreScheduler("epoll");
            case "netty-nio" -> new NettyScheduler();
            default -> throw new IllegalArgumentException("There is no scheduler " + name);
        };
    }

    /**
     * Runs a task on the loop's thread and waits until the loop has had a turn after it: what the loop puts off, such as to clean up, counts.
     *
     * @param task what is run
     * @throws InterruptedException when interrupted
     */
    default void call(Runnable task) throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        submit(() -> {
            task.run();
            soon(end::countDown);
        });
        end.await();
    }
}
