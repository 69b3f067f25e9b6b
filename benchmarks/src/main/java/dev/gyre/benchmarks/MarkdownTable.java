package dev.gyre.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** A table in Markdown: the first column to the left, figures to the right. */
final class MarkdownTable {
    private final List<String> lines = new ArrayList<>();
    private final int columns;

    /**
     * Begins a table.
     *
     * @param head the heads of its columns
     */
    MarkdownTable(List<String> head) {
        columns = head.size();
        row(head);
        lines.add("|---|" + "--:|".repeat(columns - 1));
    }

    /**
     * Adds a row.
     *
     * @param cells as many as the head has
     */
    void row(List<String> cells) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException("A row has " + cells.size() + " cells, the head has " + columns);
        }
        lines.add("| "
                + String.join(" | ", cells.stream().map(MarkdownTable::escape).toList()) + " |");
    }

    private static String escape(String cell) {
        return cell.replace("|", "\\|").replace("\n", " ");
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
