package dev.gyre.loop;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which of a loop's tasks wait for which others, as a tree: at the top those that no task waits for. Futures that stand for others, such as that of {@code gather}, are
 * looked through.
 *
 * <p><b>Threading</b>: any thread; what runs meanwhile may be seen half-way.
 *
 * <p><b>Differences from asyncio</b>: {@code capture_call_graph} begins at one task and goes up to those that wait for it; this shows all, from the top.
 *
 * @param roots the tasks that no other waits for, and one of each circle of tasks that wait for each other
 */
public record CallGraph(List<Node> roots) {
    private static final int FRAMES = 1;

    /** Copies the list. */
    public CallGraph {
        roots = List.copyOf(roots);
    }

    /**
     * A task, and those it waits for.
     *
     * @param task the task
     * @param waiting what it waits for, and since when; empty when it does not
     * @param awaits the tasks it waits for; empty when this task stands further up or elsewhere in the tree
     * @param again whether it stands in the tree already, with those it waits for
     */
    public record Node(Task<?> task, Optional<TaskWait> waiting, List<Node> awaits, boolean again) {
        /** Copies the list. */
        public Node {
            awaits = List.copyOf(awaits);
        }
    }

    /**
     * Looks at the tasks of a loop.
     *
     * @param loop the loop
     * @return what waits for what
     */
    public static CallGraph of(EventLoop loop) {
        Map<Task<?>, Set<Task<?>>> awaits = new LinkedHashMap<>();
        Set<Task<?>> awaited = new HashSet<>();
        for (Task<?> task : inOrder(EventLoops.allTasks(loop))) {
            Set<Task<?>> targets = new LinkedHashSet<>();
            Set<LoopFuture<?>> seen = new HashSet<>();
            task.waiting().ifPresent(wait -> collect(loop, wait.future(), targets, seen));
            loop.tasks().parts(task).forEach(part -> collect(loop, part, targets, seen));
            awaits.put(task, targets);
            awaited.addAll(targets);
        }
        Set<Task<?>> placed = new HashSet<>();
        List<Node> roots = new ArrayList<>();
        for (Task<?> task : awaits.keySet()) {
            if (!awaited.contains(task)) {
                roots.add(node(task, awaits, placed));
            }
        }
        for (Task<?> task : awaits.keySet()) {
            if (!placed.contains(task)) {
                roots.add(node(task, awaits, placed));
            }
        }
        return new CallGraph(roots);
    }

    private static List<Task<?>> inOrder(Set<Task<?>> tasks) {
        List<Task<?>> sorted = new ArrayList<>(tasks);
        sorted.sort((a, b) -> a.getName().length() == b.getName().length()
                ? a.getName().compareTo(b.getName())
                : Integer.compare(a.getName().length(), b.getName().length()));
        return sorted;
    }

    private static void collect(EventLoop loop, LoopFuture<?> future, Set<Task<?>> targets, Set<LoopFuture<?>> seen) {
        if (!seen.add(future)) {
            return;
        }
        if (future instanceof Task<?> task) {
            targets.add(task);
        } else {
            loop.tasks().parts(future).forEach(part -> collect(loop, part, targets, seen));
        }
    }

    private static Node node(Task<?> task, Map<Task<?>, Set<Task<?>>> awaits, Set<Task<?>> placed) {
        boolean again = !placed.add(task);
        List<Node> below = new ArrayList<>();
        if (!again) {
            awaits.getOrDefault(task, Set.of()).forEach(each -> below.add(node(each, awaits, placed)));
        }
        return new Node(task, task.waiting(), below, again);
    }

    /**
     * {@return a line for each task, with those it waits for below and indented}
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        roots.forEach(root -> print(root, 0, text));
        return text.toString();
    }

    private static void print(Node node, int depth, StringBuilder text) {
        text.append("  ".repeat(depth)).append(node.task.getName());
        node.waiting.ifPresent(wait ->
                text.append(", waiting for ").append(wait.time().toMillis()).append(" ms"));
        node.task.getStack().stream().limit(FRAMES).forEach(frame -> text.append(" at ")
                .append(frame));
        text.append(node.again ? " (see above)\n" : "\n");
        node.awaits.forEach(each -> print(each, depth + 1, text));
    }
}
