package dev.gyre.streams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.AsyncGenerator;
import dev.gyre.loop.CallGraph;
import dev.gyre.loop.Callback;
import dev.gyre.loop.EventLoops;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.LoopPromise;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits for whom. */
@ParameterizedClass(name = "{0}")
@EnumSource(Rung.class)
final class CallGraphTest extends CoroutineTestCase {
    private Task<Object> waiter(String name, LoopFuture<Object> future) {
        return loop.createTask(() -> Task.await(future), TaskOptions.named(name));
    }

    private static List<String> names(CallGraph graph) {
        List<String> lines = new ArrayList<>();
        graph.roots().forEach(root -> collect(root, "", lines));
        return lines;
    }

    private static void collect(CallGraph.Node node, String above, List<String> lines) {
        String path = above + node.task().getName() + (node.again() ? " again" : "");
        lines.add(path);
        node.awaits().forEach(each -> collect(each, path + " > ", lines));
    }

    private void endAll() throws Exception {
        List<Task<?>> all = List.copyOf(EventLoops.allTasks(loop));
        all.forEach(LoopFuture::cancel);
        run(() -> yieldTimes(5));
    }

    @Test
    void shouldShowTasksBelowThoseThatWaitForThem() throws Exception {
        LoopPromise<Object> never = loop.createFuture();
        Task<Object> inner = waiter("inner", never);
        waiter("a", inner);
        waiter("bb", inner);
        loop.createTask(() -> "new", TaskOptions.named("new"));
        assertEquals(List.of("a", "bb", "new", "inner"), names(CallGraph.of(loop)), "none has begun");
        loop.stop();
        loop.runForever();
        CallGraph graph = CallGraph.of(loop);
        assertEquals(List.of("a", "a > inner", "bb", "bb > inner again"), names(graph));
        assertTrue(
                graph.toString().startsWith("a, waiting for 0 ms at dev.gyre.streams.CallGraphTest."), graph::toString);
        assertTrue(graph.toString().contains("\n  inner"), graph::toString);
        assertTrue(graph.toString().contains("inner, waiting for 0 ms at"), graph::toString);
        assertTrue(graph.toString().endsWith(" (see above)\n"), graph::toString);
        endAll();
    }

    @Test
    void shouldLookThroughFuturesThatStandForOthers() throws Exception {
        LoopPromise<Object> never = loop.createFuture();
        Task<Object> one = waiter("one", never);
        Task<Object> two = waiter("two", never);
        loop.createTask(
                () -> {
                    Task.await(Coroutines.gather(List.of(one, Coroutines.shield(two))));
                },
                TaskOptions.named("whole"));
        loop.stop();
        loop.runForever();
        List<String> names = names(CallGraph.of(loop));
        assertEquals("whole", names.getFirst());
        assertEquals(
                List.of("whole > one", "whole > two"),
                names.subList(1, names.size()).stream().sorted().toList());
        endAll();
    }

    /** What waits, and what is seen below it. */
    private void assertSeenBelow(Callback main, String... below) throws Exception {
        loop.createTask(
                () -> {
                    main.run();
                    return "";
                },
                TaskOptions.named("main"));
        for (int i = 0; i < 3; i++) {
            loop.stop();
            loop.runForever();
        }
        List<String> names = names(CallGraph.of(loop));
        assertEquals("main", names.getFirst());
        assertEquals(
                Stream.of(below).map(each -> "main > " + each).toList(),
                names.subList(1, names.size()).stream().sorted().toList());
        endAll();
    }

    @Test
    void shouldLookThroughTaskGroups() throws Exception {
        LoopPromise<Object> never = loop.createFuture();
        assertSeenBelow(
                () -> TaskGroup.run(group -> {
                    group.createTask(() -> Task.await(never), TaskOptions.named("one"));
                    group.createTask(() -> Task.await(never), TaskOptions.named("two"));
                    return null;
                }),
                "one",
                "two");
    }

    @Test
    void shouldLookThroughWaitingForSeveral() throws Exception {
        LoopPromise<Object> never = loop.createFuture();
        assertSeenBelow(() -> Coroutines.wait(List.of(waiter("one", never), waiter("two", never))), "one", "two");
    }

    @Test
    void shouldLookThroughTimeouts() throws Exception {
        LoopPromise<Object> never = loop.createFuture();
        assertSeenBelow(
                () -> Coroutines.timeout(
                        Duration.ofHours(1), () -> Coroutines.waitFor(waiter("one", never), Duration.ofHours(1))),
                "one");
    }

    @Test
    void shouldShowTheGeneratorThatIsAskedForAValue() throws Exception {
        AsyncGenerator<Object> generator =
                loop.createAsyncGenerator(out -> out.yield(Task.await(loop.<Object>createFuture())));
        assertSeenBelow(() -> Task.await(generator.next()), generator.toString());
    }

    @Test
    void shouldShowTasksThatWaitForEachOther() throws Exception {
        LoopPromise<Task<Object>> first = loop.createFuture();
        Task<Object> a = loop.createTask(() -> Task.await(Task.await(first)), TaskOptions.named("a"));
        Task<Object> b = waiter("b", a);
        first.setResult(b);
        loop.stop();
        loop.runForever();
        loop.stop();
        loop.runForever();
        assertEquals(List.of("a", "a > b", "a > b > a again"), names(CallGraph.of(loop)));
        assertTrue(CallGraph.of(loop).toString().contains("(see above)"));
        endCircle(a, b);
    }

    /** Neither can be cancelled through the other. */
    private void endCircle(Task<Object> a, Task<Object> b) throws Exception {
        assertTrue(!a.isDone() && !b.isDone());
        a.cancel();
        run(() -> yieldTimes(5));
        assertTrue(a.isDone() && b.isDone());
    }
}
