package dev.gyre.itests.modes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.BackendLadder;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.EventLoopGroup;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopThread;
import dev.gyre.loop.Runner;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Policies, loops of threads and threads of loops. */
final class ThreadsIT extends ModeTestCase {
    @Test
    void shouldKeepALoopForTheThreadUntilItIsClosed() {
        EventLoop loop = EventLoops.newEventLoop();
        EventLoops.setEventLoop(loop);
        assertSame(loop, EventLoops.getEventLoop());
        loop.close();
        assertThrows(IllegalStateException.class, EventLoops::getEventLoop);
    }

    @Test
    void shouldTellWhichLoopRuns() throws Exception {
        assertThrows(IllegalStateException.class, EventLoops::getRunningLoop);
        CompletableFuture<EventLoop> running = new CompletableFuture<>();
        rig.loop().callSoon(() -> running.complete(EventLoops.getRunningLoop()));
        assertSame(rig.loop(), rig.await(running));
    }

    @Test
    void shouldSayWhichBackendsThereAreAndWhichIsTaken() {
        BackendLadder ladder = EventLoops.getEventLoopPolicy().ladder(LoopConfig.defaults());
        assertTrue(ladder.toString().contains("nio"), ladder::toString);
        assertTrue(ladder.toString().contains("sim"), ladder::toString);
    }

    @Test
    void shouldRefuseABackendThatNobodyKnows() {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> EventLoops.newEventLoop(LoopConfig.defaults().withBackends("no-such-backend")));
        assertTrue(refused.getMessage().contains("no-such-backend"), refused::getMessage);
    }

    @Test
    void shouldTakeTheBackendThatIsNamed() throws Exception {
        try (EventLoop sim = EventLoops.newEventLoop(LoopConfig.defaults().withBackends("sim"))) {
            assertEquals("sim", sim.backend());
            assertEquals("it runs", sim.runUntilComplete(CompletableFuture.completedFuture("it runs")));
        }
    }

    @Test
    void shouldEndARunnersLoopWithIt() throws Exception {
        EventLoop loop;
        try (Runner runner = new Runner(LoopConfig.named("runner"))) {
            loop = runner.getLoop();
            assertEquals("runner", loop.name());
            assertEquals("result", loop.runUntilComplete(loop.runInExecutor(() -> "result")));
        }
        assertTrue(loop.isClosed());
    }

    @Test
    void shouldRunALoopOnAThreadOfItsOwn() throws Exception {
        LoopThread thread = LoopThread.start("own");
        try (thread) {
            CompletableFuture<Thread> inside = new CompletableFuture<>();
            thread.loop().execute(() -> inside.complete(Thread.currentThread()));
            assertSame(thread.thread(), inside.get(30, TimeUnit.SECONDS));
            assertEquals("own", thread.thread().getName());
        }
        assertFalse(thread.thread().isAlive());
        assertTrue(thread.loop().isClosed());
    }

    @Test
    void shouldHandOutTheLoopsOfAGroupInTurnAndEndThemTogether() throws Exception {
        EventLoopGroup group = EventLoopGroup.start(2, LoopConfig.named("group"));
        try (group) {
            EventLoop first = group.next();
            EventLoop second = group.next();
            assertEquals("group-0", first.name());
            assertEquals("group-1", second.name());
            assertSame(first, group.next());
            group.shutdown(Duration.ofSeconds(5));
        }
        assertTrue(group.loops().stream().allMatch(EventLoop::isClosed));
        assertTrue(group.threads().stream().noneMatch(each -> each.thread().isAlive()));
    }

    @Test
    void shouldEndFromAnotherThread() throws Exception {
        LoopThread thread = LoopThread.start("ended-from-outside");
        thread.loop().execute(() -> thread.loop().callLater(Duration.ofDays(1), () -> {}));
        thread.loop().shutdown(Duration.ZERO);
        thread.thread().join(Duration.ofSeconds(30));
        assertTrue(thread.loop().isClosed());
    }
}
