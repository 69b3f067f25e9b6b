package dev.gyre.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MarkdownTableTest {
    @Test
    void shouldPutFiguresToTheRight() {
        MarkdownTable table = new MarkdownTable(List.of("cell", "a", "b"));
        table.row(List.of("64 B", "1", "2"));

        assertEquals("""
                | cell | a | b |
                |---|--:|--:|
                | 64 B | 1 | 2 |
                """, table.toString());
    }

    @Test
    void shouldKeepACellInItsColumn() {
        MarkdownTable table = new MarkdownTable(List.of("a"));
        table.row(List.of("x|y\nz"));

        assertEquals("""
                | a |
                |---|
                | x\\|y z |
                """, table.toString());
    }

    @Test
    void shouldRefuseARowOfAnotherLength() {
        MarkdownTable table = new MarkdownTable(List.of("a", "b"));

        assertThrows(IllegalArgumentException.class, () -> table.row(List.of("1")));
    }
}
