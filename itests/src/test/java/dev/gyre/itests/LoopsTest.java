package dev.gyre.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopGroup;
import dev.gyre.loop.EventLoopPolicy;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopThread;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskFactory;
import dev.gyre.loop.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What the API offers round a loop, with everything on the class path. */
final class LoopsTest {
    @Test
    void shouldHandOutTheLoopsOfAGroupInTurnAndEndThemTogether() throws Exception {
        List<EventLoop> loops;
        try (EventLoopGroup group = EventLoopGroup.start(2, LoopConfig.named("group"))) {
            loops = group.loops();
            assertEquals(
                    List.of("group-0", "group-1"),
                    loops.stream().map(EventLoop::name).toList());
            assertSame(loops.get(0), group.next());
            assertSame(loops.get(1), group.next());
            assertSame(loops.get(0), group.next());
            assertEquals("group-1", nameOfTheThreadOf(loops.get(1)));

            group.shutdown(Duration.ofSeconds(5));
        }
        assertTrue(loops.stream().allMatch(EventLoop::isClosed));
        assertThrows(IllegalArgumentException.class, () -> EventLoopGroup.start(0, LoopConfig.defaults()));
    }

    private static String nameOfTheThreadOf(EventLoop loop) throws Exception {
        CompletableFuture<String> name = new CompletableFuture<>();
        loop.execute(() -> name.complete(Thread.currentThread().getName()));
        return name.get();
    }

    @Test
    void shouldTellTheLoopsThreadFromOthers() throws Exception {
        try (LoopThread thread = LoopThread.start("own")) {
            CompletableFuture<Boolean> inside = new CompletableFuture<>();
            thread.loop().execute(() -> inside.complete(thread.loop().inEventLoop()));
            assertTrue(inside.get());
            assertFalse(thread.loop().inEventLoop());
            assertEquals("own", thread.thread().getName());
        }
    }

    @Test
    void shouldUseThePolicyThatWasSetUntilItIsTakenBack() {
        EventLoopPolicy usual = EventLoops.getEventLoopPolicy();
        List<LoopConfig> asked = new ArrayList<>();
        EventLoopPolicy own = new EventLoopPolicy() {
            @Override
            public EventLoop getEventLoop() {
                return usual.getEventLoop();
            }

            @Override
            public void setEventLoop(EventLoop loop) {
                usual.setEventLoop(loop);
            }

            @Override
            public EventLoop newEventLoop(LoopConfig config) {
                asked.add(config);
                return usual.newEventLoop(config);
            }

            @Override
            public BackendLadder ladder(LoopConfig config) {
                return usual.ladder(config);
            }
        };
        EventLoops.setEventLoopPolicy(own);
        try {
            assertSame(own, EventLoops.getEventLoopPolicy());
            EventLoops.newEventLoop(LoopConfig.named("asked")).close();
            assertEquals("asked", asked.getFirst().name());
        } finally {
            EventLoops.setEventLoopPolicy(null);
        }
        assertSame(usual, EventLoops.getEventLoopPolicy());
    }

    @Test
    void shouldKeepALoopForTheThreadUntilItIsClosed() {
        EventLoop loop = EventLoops.newEventLoop();
        EventLoops.setEventLoop(loop);
        assertSame(loop, EventLoops.getEventLoop());
        loop.close();
        assertThrows(IllegalStateException.class, EventLoops::getEventLoop);
    }

    @Test
    void shouldTakeDebugModeFromTheConfiguration() {
        try (EventLoop on = EventLoops.newEventLoop(LoopConfig.defaults().withDebug(true));
                EventLoop off = EventLoops.newEventLoop(LoopConfig.defaults().withDebug(false))) {
            assertTrue(on.getDebug());
            assertFalse(off.getDebug());
            off.setDebug(true);
            assertTrue(off.getDebug());
        }
    }

    @Test
    void shouldRunJobsOnTheExecutorThatWasSetAndEndItWithTheLoop() throws Exception {
        ExecutorService executor = Executors.newSingleThreadExecutor(job -> new Thread(job, "the-one-that-was-set"));
        try (EventLoop loop = EventLoops.newEventLoop()) {
            loop.setDefaultExecutor(executor);
            assertEquals("the-one-that-was-set", loop.runUntilComplete(loop.runInExecutor(() -> Thread.currentThread()
                    .getName())));
        }
        assertThrows(RejectedExecutionException.class, () -> executor.execute(() -> {}));
    }

    @Test
    void shouldAskTheTaskFactoryThatWasSet() throws Exception {
        UnsupportedOperationException mine = new UnsupportedOperationException("mine");
        TaskFactory factory = new TaskFactory() {
            @Override
            public <T> Task<T> create(EventLoop loop, Callable<T> coroutine, TaskOptions options) {
                assertEquals("named", options.name());
                throw mine;
            }
        };
        try (EventLoop loop = EventLoops.newEventLoop()) {
            assertNull(loop.getTaskFactory());
            loop.setTaskFactory(factory);
            assertSame(factory, loop.getTaskFactory());
            UnsupportedOperationException thrown = assertThrows(
                    UnsupportedOperationException.class,
                    () -> loop.createTask(() -> "never", TaskOptions.named("named")));
            assertSame(mine, thrown);
            loop.setTaskFactory(null);
            assertEquals("now", loop.runUntilComplete(() -> "now"));
        }
    }
}
