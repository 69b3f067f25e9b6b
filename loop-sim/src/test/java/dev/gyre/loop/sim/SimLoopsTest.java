package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gyre.loop.spi.Ops;
import dev.gyre.loop.spi.StreamPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two loops with an end each of one connection, or a mailbox each. */
final class SimLoopsTest {
    private final SimNetwork network = new SimNetwork();

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void shouldWakeALoopOfAnotherThread(long seed) throws Exception {
        SimEnd near = new SimEnd(SimOptions.of(network, seed));
        SimEnd far = new SimEnd(SimOptions.of(network, seed));
        try (SimPair pair = new SimPair(near, far);
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            pair.client().interest(Ops.READ);
            pair.server().interest(Ops.READ);
            Future<Integer> echoed = threads.submit(echo(far, pair));
            Future<Integer> asked = threads.submit(ask(near, pair));
            assertEquals(500, asked.get());
            assertEquals(500, echoed.get());
        }
        assertEquals(0, network.open());
    }

    private static Callable<Integer> ask(SimEnd end, SimPair pair) {
        return () -> {
            int answers = 0;
            while (answers < 500) {
                while (pair.client().send(SimEnd.bytes("?")) < 1) {
                    end.backend().poll(0, end);
                }
                while (received(end, pair.client()) == 0) {
                    end.backend().poll(-1, end);
                }
                answers++;
            }
            return answers;
        };
    }

    private static Callable<Integer> echo(SimEnd end, SimPair pair) {
        return () -> {
            int asked = 0;
            while (asked < 500) {
                end.backend().poll(-1, end);
                for (int left = received(end, pair.server()); left > 0; left--) {
                    asked++;
                    while (pair.server().send(SimEnd.bytes("!")) < 1) {
                        end.backend().poll(0, end);
                    }
                }
            }
            end.await(end.backend()::quiesce);
            return asked;
        };
    }

    private static int received(SimEnd end, StreamPort port) throws IOException {
        ByteBuffer view = port.receive();
        return view == null ? 0 : view.remaining();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3})
    void shouldCarryDatagramsBetweenThreads(long seed) throws Exception {
        SimEnd near = new SimEnd(SimOptions.of(network, seed));
        SimEnd far = new SimEnd(SimOptions.of(network, seed));
        SimMailbox asking = SimMailbox.bound(near);
        SimMailbox echoing = SimMailbox.bound(far);
        asking.connect(echoing.address());
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> echoed = threads.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    String asked = echoing.receiveOne();
                    echoing.send(asked, echoing.senders().getFirst());
                }
                far.await(far.backend()::quiesce);
                return null;
            });
            Future<?> answered = threads.submit(() -> {
                for (int i = 0; i < 500; i++) {
                    asking.send("question " + i, null);
                    assertEquals("question " + i, asking.receiveOne());
                }
                return null;
            });
            answered.get();
            echoed.get();
        }
        asking.close();
        echoing.close();
        assertEquals(0, network.open());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 9, 77})
    void shouldReportTheSameInEveryRun(long seed) throws IOException {
        List<String> once = run(seed);
        assertTrue(once.size() > 3);
        assertEquals(once, run(seed));
    }

    @Test
    void shouldReportOtherwiseUnderAnotherSeed() throws IOException {
        assertTrue(!run(1).equals(run(2)) || !run(2).equals(run(3)));
    }

    private List<String> run(long seed) throws IOException {
        SimEnd end = new SimEnd(SimOptions.of(new SimNetwork(), seed));
        try (SimPair pair = new SimPair(end, end)) {
            for (String each : List.of("a", "bb", "ccc")) {
                while (pair.server().send(SimEnd.bytes(each)) < 0) {
                    end.backend().poll(0, end);
                }
                pair.receive(pair.client(), 1);
            }
            pair.client().interest(Ops.BOTH);
            pair.server().interest(Ops.BOTH);
            SimMailbox mailbox = SimMailbox.bound(end);
            for (int i = 0; i < 20; i++) {
                mailbox.send("to itself", mailbox.address());
                end.backend().poll(0, end);
            }
            mailbox.receive(20);
            mailbox.close();
        } finally {
            end.backend().release();
        }
        return end.reports();
    }
}
