package dev.gyre.loop.core.coroutines;

import java.lang.invoke.MethodHandles;
import java.util.concurrent.Executor;

/**
 * Looks at virtual threads as the JDK makes them. It does so on a platform thread, as those that a virtual thread makes have that one's scheduler. For that reason the
 * JDK's own threads that wait for sockets, which begin with the first that is waited for, are begun here: as children of a coroutine they would
 * be its loop's for ever.
 */
final class OrdinaryThreads implements Runnable {
    private static final String POLLER = "sun.nio.ch.Poller";

    private volatile Thread ordinary = Thread.currentThread();

    /** {@return what schedules them} */
    static Executor scheduler() throws ReflectiveOperationException {
        OrdinaryThreads looking = new OrdinaryThreads();
        try {
            Thread.ofPlatform().name("gyre-probe").start(looking).join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it looked for the scheduler of virtual threads", e);
        }
        Class<?> type = Class.forName("java.lang.VirtualThread");
        return (Executor) MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                .findVarHandle(type, "scheduler", Executor.class)
                .get(looking.ordinary);
    }

    @Override
    public void run() {
        ordinary = Thread.ofVirtual().unstarted(() -> {});
        try {
            Class.forName(POLLER, true, null);
        } catch (ClassNotFoundException e) {
            System.getLogger("dev.gyre.loop").log(System.Logger.Level.DEBUG, "This JDK has no " + POLLER, e);
        }
    }
}
