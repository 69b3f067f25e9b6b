package dev.gyre.loop.spi;

import dev.gyre.loop.EventLoop;

/**
 * Debug mode's check that something that belongs to a loop is called on the loop's thread. Providers call it first in each method that is
 * the loop's thread only.
 *
 * <p><b>Threading</b>: any thread.
 */
public final class WrongThread {
    private WrongThread() {}

    /**
     * Refuses a call from another thread, in debug mode; otherwise it does nothing.
     *
     * @param loop the loop whose thread should call
     * @param what what was called, as the sentence's beginning: {@code "A transport"}
     * @throws IllegalStateException in debug mode, on another thread
     */
    public static void refuse(EventLoop loop, String what) {
        if (loop.getDebug() && !loop.inEventLoop()) {
            throw new IllegalStateException(what + " was called on thread "
                    + Thread.currentThread().getName() + ", but belongs to the loop " + loop.name()
                    + "; hand the call over by callSoonThreadsafe");
        }
    }
}
