package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Runner;
import dev.gyre.loop.Task;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The situations of asyncio's own tests for {@code run} and {@code Runner}. */
@ExtendWith(Stage.class)
final class RunnerIT {
    private final List<String> seen = new ArrayList<>();

    @Test
    void shouldReturnWhatTheCoroutineReturnsAndCloseTheLoop() throws Exception {
        List<EventLoop> loops = new ArrayList<>();
        assertEquals("done", EventLoops.run(() -> {
            loops.add(EventLoops.getRunningLoop());
            EventLoops.getRunningLoop().tasks().pause();
            return "done";
        }));
        assertTrue(loops.getFirst().isClosed());
    }

    @Test
    void shouldThrowWhatTheCoroutineThrowsAndCloseTheLoop() {
        List<EventLoop> loops = new ArrayList<>();
        IOException thrown = new IOException("on purpose");
        Callable<String> failing = () -> {
            loops.add(EventLoops.getRunningLoop());
            throw thrown;
        };
        assertSame(thrown, assertThrows(IOException.class, () -> EventLoops.run(failing)));
        assertTrue(loops.getFirst().isClosed());
    }

    @Test
    void shouldRefuseToRunInsideALoop() throws Exception {
        EventLoops.run(() -> {
            IllegalStateException refused =
                    assertThrows(IllegalStateException.class, () -> EventLoops.run(() -> seen.add("never")));
            assertTrue(refused.getMessage().contains("while"), refused.getMessage());
        });
        assertEquals(List.of(), seen);
    }

    @Test
    void shouldRunSeveralCoroutinesOnOneLoopAndLetTasksLiveInBetween() throws Exception {
        try (Runner runner = new Runner()) {
            LoopPromise<String> future = runner.getLoop().createFuture();
            Task<String> task = runner.run(() -> EventLoops.getRunningLoop().createTask(() -> Task.await(future)));
            runner.run(() -> {
                assertSame(runner.getLoop(), EventLoops.getRunningLoop());
                future.setResult("it lived on");
            });
            assertEquals("it lived on", runner.run(() -> Task.await(task)));
        }
    }

    @Test
    void shouldRunNothingWhenItIsClosedAndBeClosedTwice() throws Exception {
        Runner runner = new Runner();
        runner.run(() -> seen.add("once"));
        runner.close();
        runner.close();
        assertTrue(runner.getLoop().isClosed());
        assertThrows(IllegalStateException.class, () -> runner.run(() -> seen.add("never")));
        assertEquals(List.of("once"), seen);
    }

    @Test
    void shouldBeClosedThoughItHasRunNothing() {
        Runner runner = new Runner();
        runner.close();
        assertTrue(runner.getLoop().isClosed());
    }

    @Test
    void shouldSetItsLoopUpAsItIsTold() throws Exception {
        try (Runner runner = new Runner(LoopConfig.named("mine").withDebug(true))) {
            assertEquals("mine true", runner.run(() -> {
                EventLoop loop = EventLoops.getRunningLoop();
                return loop.name() + " " + loop.getDebug();
            }));
        }
    }

    @Test
    void shouldThrowTheCancellationOfItsCoroutine() {
        assertThrows(
                CancellationException.class,
                () -> EventLoops.run(() -> {
                    EventLoops.currentTask().cancel();
                    EventLoops.getRunningLoop().tasks().pause();
                }));
    }

    @Test
    void shouldReturnTheResultOfACoroutineThatTookItsCancellationBack() throws Exception {
        assertEquals("all the same", EventLoops.run(() -> {
            Task<?> me = EventLoops.currentTask();
            me.cancel();
            try {
                EventLoops.getRunningLoop().tasks().pause();
            } catch (CancellationException e) {
                me.uncancel();
            }
            return "all the same";
        }));
    }

    @Test
    void shouldCloseGeneratorsAfterTheTasksThatUseThem() throws Exception {
        EventLoops.run(() -> {
            EventLoop loop = EventLoops.getRunningLoop();
            var numbers = loop.createAsyncGenerator(out -> {
                try {
                    out.yield(1);
                } finally {
                    seen.add("generator");
                }
            });
            loop.createTask(() -> {
                try {
                    Task.await(numbers.next());
                    Task.await(loop.createFuture());
                } finally {
                    seen.add("task");
                }
            });
            loop.tasks().pause();
            loop.tasks().pause();
            loop.tasks().pause();
        });
        assertEquals(2, seen.size(), seen::toString);
    }
}
