package dev.gyre.examples.status;

import java.util.List;

/** Writes HTML; whatever is put into it as text is escaped. */
final class Html {
    private final StringBuilder out = new StringBuilder();

    /** Markup that stands in the source code, as it is. */
    Html raw(String markup) {
        out.append(markup);
        return this;
    }

    Html text(Object value) {
        String text = String.valueOf(value);
        for (int i = 0; i < text.length(); i++) {
            char each = text.charAt(i);
            switch (each) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(each);
            }
        }
        return this;
    }

    Html element(String name, Object value) {
        return raw("<" + name + ">").text(value).raw("</" + name + ">");
    }

    /** A heading, and a table, or a word when there is nothing to put into it. */
    Html table(String heading, List<String> columns, List<List<Object>> rows) {
        raw("<h2>").text(heading).raw(" <small>").text(rows.size()).raw("</small></h2>\n");
        if (rows.isEmpty()) {
            return raw("<p>none</p>\n");
        }
        raw("<div><table>\n<tr>");
        columns.forEach(column -> element("th", column));
        raw("</tr>\n");
        for (List<Object> row : rows) {
            raw("<tr>");
            row.forEach(this::cell);
            raw("</tr>\n");
        }
        return raw("</table></div>\n");
    }

    private void cell(Object value) {
        if (value instanceof Number) {
            raw("<td class=\"n\">")
                    .text(String.format("%,d", ((Number) value).longValue()))
                    .raw("</td>");
        } else if (value instanceof State state) {
            raw(state.good() ? "<td class=\"good\">" : "<td class=\"bad\">")
                    .text(state.name())
                    .raw("</td>");
        } else if (value instanceof Text text) {
            raw("<td class=\"text\">").text(text.words()).raw("</td>");
        } else {
            element("td", value);
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }

    /**
     * A cell that may be broken into lines.
     *
     * @param words its text
     */
    record Text(String words) {}

    /**
     * A cell that has a colour.
     *
     * @param name its text
     * @param good whether it is as it should be
     */
    record State(String name, boolean good) {}
}
