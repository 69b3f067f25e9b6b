package dev.gyre.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class CellTest {
    @Test
    void shouldHaveANameOfItsOwn() {
        List<Cell> cells = Cell.all();

        assertEquals(17, cells.size());
        assertEquals(17, cells.stream().map(Cell::name).distinct().count());
        assertEquals(17, cells.stream().map(Cell::title).distinct().count());
    }

    @Test
    void shouldPlayEveryMode() {
        assertEquals(
                EnumSet.allOf(Mode.class), Cell.all().stream().map(Cell::mode).collect(Collectors.toSet()));
    }

    @Test
    void shouldTellTheLoadGeneratorAll() {
        Cell cell = new Cell("x", "X", Mode.ECHO, 10, 64, 16);

        assertEquals(List.of("10", "64", "16", "0.2", "2.0"), cell.load(0.2, 2));
    }

    @Test
    void shouldHaveBothSidesOfEveryComparisonInEveryMode() {
        for (Comparison each : Comparison.all()) {
            for (Mode mode : Mode.values()) {
                assertTrue(each.subject().plays(mode) && each.peer().plays(mode), each + " in " + mode);
            }
        }
    }

    @Test
    void shouldNotPlayWhatWouldBeTheSameTwice() {
        assertFalse(Subject.C_MMSG.plays(Mode.ECHO));
        assertTrue(Subject.C_MMSG.plays(Mode.UDP));
        assertTrue(Subject.C_GSO.plays(Mode.UDP_GSO));
        assertFalse(Subject.NETTY_NIO_TUNED.plays(Mode.UDP));
    }
}
