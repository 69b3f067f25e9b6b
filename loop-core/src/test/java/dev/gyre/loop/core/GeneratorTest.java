package dev.gyre.loop.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Coroutines that yield. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class GeneratorTest extends TaskTestCase {
    private AsyncGenerator<Integer> counting(int from, int to) {
        return loop.createAsyncGenerator(out -> {
            try {
                for (int i = from; i <= to; i++) {
                    Task.await(sleep(Duration.ZERO));
                    out.yield(i);
                }
            } finally {
                seen.add("ended");
            }
        });
    }

    private static <T> List<T> all(AsyncGenerator<T> generator) throws Exception {
        List<T> values = new ArrayList<>();
        for (Optional<T> next = Task.await(generator.next()); next.isPresent(); next = Task.await(generator.next())) {
            values.add(next.get());
        }
        return values;
    }

    @Test
    void shouldYieldValuesOneByOneAndEnd() throws Exception {
        AsyncGenerator<Integer> generator = counting(1, 3);
        assertEquals(List.of(1, 2, 3), loop.runUntilComplete(() -> all(generator)));
        assertEquals(Optional.empty(), loop.runUntilComplete(generator.next()));
        assertEquals(List.of("ended"), seen);
    }

    @Test
    void shouldRunOnlyWhenItIsAsked() throws Exception {
        AsyncGenerator<String> generator = loop.createAsyncGenerator(out -> {
            seen.add("began");
            out.yield("one");
            seen.add("went on");
        });
        once();
        assertEquals(List.of(), seen);
        assertEquals(Optional.of("one"), loop.runUntilComplete(generator.next()));
        once();
        assertEquals(List.of("began"), seen);
        assertEquals(Optional.empty(), loop.runUntilComplete(generator.next()));
        assertEquals(List.of("began", "went on"), seen);
    }

    @Test
    void shouldBeSentValues() throws Exception {
        AsyncGenerator<String> generator = loop.createAsyncGenerator(out -> {
            Object got = out.yield("first");
            out.yield("got " + got);
        });
        assertThrows(IllegalStateException.class, () -> generator.send("too early"));
        assertEquals(Optional.of("first"), loop.runUntilComplete(generator.next()));
        assertEquals(Optional.of("got it"), loop.runUntilComplete(generator.send("it")));
        assertEquals(Optional.empty(), loop.runUntilComplete(generator.next()));
    }

    @Test
    void shouldBeMadeToThrow() throws Exception {
        IOException thrown = new IOException("into it");
        AsyncGenerator<String> generator = loop.createAsyncGenerator(out -> {
            try {
                out.yield("first");
            } catch (IOException e) {
                out.yield("caught " + e.getMessage());
            }
        });
        loop.runUntilComplete(generator.next());
        assertEquals(Optional.of("caught into it"), loop.runUntilComplete(generator.throwInto(thrown)));
        assertSame(thrown, assertThrows(IOException.class, () -> loop.runUntilComplete(generator.throwInto(thrown))));
        AsyncGenerator<Integer> fresh = counting(1, 2);
        assertThrows(IOException.class, () -> loop.runUntilComplete(fresh.throwInto(thrown)));
        assertEquals(Optional.empty(), loop.runUntilComplete(fresh.next()));
        assertEquals(List.of(), seen, "its body never ran");
    }

    @Test
    void shouldFailTheRequestWithWhatItsBodyThrows() throws Exception {
        AsyncGenerator<String> generator = loop.createAsyncGenerator(out -> {
            out.yield("first");
            throw new IOException("on purpose");
        });
        loop.runUntilComplete(generator.next());
        assertThrows(IOException.class, () -> loop.runUntilComplete(generator.next()));
        assertEquals(Optional.empty(), loop.runUntilComplete(generator.next()));
    }

    @Test
    void shouldRunItsFinallyBlocksWhenItIsClosed() throws Exception {
        AsyncGenerator<Integer> generator = loop.createAsyncGenerator(out -> {
            try {
                out.yield(1);
            } finally {
                Task.await(sleep(Duration.ofMillis(1)));
                seen.add("cleaned up");
            }
        });
        loop.runUntilComplete(generator.next());
        loop.runUntilComplete(generator.close());
        assertEquals(List.of("cleaned up"), seen);
        loop.runUntilComplete(generator.close());
        AsyncGenerator<Integer> fresh = counting(1, 2);
        loop.runUntilComplete(fresh.close());
        assertEquals(Optional.empty(), loop.runUntilComplete(fresh.next()));
    }

    @Test
    void shouldRefuseToYieldOnWhenItIsClosed() throws Exception {
        AsyncGenerator<Integer> generator = loop.createAsyncGenerator(out -> {
            try {
                out.yield(1);
            } catch (CancellationException e) {
                out.yield(2);
            }
        });
        loop.runUntilComplete(generator.next());
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(generator.close()));
        assertTrue(refused.getMessage().contains("yields on after it was closed"), refused.getMessage());
    }

    @Test
    void shouldRefuseASecondRequestWhileOneIsPending() throws Exception {
        AsyncGenerator<Integer> generator = counting(1, 1);
        LoopFuture<Optional<Integer>> pending = generator.next();
        assertThrows(IllegalStateException.class, generator::next);
        assertThrows(IllegalStateException.class, generator::close);
        assertEquals(Optional.of(1), loop.runUntilComplete(pending));
        loop.runUntilComplete(generator.close());
    }

    @Test
    void shouldBeCancelledWithTheRequest() throws Exception {
        AsyncGenerator<Integer> generator = loop.createAsyncGenerator(out -> {
            try {
                Task.await(loop.createFuture());
            } catch (CancellationException e) {
                seen.add("cancelled");
                throw e;
            }
        });
        Task<Optional<Integer>> asking = loop.createTask(() -> Task.await(generator.next()));
        once();
        asking.cancel();
        assertThrows(CancellationException.class, () -> loop.runUntilComplete(asking));
        once();
        once();
        assertEquals(List.of("cancelled"), seen);
        assertEquals(Optional.empty(), loop.runUntilComplete(generator.next()));
    }

    @Test
    void shouldAllBeClosedByTheLoop() throws Exception {
        expectReports(1);
        AsyncGenerator<Integer> one = counting(1, 9);
        AsyncGenerator<Integer> two = loop.createAsyncGenerator(out -> {
            try {
                out.yield(1);
            } catch (CancellationException e) {
                throw new IOException("on purpose", e);
            }
        });
        AsyncGenerator<Integer> never = counting(1, 9);
        loop.runUntilComplete(one.next());
        loop.runUntilComplete(two.next());
        loop.runUntilComplete(loop.shutdownAsyncgens());
        assertEquals(List.of("ended"), seen);
        assertTrue(reported.getFirst().message().contains("while closing AsyncGenerator-2"), reported::toString);
        assertEquals(Optional.empty(), loop.runUntilComplete(one.next()));
        assertFalse(EventLoops.allTasks(loop).iterator().hasNext());
        loop.runUntilComplete(never.close());
    }

    @Test
    void shouldBeClosedWhenNobodyHasItAnyMore() throws Exception {
        loop.runUntilComplete(counting(1, 9).next());
        while (seen.isEmpty()) {
            System.gc();
            loop.callLater(1, TimeUnit.MILLISECONDS, loop::stop);
            loop.runForever();
        }
        assertEquals(List.of("ended"), seen);
        once();
    }

    @Test
    void shouldRefuseOtherThreadsInDebugMode() throws Exception {
        loop.setDebug(true);
        AsyncGenerator<Integer> generator = counting(1, 1);
        List<Executable> calls = List.of(
                generator::next,
                () -> generator.send("value"),
                () -> generator.throwInto(new Exception("on purpose")),
                generator::close,
                () -> loop.createTask(() -> seen.add("never")));
        for (Executable call : calls) {
            loop.runUntilComplete(loop.runInExecutor(null, () -> assertThrows(IllegalStateException.class, call)));
        }
        assertEquals(List.of(1), loop.runUntilComplete(() -> all(generator)));
    }
}
