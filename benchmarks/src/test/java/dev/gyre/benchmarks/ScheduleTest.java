package dev.gyre.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ScheduleTest {
    private static final List<String> SERVERS = List.of("a", "b", "c");

    @Test
    void shouldRotate() {
        assertEquals(List.of("a", "b", "c"), Schedule.order(SERVERS, 0));
        assertEquals(List.of("b", "c", "a"), Schedule.order(SERVERS, 1));
        assertEquals(List.of("c", "a", "b"), Schedule.order(SERVERS, 2));
    }

    @Test
    void shouldGoBackwardsEveryOtherTime() {
        assertEquals(List.of("c", "b", "a"), Schedule.order(SERVERS, 3));
        assertEquals(List.of("a", "b", "c"), Schedule.order(SERVERS, 6));
    }

    @Test
    void shouldLetEachServerFollowEachOther() {
        Set<String> pairs = new HashSet<>();
        for (int round = 0; round < 6; round++) {
            List<String> order = Schedule.order(SERVERS, round);
            for (int i = 1; i < order.size(); i++) {
                pairs.add(order.get(i - 1) + order.get(i));
            }
        }
        assertEquals(6, pairs.size());
    }

    @Test
    void shouldHaveAnOrderOfNothing() {
        assertTrue(Schedule.order(List.of(), 4).isEmpty());
    }

    @Test
    void shouldForetellItsLength() {
        assertEquals(10, new Schedule(10, 1.75, 9).minutes(20));
    }
}
