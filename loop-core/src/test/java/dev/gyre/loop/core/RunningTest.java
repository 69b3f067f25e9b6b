package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopConfig;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.MissingSubsystemException;
import dev.gyre.loop.spi.CoroutineRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Backend.class)
class RunningTest extends EngineTestCase {
    @Test
    void shouldBeTheRunningLoopOfItsCallbacksAlone() {
        assertThrows(IllegalStateException.class, EventLoops::getRunningLoop);
        loop.callSoon(() -> {
            assertSame(loop, EventLoops.getRunningLoop());
            assertTrue(loop.isRunning());
            Throwable[] elsewhere = new Throwable[1];
            Thread.ofPlatform()
                    .start(() -> elsewhere[0] = assertThrows(IllegalStateException.class, EventLoops::getRunningLoop))
                    .join();
            assertTrue(elsewhere[0] != null);
        });
        once();
        assertFalse(loop.isRunning());
    }

    @Test
    void shouldReturnAResult() throws Exception {
        LoopPromise<String> promise = loop.createFuture();
        loop.callLater(Duration.ofMillis(1), () -> promise.setResult("result"));
        assertEquals("result", loop.runUntilComplete(promise));
    }

    @Test
    void shouldThrowWhatTheFutureFailedWithItself() {
        IOException cause = new IOException("on purpose");
        LoopPromise<String> promise = loop.createFuture();
        promise.setException(cause);
        assertSame(cause, assertThrows(IOException.class, () -> loop.runUntilComplete(promise)));
        assertSame(
                cause,
                assertThrows(IOException.class, () -> loop.runUntilComplete(CompletableFuture.failedFuture(cause))));
    }

    @Test
    void shouldThrowWhenItIsStoppedBeforeTheFutureIsDone() {
        LoopPromise<String> promise = loop.createFuture();
        loop.callSoon(loop::stop);
        assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(promise));
        promise.cancel();
        loop.callSoon(() -> {});
        once();
    }

    @Test
    void shouldThrowWhenTheFutureIsCancelled() {
        LoopPromise<String> promise = loop.createFuture();
        loop.callSoon(() -> promise.cancel("enough"));
        CancellationException thrown = assertThrows(CancellationException.class, () -> loop.runUntilComplete(promise));
        assertEquals("enough", thrown.getMessage());
    }

    @Test
    void shouldRefuseToRunInsideItselfAndInsideAnother() throws Exception {
        EngineLoop inner = open(LoopConfig.named("inner"));
        loop.callSoon(() -> {
            assertThrows(IllegalStateException.class, loop::runForever);
            assertThrows(IllegalStateException.class, inner::runForever);
        });
        once();
        inner.close();
    }

    @Test
    void shouldRefuseASecondThread() {
        loop.callSoon(() -> Thread.ofPlatform()
                .start(() -> assertThrows(IllegalStateException.class, loop::runForever))
                .join());
        once();
    }

    @Test
    void shouldNameTheBundleOfAMissingSubsystem() {
        MissingSubsystemException thrown =
                assertThrows(MissingSubsystemException.class, () -> loop.createTask(() -> "coroutine"));
        assertTrue(thrown.getMessage().contains("createTask"), thrown.getMessage());
        assertEquals(CoroutineRunner.class.getName(), thrown.service());
    }

    @Test
    void shouldEndInOrder() throws Exception {
        CompletableFuture<Void> done = new CompletableFuture<>();
        loop.callSoon(() -> loop.shutdown(Duration.ofSeconds(1)).addDoneCallback(f -> done.complete(null)));
        loop.runForever();
        assertTrue(done.isDone());
        loop.close();
        assertTrue(loop.shutdown(Duration.ZERO).isDone());
    }

    @Test
    void shouldEitherRunOrCloseWhenBothAreAskedAtOnce() throws Exception {
        for (int round = 0; round < 2000; round++) {
            EngineLoop contested = open(LoopConfig.named("contested"));
            contested.stop();
            AtomicInteger start = new AtomicInteger(2);
            CompletableFuture<Boolean> closed = new CompletableFuture<>();
            Thread closer = Thread.ofPlatform().start(() -> closed.complete(succeeds(start, contested::close)));
            boolean ran = succeeds(start, contested::runForever);
            closer.join();
            assertEquals(closed.get(), contested.isClosed(), "closed once, closed for ever");
            assertTrue(ran || closed.get(), "one of them wins");
            contested.close();
        }
    }

    private static boolean succeeds(AtomicInteger start, Runnable action) {
        start.decrementAndGet();
        while (start.get() > 0) {
            Thread.onSpinWait();
        }
        try {
            action.run();
            return true;
        } catch (IllegalStateException e) {
            return false;
        }
    }
}
