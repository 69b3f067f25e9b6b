package dev.gyre.shell;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, each column as wide as needed; numbers to the right. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> heading = new ArrayList<>();
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a column of words. */
    Table column(String name) {
        heading.add(name);
        right.add(false);
        return this;
    }

    /** Adds a column of numbers. */
    Table number(String name) {
        heading.add(name);
        right.add(true);
        return this;
    }

    /** Adds a row, a cell for each column; line breaks within one become spaces. */
    void row(Object... cells) {
        if (cells.length != heading.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + heading.size() + " columns");
        }
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(String.valueOf(cell).replaceAll("\\s*\\R\\s*", " ").strip());
        }
        rows.add(row);
    }

    /** {@return the lines, none ending in a space} */
    List<String> lines() {
        int[] widths = new int[heading.size()];
        widen(widths, heading);
        rows.forEach(row -> widen(widths, row));
        List<String> lines = new ArrayList<>();
        lines.add(line(widths, heading));
        rows.forEach(row -> lines.add(line(widths, row)));
        return lines;
    }

    private static void widen(int[] widths, List<String> cells) {
        for (int i = 0; i < widths.length; i++) {
            widths[i] = Math.max(widths[i], width(cells.get(i)));
        }
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }

    private String line(int[] widths, List<String> cells) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            String padding = " ".repeat(widths[i] - width(cell));
            line.append(i == 0 ? "" : GAP).append(right.get(i) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }
}
