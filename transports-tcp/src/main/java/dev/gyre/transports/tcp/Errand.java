package dev.gyre.transports.tcp;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.spi.Owned;
import dev.gyre.loop.transport.Transport;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** An accepted connection on its way to another loop. Made and watched on the server's loop, taken once: by the worker, or back when that has ended. */
final class Errand {
    private final EventLoop worker;
    private final Owned connection;
    private final AtomicBoolean taken = new AtomicBoolean();
    private Consumer<Transport> onArrival = transport -> {};

    Errand(EventLoop worker, Owned connection) {
        this.worker = worker;
        this.connection = connection;
    }

    EventLoop worker() {
        return worker;
    }

    Owned connection() {
        return connection;
    }

    /** {@return whether the caller is the one to have it} */
    boolean take() {
        return taken.compareAndSet(false, true);
    }

    /** Has something be done with its transport as soon as there is one. */
    void then(Consumer<Transport> action) {
        onArrival = onArrival.andThen(action);
    }

    Consumer<Transport> onArrival() {
        return onArrival;
    }
}
