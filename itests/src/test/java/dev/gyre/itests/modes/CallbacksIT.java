package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.ContextVar;
import dev.gyre.loop.ExceptionContext;
import dev.gyre.loop.Handle;
import dev.gyre.loop.InvalidStateException;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Watchable;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Callbacks, timers, futures, jobs and contexts. */
final class CallbacksIT extends ModeTestCase {
    private final List<String> order = new ArrayList<>();

    @Test
    void shouldRunCallbacksInTheOrderOfTheirScheduling() {
        rig.loop().callSoon(() -> order.add("one"));
        rig.loop().callSoonThreadsafe(() -> order.add("two"));
        rig.loop().callSoon(() -> order.add("three"));
        rig.loop().execute(() -> order.add("four"));
        rig.iterations(1);
        assertEquals(List.of("one", "two", "three", "four"), order);
    }

    @Test
    void shouldLeaveWhatACallbackSchedulesToTheNextIteration() {
        rig.loop().callSoon(() -> {
            order.add("first");
            rig.loop().callSoon(() -> order.add("later"));
        });
        rig.iterations(1);
        assertEquals(List.of("first"), order);
        rig.iterations(1);
        assertEquals(List.of("first", "later"), order);
    }

    @Test
    void shouldFireTimersInTheOrderOfTheirTime() {
        rig.loop().callLater(30, TimeUnit.MILLISECONDS, () -> {
            order.add("late");
            rig.loop().stop();
        });
        rig.loop().callLater(Duration.ofMillis(5), () -> order.add("early"));
        rig.loop().callAt(rig.loop().time() + 1, () -> order.add("at once"));
        rig.loop().runForever();
        assertEquals(List.of("at once", "early", "late"), order);
    }

    @Test
    void shouldRunNothingThatWasCancelled() {
        Handle soon = rig.loop().callSoon(() -> order.add("soon"));
        Handle later = rig.loop().callLater(1, TimeUnit.MILLISECONDS, () -> order.add("later"));
        soon.cancel();
        later.cancel();
        rig.loop().callLater(3, TimeUnit.MILLISECONDS, rig.loop()::stop);
        rig.loop().runForever();
        assertEquals(List.of(), order);
        assertTrue(soon.cancelled() && later.cancelled());
    }

    @Test
    void shouldBeWokenByAnotherThread() throws Exception {
        Thread other = Thread.ofPlatform().start(() -> rig.loop().callSoonThreadsafe(() -> {
            order.add("woken");
            rig.loop().stop();
        }));
        rig.loop().runForever();
        other.join();
        assertEquals(List.of("woken"), order);
    }

    @Test
    void shouldRunJobsBesideTheLoopAndBringTheirResultsBack() throws Exception {
        Thread worker = rig.await(rig.loop().runInExecutor(Thread::currentThread));
        assertNotEquals(Thread.currentThread(), worker);
        IllegalStateException fault = new IllegalStateException("the job's fault");
        LoopFuture<String> failing = rig.loop().runInExecutor(() -> {
            throw fault;
        });
        assertSame(fault, assertThrows(IllegalStateException.class, () -> rig.await(failing)));
    }

    @Test
    void shouldReportWhatACallbackThrowsAndGoOn() {
        IllegalStateException fault = new IllegalStateException("the callback's fault");
        rig.loop().callSoon(() -> {
            throw fault;
        });
        rig.loop().callSoon(() -> order.add("next"));
        ExceptionContext report = rig.report();
        assertSame(fault, report.exception().orElseThrow());
        assertTrue(report.handle().isPresent());
        rig.iterations(1);
        assertEquals(List.of("next"), order);
    }

    @Test
    void shouldTakeTheContextAlong() {
        ContextVar<String> user = ContextVar.of("user", "nobody");
        rig.loop().callSoon(() -> {
            user.set("somebody");
            rig.loop().callSoon(() -> order.add(user.get()));
        });
        rig.loop().callSoon(() -> order.add(user.get()));
        rig.iterations(2);
        assertEquals(List.of("nobody", "somebody"), order);
    }

    @Test
    void shouldCompleteAFutureOnceAndCallItsCallbacksLater() throws Exception {
        LoopPromise<String> future = rig.loop().createFuture();
        future.addDoneCallback(done -> order.add(done.get()));
        future.setResult("done");
        assertEquals(List.of(), order);
        assertThrows(InvalidStateException.class, () -> future.setResult("again"));
        assertEquals("done", rig.await(future));
        rig.iterations(1);
        assertEquals(List.of("done"), order);
    }

    @Test
    void shouldTellThatAFutureWasCancelled() {
        LoopPromise<String> future = rig.loop().createFuture();
        assertTrue(future.cancel());
        assertFalse(future.cancel());
        assertTrue(future.isCancelled());
        assertThrows(CancellationException.class, () -> rig.await(future));
    }

    @Test
    void shouldAwaitFuturesOfOthers() throws Exception {
        CompletableFuture<String> other = new CompletableFuture<>();
        Thread thread = Thread.ofPlatform().start(() -> other.complete("from elsewhere"));
        assertEquals("from elsewhere", rig.await(rig.loop().wrapFuture(other)));
        thread.join();
    }

    @Test
    void shouldRefuseToRunWhileItRuns() {
        rig.loop().callSoon(() -> {
            order.add(assertThrows(IllegalStateException.class, rig.loop()::runForever)
                    .getMessage());
            rig.loop().stop();
        });
        rig.loop().runForever();
        assertTrue(order.getFirst().contains("rig"), order::toString);
    }

    @Test
    void shouldNameBothThreadsWhenTheWrongOneCallsInDebugMode() throws Exception {
        Thread wrong = Thread.ofPlatform().name("the-wrong-one").start(() -> {
            try {
                rig.loop().callSoon(() -> {});
                order.add("nothing was thrown");
            } catch (IllegalStateException e) {
                order.add(e.getMessage());
            }
        });
        rig.loop().callLater(1, TimeUnit.MILLISECONDS, () -> {
            wrong.join();
            rig.loop().stop();
        });
        rig.loop().runForever();
        assertTrue(order.getFirst().contains("the-wrong-one"), order::toString);
        assertTrue(order.getFirst().contains(Thread.currentThread().getName()), order::toString);
    }

    @Test
    void shouldRefuseWorkAfterItWasClosed() {
        rig.loop().close();
        assertTrue(rig.loop().isClosed());
        assertThrows(IllegalStateException.class, () -> rig.loop().callSoon(() -> {}));
        assertThrows(IllegalStateException.class, rig.loop()::runForever);
        rig.loop().close();
    }

    @Test
    void shouldRepeatAsAScheduledExecutor() throws Exception {
        CompletableFuture<String> thrice = new CompletableFuture<>();
        var repeating = rig.loop()
                .asScheduledExecutorService()
                .scheduleAtFixedRate(
                        () -> {
                            order.add("tick");
                            if (order.size() == 3) {
                                thrice.complete("done");
                            }
                        },
                        0,
                        1,
                        TimeUnit.MILLISECONDS);
        rig.await(thrice);
        assertTrue(repeating.cancel(false));
        int ticks = order.size();
        rig.iterations(2);
        assertEquals(ticks, order.size());
    }

    @Test
    void shouldWatchAChannel() throws Exception {
        Pipe pipe = Pipe.open();
        try {
            pipe.source().configureBlocking(false);
            Watchable watched = Watchable.of(pipe.source());
            rig.loop().addReader(watched, () -> {
                ByteBuffer room = ByteBuffer.allocate(8);
                order.add(pipe.source().read(room) + " read");
                rig.loop().stop();
            });
            pipe.sink().write(ByteBuffer.wrap(new byte[3]));
            rig.loop().runForever();
            assertEquals(List.of("3 read"), order);
            assertTrue(rig.loop().removeReader(watched));
            assertFalse(rig.loop().removeReader(watched));
        } finally {
            pipe.source().close();
            pipe.sink().close();
        }
    }
}
