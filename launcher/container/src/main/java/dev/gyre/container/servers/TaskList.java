package dev.gyre.container.servers;

import dev.gyre.container.TaskInfo;
import dev.gyre.loop.CallGraph;
import dev.gyre.loop.EventLoop;
import dev.gyre.loop.LoopFuture;
import dev.gyre.loop.Task;
import dev.gyre.loop.TaskWait;
import java.util.ArrayList;
import java.util.List;

/** The tasks of a loop, each below one that waits for it. */
final class TaskList {
    private static final String STREAMS = "dev.gyre.streams.";

    private final EventLoop loop;
    private final List<TaskInfo> lines = new ArrayList<>();

    private TaskList(EventLoop loop) {
        this.loop = loop;
    }

    static List<TaskInfo> of(EventLoop loop) {
        TaskList list = new TaskList(loop);
        CallGraph.of(loop).roots().forEach(root -> list.add(root, 0));
        return list.lines;
    }

    private void add(CallGraph.Node node, int depth) {
        Task<?> task = node.task();
        List<StackTraceElement> stack = task.getStack();
        lines.add(new TaskInfo(
                loop.name(),
                task.getName(),
                depth,
                node.again(),
                state(node, stack),
                node.waiting().map(wait -> name(wait.future())).orElse(""),
                node.waiting().map(TaskWait::time).orElse(null),
                stack.isEmpty() ? "" : place(stack).toString()));
        node.awaits().forEach(each -> add(each, depth + 1));
    }

    /** Where the application's code stands, as far as it is on the stack. */
    private static StackTraceElement place(List<StackTraceElement> stack) {
        return stack.stream()
                .filter(frame -> !frame.getClassName().startsWith(STREAMS))
                .findFirst()
                .orElse(stack.getFirst());
    }

    private TaskInfo.State state(CallGraph.Node node, List<StackTraceElement> stack) {
        if (node.waiting().isPresent()) {
            return TaskInfo.State.WAITING;
        }
        if (loop.tasks().current() == node.task()) {
            return TaskInfo.State.RUNNING;
        }
        return stack.isEmpty() ? TaskInfo.State.NEW : TaskInfo.State.BLOCKED;
    }

    private static String name(LoopFuture<?> future) {
        return future instanceof Task<?> task ? "task " + task.getName() : future.toString();
    }
}
