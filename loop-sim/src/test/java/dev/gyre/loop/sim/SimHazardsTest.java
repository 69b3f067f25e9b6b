package dev.gyre.loop.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datagrams are lost, doubled and overtaken as it is asked for, and never else. */
final class SimHazardsTest {
    private static final List<String> SENT =
            IntStream.range(0, 100).mapToObj(i -> "datagram " + i).toList();

    private static List<String> arrived(long seed, SimHazards hazards) throws IOException {
        SimEnd end = new SimEnd(SimOptions.of(new SimNetwork(), seed).hazards(hazards));
        SimMailbox near = SimMailbox.bound(end);
        SimMailbox far = SimMailbox.bound(end);
        for (String each : SENT) {
            near.send(each, far.address());
        }
        end.await(end.backend()::quiesce);
        end.backend().resume();
        List<String> got = far.receive(0);
        near.close();
        far.close();
        end.backend().release();
        return got;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void shouldDeliverEachOnceInOrderUnlessAskedOtherwise(long seed) throws IOException {
        assertEquals(SENT, arrived(seed, SimHazards.NONE));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void shouldLose(long seed) throws IOException {
        assertEquals(List.of(), arrived(seed, new SimHazards(100, 0, 0)));
        List<String> left = arrived(seed, new SimHazards(50, 0, 0));
        assertTrue(left.size() > 20 && left.size() < 80, left::toString);
        List<String> those = new ArrayList<>(SENT);
        those.retainAll(left);
        assertEquals(those, left, "in order");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void shouldDouble(long seed) throws IOException {
        List<String> twice =
                SENT.stream().flatMap(each -> List.of(each, each).stream()).toList();
        assertEquals(twice, arrived(seed, new SimHazards(0, 100, 0)));
        List<String> some = arrived(seed, new SimHazards(0, 50, 0));
        assertTrue(some.size() > 120 && some.size() < 180, some::toString);
        assertEquals(SENT, some.stream().distinct().toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2})
    void shouldOvertake(long seed) throws IOException {
        List<String> mixed = arrived(seed, new SimHazards(0, 0, 30));
        assertNotEquals(SENT, mixed);
        assertEquals(SENT.stream().sorted().toList(), mixed.stream().sorted().toList(), "each once");
    }

    @Test
    void shouldDoTheSameInEveryRunOfASeed() throws IOException {
        SimHazards hazards = new SimHazards(10, 10, 10);
        assertEquals(arrived(7, hazards), arrived(7, hazards));
        assertNotEquals(arrived(7, hazards), arrived(8, hazards));
    }
}
