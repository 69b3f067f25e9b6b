package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients of an echo server that connect, have some exchanges of which they check every byte, close, and begin anew, until they are told
 * to stop.
 */
final class EchoClients implements AutoCloseable {
    private static final int EXCHANGES = 20;
    private static final int LONGEST = 40_000;

    private final String address;
    private final boolean refusalEnds;
    private final List<Thread> threads = new ArrayList<>();
    private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger exchanges = new AtomicInteger();
    private volatile boolean stopped;

    private EchoClients(String address, boolean refusalEnds) {
        this.address = address;
        this.refusalEnds = refusalEnds;
    }

    /** Starts clients that let no failure pass. */
    static EchoClients on(String address, int clients) throws InterruptedException {
        return new EchoClients(address, false).start(clients);
    }

    /** Starts clients for which a connection that is refused, or ended before it was served, is the end; one broken off later is not. */
    static EchoClients untilRefused(String address, int clients) throws InterruptedException {
        return new EchoClients(address, true).start(clients);
    }

    private EchoClients start(int clients) throws InterruptedException {
        for (int i = 0; i < clients; i++) {
            threads.add(Thread.ofPlatform().name("echo-client-" + i).start(this::run));
        }
        awaitProgress();
        return this;
    }

    private void run() {
        try {
            boolean served = true;
            while (!stopped && served) {
                served = session();
            }
        } catch (IOException | RuntimeException | AssertionError e) {
            failures.add(e);
        }
    }

    /** {@return false when it was refused} */
    private boolean session() throws IOException {
        int done = 0;
        try (EchoClient client = EchoClient.to(address)) {
            while (done < EXCHANGES && !stopped) {
                client.echo(1 + (done * 7919) % LONGEST);
                done++;
                exchanges.incrementAndGet();
            }
            return true;
        } catch (IOException | AssertionError e) {
            if (refusalEnds && done == 0) {
                return false;
            }
            throw e;
        }
    }

    /** Waits for as many more exchanges as all clients have in a session. */
    void awaitProgress() throws InterruptedException {
        int wanted = exchanges.get() + EXCHANGES * threads.size();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (exchanges.get() < wanted && failures.isEmpty()) {
            assertTrue(System.nanoTime() < until, "the echoes do not go on");
            Thread.sleep(5);
        }
        assertNoFailure();
    }

    private void assertNoFailure() {
        if (!failures.isEmpty()) {
            AssertionError failed = new AssertionError("a client failed after " + exchanges + " exchanges");
            failures.forEach(failed::addSuppressed);
            throw failed;
        }
    }

    /** Waits until every client has come to its end by itself. */
    void awaitEnd() throws InterruptedException {
        for (Thread thread : threads) {
            assertTrue(thread.join(Duration.ofSeconds(30)), thread + " does not end");
        }
        assertNoFailure();
    }

    @Override
    public void close() {
        stopped = true;
        try {
            awaitEnd();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while the clients came to their end", e);
        }
    }
}
