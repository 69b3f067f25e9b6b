package dev.gyre.loop.sim;

import dev.gyre.loop.spi.BackendConfig;
import dev.gyre.loop.spi.PortOwner;
import dev.gyre.loop.spi.ReadySink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A backend under test and what it has reported. */
final class SimEnd implements ReadySink {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);
    private static final long STEP = TimeUnit.MILLISECONDS.toNanos(1);

    private final SimBackend backend;
    private final List<String> reports = new ArrayList<>();

    SimEnd(SimOptions options) {
        this(new SimBackend(new BackendConfig(4096, "test"), options));
    }

    SimEnd(SimBackend backend) {
        this.backend = backend;
    }

    SimBackend backend() {
        return backend;
    }

    /** What was reported so far, each as the owner's description and its bits. */
    List<String> reports() {
        return reports;
    }

    @Override
    public void ready(PortOwner owner, int ops) {
        reports.add(owner.describe() + ":" + ops);
    }

    interface Condition {
        boolean met() throws IOException;
    }

    /** Polls until something is so. */
    void await(Condition condition) throws IOException {
        long deadline = System.nanoTime() + PATIENCE;
        while (!condition.met()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("It did not happen");
            }
            backend.poll(STEP, this);
        }
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }
}
