package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopContext;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What blocks a coroutine and is no await: on the first rung it suspends the coroutine alone, on the second it blocks the loop. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
@Timeout(60)
final class BlockingTest extends TaskTestCase {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    /** What ends a blocking call, on another thread. */
    private interface Release {
        void run() throws Exception;
    }

    /** Runs a coroutine that blocks, a callback, and what ends the blocking when the callback has run, or at once where it cannot. */
    private void blocks(Release blocking, Release release) throws Exception {
        CountDownLatch mayRelease = new CountDownLatch(rung == Rung.LOOP_SCHEDULED ? 1 : 0);
        Thread releaser = Thread.ofPlatform().start(() -> {
            try {
                mayRelease.await();
                release.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        Task<Void> task = loop.createTask(() -> {
            loop.callSoon(() -> {
                seen.add("callback");
                mayRelease.countDown();
            });
            blocking.run();
            assertTrue(loop.inEventLoop());
            assertSame(loop, EventLoops.getRunningLoop());
            seen.add("coroutine");
        });
        loop.runUntilComplete(task);
        releaser.join();
        once();
        assertEquals(
                rung == Rung.LOOP_SCHEDULED ? List.of("callback", "coroutine") : List.of("coroutine", "callback"),
                seen);
    }

    @Test
    void shouldSleep() throws Exception {
        CountDownLatch slept = new CountDownLatch(1);
        blocks(
                () -> {
                    Thread.sleep(2);
                    slept.await();
                },
                slept::countDown);
    }

    @Test
    void shouldWaitForALock() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().start(() -> {
            lock.lock();
            held.countDown();
            awaitQuietly(release);
            lock.unlock();
        });
        held.await();
        blocks(
                () -> {
                    lock.lock();
                    lock.unlock();
                },
                release::countDown);
        holder.join();
    }

    @Test
    void shouldWaitForAMonitor() throws Exception {
        Object monitor = new Object();
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Thread holder = Thread.ofPlatform().start(() -> {
            synchronized (monitor) {
                held.countDown();
                awaitQuietly(release);
            }
        });
        held.await();
        blocks(
                () -> {
                    synchronized (monitor) {
                        seen.size();
                    }
                },
                release::countDown);
        holder.join();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldReadASocketOfTheJdk() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Socket far = listening.accept()) {
            blocks(() -> assertEquals(7, near.getInputStream().read()), () -> far.getOutputStream()
                    .write(7));
        }
    }

    @Test
    void shouldBeNamedInDebugModeWhenItBlocksTheLoop() throws Exception {
        assumeTrue(rung == Rung.HAND_OFF, "on the other rung it blocks nobody");
        CountDownLatch sampled = new CountDownLatch(1);
        Logger logger = Logger.getLogger("dev.gyre.loop.debug");
        logger.setFilter(entry -> {
            if (entry.getMessage().contains("the coroutine blocker waits without giving the loop's thread back")) {
                sampled.countDown();
            }
            return false;
        });
        try {
            loop.setDebug(true);
            // Long enough for it to stand where it waits, as it is looked at once.
            loop.setSlowCallbackDuration(Duration.ofMillis(200));
            loop.runUntilComplete(loop.createTask(
                    () -> {
                        sampled.await();
                    },
                    TaskOptions.named("blocker")));
        } finally {
            logger.setFilter(null);
        }
    }

    @Test
    void shouldAwaitWhileItHoldsAMonitor() throws Exception {
        Object monitor = new Object();
        LoopPromise<String> future = loop.createFuture();
        loop.callLater(1, TimeUnit.MILLISECONDS, () -> future.setResult("inside"));
        assertEquals("inside", loop.runUntilComplete(() -> {
            synchronized (monitor) {
                return Task.await(future);
            }
        }));
    }

    @Test
    void shouldKeepAnInterruptThroughAnAwait() throws Exception {
        LoopPromise<String> future = loop.createFuture();
        Thread[] coroutine = new Thread[1];
        Task<Boolean> task = loop.createTask(() -> {
            coroutine[0] = Thread.currentThread();
            coroutine[0].interrupt();
            seen.add(Task.await(future));
            return Thread.interrupted();
        });
        once();
        coroutine[0].interrupt();
        once();
        assertEquals(List.of(), seen);
        loop.callLater(1, TimeUnit.MILLISECONDS, () -> future.setResult("waited"));
        assertTrue(loop.runUntilComplete(task));
        assertEquals(List.of("waited"), seen);
    }

    @Test
    void shouldKeepScopedValuesThroughAnAwait() throws Exception {
        LoopContext context = LoopContext.current().with(ScopedValue.where(USER, "somebody"));
        Task<String> task = loop.createTask(
                () -> {
                    Task.await(sleep(Duration.ZERO));
                    return USER.get();
                },
                new TaskOptions(null, context, null));
        assertEquals("somebody", loop.runUntilComplete(task));
    }

    @Test
    void shouldNotBeTheLoopToThreadsItStarts() throws Exception {
        boolean[] inLoop = new boolean[1];
        loop.runUntilComplete(() -> {
            Thread other = Thread.ofVirtual().start(() -> inLoop[0] = loop.inEventLoop());
            other.join();
            return null;
        });
        assertFalse(inLoop[0]);
    }

    @Test
    void shouldLeaveVirtualThreadsItStartsToTheirUsualScheduler() throws Exception {
        List<String> schedulers = new CopyOnWriteArrayList<>();
        CountDownLatch both = new CountDownLatch(2);
        Runnable telling = () -> {
            schedulers.add(Thread.currentThread().toString());
            both.countDown();
        };
        loop.runUntilComplete(() -> {
            Thread.ofVirtual().start(() -> {
                telling.run();
                Thread.ofVirtual().start(telling);
            });
            return null;
        });
        both.await();
        assertTrue(schedulers.stream().allMatch(thread -> thread.contains("ForkJoinPool")), schedulers::toString);
    }

    /** Its scheduler is asked by the JDK's own threads, which must survive whatever becomes of the loop. */
    @Test
    void shouldLeaveOtherVirtualThreadsAloneWhenItsLoopIsClosedUnderIt() throws Exception {
        EventLoop closing = open("closing");
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort());
                Socket _ = listening.accept()) {
            CountDownLatch over = new CountDownLatch(1);
            if (rung == Rung.LOOP_SCHEDULED) {
                expectReports(1);
                closing.createTask(() -> {
                    try {
                        near.getInputStream().read();
                    } catch (SocketException closedByTheInterrupt) {
                        seen.add("told");
                    } finally {
                        over.countDown();
                    }
                });
            } else {
                over.countDown();
            }
            closing.stop();
            closing.runForever();
            closing.close();
            over.await();
            assertEquals(8, wake(8, listening));
        }
    }

    @Test
    void shouldGoOnElsewhereWhenItIsBlockedBeyondTheEndOfItsLoop() throws Exception {
        assumeTrue(rung == Rung.LOOP_SCHEDULED, "on the other rung the loop cannot be closed meanwhile");
        expectReports(1);
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch over = new CountDownLatch(1);
        EventLoop closing = open("closing");
        lock.lock();
        closing.createTask(() -> {
            lock.lock();
            seen.add("in loop " + closing.inEventLoop());
            lock.unlock();
            over.countDown();
        });
        closing.stop();
        closing.runForever();
        closing.close();
        lock.unlock();
        over.await();
        assertEquals(List.of("in loop true"), seen);
    }

    /** {@return how many virtual threads in blocking reads go on once there is something to read} */
    private static int wake(int count, ServerSocket listening) throws IOException, InterruptedException {
        CountDownLatch woken = new CountDownLatch(count);
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket near = new Socket(listening.getInetAddress(), listening.getLocalPort());
            Socket far = listening.accept();
            sockets.add(near);
            sockets.add(far);
            Thread.ofVirtual().start(() -> {
                try {
                    near.getInputStream().read();
                    woken.countDown();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
        for (int i = 1; i < sockets.size(); i += 2) {
            sockets.get(i).getOutputStream().write(1);
        }
        woken.await(20, TimeUnit.SECONDS);
        for (Socket each : sockets) {
            each.close();
        }
        return count - (int) woken.getCount();
    }
}
