package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Debug mode names what keeps the loop's thread: pinned coroutines, and locks that a suspended one holds. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
@Timeout(60)
final class TrapTest extends TaskTestCase {
    private static DebugLog present;
    private final DebugLog log = new DebugLog();

    @BeforeEach
    void listen() {
        present = log;
        log.open();
        loop.setDebug(true);
    }

    @AfterEach
    void listenNoMore() {
        log.close();
    }

    /** A coroutine below a static initialiser cannot give way. There is one for each rung, as a class is initialised once. */
    private static final class PinsOne {
        private static final int SAMPLES = samples();
    }

    private static final class PinsAnother {
        private static final int SAMPLES = samples();
    }

    private static int samples() {
        try {
            present.awaitSample();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return present.samples().size();
    }

    @Test
    void shouldNameACoroutineThatIsPinned() throws Exception {
        Task<Integer> task = loop.createTask(() -> {
            Thread sampler = DebugLog.sampleWhen(Thread.State.WAITING, loop);
            int samples = rung == Rung.LOOP_SCHEDULED ? PinsOne.SAMPLES : PinsAnother.SAMPLES;
            sampler.join();
            return samples;
        });
        assertEquals(1, loop.runUntilComplete(task));
        String sample = log.samples().getFirst();
        assertTrue(sample.contains("waits without giving the loop's thread back"), sample);
        assertTrue(sample.contains("TrapTest.samples"), sample);
    }

    @Test
    void shouldSaySoWhenACallbackWaitsForALockOfASuspendedCoroutine() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        LoopPromise<Void> go = loop.createFuture();
        Task<Void> task = loop.createTask(() -> {
            lock.lock();
            try {
                Task.await(go);
            } finally {
                lock.unlock();
            }
        });
        once();
        loop.callSoon(() -> {
            Thread sampler = DebugLog.sampleWhen(Thread.State.WAITING, loop);
            Thread saviour = interruptWhenSampled();
            assertThrows(InterruptedException.class, lock::lockInterruptibly);
            sampler.join();
            saviour.join();
            go.setResult(null);
        });
        loop.runUntilComplete(task);
        String sample = log.samples().getFirst();
        assertTrue(sample.contains("a lock that a suspended coroutine holds"), sample);
        assertTrue(sample.contains("lockInterruptibly"), sample);
    }

    private Thread interruptWhenSampled() {
        Thread waiting = Thread.currentThread();
        return Thread.ofPlatform().start(() -> {
            try {
                log.awaitSample();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            waiting.interrupt();
        });
    }

    @Test
    void shouldNotTakeForStuckWhatOnlyGivesWay() throws Exception {
        loop.setSlowCallbackDuration(Duration.ofNanos(1));
        Task<Void> task = loop.createTask(() -> {
            while (log.lines().size() < 2_000) {
                loop.tasks().pause();
            }
        });
        loop.runUntilComplete(task);
        assertEquals(
                List.of(),
                log.samples().stream()
                        .filter(line -> line.contains("without giving"))
                        .toList());
    }
}
