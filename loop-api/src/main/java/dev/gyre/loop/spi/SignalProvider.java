package dev.gyre.loop.spi;

import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.Signal;

/** Unix signals, as a service. Provisional. */
public interface SignalProvider extends Provider {
    /**
     * Serves {@link EventLoop#addSignalHandler}.
     *
     * @param loop the loop
     * @param signal the signal
     * @param callback what to run on the loop
     */
    void add(EventLoop loop, Signal signal, Callback callback);

    /**
     * Serves {@link EventLoop#removeSignalHandler}.
     *
     * @param loop the loop
     * @param signal the signal
     * @return whether there was a handler
     */
    boolean remove(EventLoop loop, Signal signal);
}
