package dev.gyre.itests;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;

/** Echoes over a connection without a pause, from a thread of its own. */
final class EchoLoad implements AutoCloseable {
    private static final int BYTES = 10_000;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final Thread thread;
    private volatile boolean closed;

    private EchoLoad(EchoClient client) {
        thread = Thread.ofPlatform().name("load").start(() -> run(client));
    }

    static EchoLoad on(EchoClient client) {
        return new EchoLoad(client);
    }

    private void run(EchoClient client) {
        try {
            while (!closed) {
                client.echo(BYTES);
            }
        } catch (IOException | AssertionError e) {
            failure.set(e);
        }
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    /** Ends it; throws what went wrong. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }
}
