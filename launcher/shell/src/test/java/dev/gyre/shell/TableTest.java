package dev.gyre.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

final class TableTest {
    @Test
    void shouldMakeColumnsAsWideAsNeededAndPutNumbersToTheRight() {
        Table table = new Table().column("NAME").number("OPEN").column("STATE");
        table.row("echo", 7, "LISTENING");
        table.row("a longer one", 12345, "FAILED");

        assertEquals(
                List.of("NAME           OPEN  STATE", "echo              7  LISTENING", "a longer one  12345  FAILED"),
                table.lines());
    }

    @Test
    void shouldShowTheHeadingAloneWhenThereIsNothing() {
        assertEquals(
                List.of("NAME  OPEN"), new Table().column("NAME").number("OPEN").lines());
    }

    @Test
    void shouldKeepACellOnOneLine() {
        Table table = new Table().column("REASON");
        table.row("needs\n  --enable-native-access\r\nand more\n");

        assertEquals(List.of("REASON", "needs --enable-native-access and more"), table.lines());
    }

    @Test
    void shouldEndNoLineInASpace() {
        Table table = new Table().column("A").column("LONG");
        table.row("x", "");

        assertEquals(List.of("A  LONG", "x"), table.lines());
    }

    @Test
    void shouldCountCharactersRatherThanTheirHalves() {
        Table table = new Table().column("NAME").column("X");
        table.row("\ud83d\ude80\ud83d\ude80\ud83d\ude80\ud83d\ude80", "y");

        assertEquals(
                "\ud83d\ude80\ud83d\ude80\ud83d\ude80\ud83d\ude80  y",
                table.lines().getLast());
    }

    @Test
    void shouldRefuseARowOfAnotherLength() {
        Table table = new Table().column("A").column("B");
        assertThrows(IllegalArgumentException.class, () -> table.row("only one"));
    }
}
