package dev.gyre.examples;

import dev.gyre.loop.EventLoops;
import dev.gyre.loop.Task;
import dev.gyre.streams.Condition;
import dev.gyre.streams.Coroutines;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who holds the lock of a condition lets it go until another says that something has changed. asyncio's examples of <a
 * href="https://docs.python.org/3.14/library/asyncio-sync.html#condition">Condition</a>.
 */
public final class ConditionBlock {
    private static final int WANTED = 3;

    private ConditionBlock() {}

    /**
     * Runs it.
     *
     * @param args none
     * @throws Exception when something fails
     */
    public static void main(String[] args) throws Exception {
        EventLoops.run(() -> {
            Condition condition = new Condition();
            List<String> goods = new ArrayList<>();
            Task<Void> consumer = EventLoops.getRunningLoop().createTask(() -> consume(condition, goods));
            for (int i = 1; i <= WANTED; i++) {
                Coroutines.sleep(Duration.ofMillis(10));
                try (var _ = condition.hold()) {
                    goods.add("piece " + i);
                    System.out.println("made piece " + i);
                    condition.notifyOne();
                }
            }
            Task.await(consumer);
        });
    }

    private static void consume(Condition condition, List<String> goods) {
        try (var _ = condition.hold()) {
            condition.await();
            System.out.println("there is " + goods.getFirst());
            condition.awaitFor(() -> goods.size() == WANTED);
            System.out.println("there are " + goods.size());
        }
    }
}
