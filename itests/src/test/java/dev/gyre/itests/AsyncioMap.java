package dev.gyre.itests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code docs/asyncio-map.md}, read: the rows of its tables and the links they use. */
record AsyncioMap(List<Row> rows, Map<String, String> links) {
    static final Path FILE = Documents.root().resolve("docs").resolve("asyncio-map.md");

    private static final int COLUMNS = 5;
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\[([^]]+)]");
    private static final Pattern TARGET = Pattern.compile("\\[([^]]+)]: (\\S+)");

    /** One row; {@code section} is the heading above it. */
    record Row(String section, String asyncio, String gyre, String notes, String state, String tests) {
        /** What the Gyre column names. */
        List<String> names() {
            return matches(CODE, gyre);
        }

        /** The services a provisional row waits for. */
        List<String> services() {
            return matches(CODE, state);
        }

        List<String> testClasses() {
            return matches(LINK, tests);
        }

        @Override
        public String toString() {
            return section + ": " + (asyncio.equals("–") ? gyre : asyncio).replace("`", "");
        }
    }

    static AsyncioMap read() {
        List<Row> rows = new ArrayList<>();
        Map<String, String> links = new HashMap<>();
        String section = "";
        boolean inTable = false;
        for (String line : Documents.read(FILE).lines().toList()) {
            Matcher target = TARGET.matcher(line);
            if (line.startsWith("## ")) {
                section = line.substring(3);
            } else if (target.matches()) {
                links.put(target.group(1), target.group(2));
            } else if (line.startsWith("|---")) {
                inTable = true;
            } else if (!line.startsWith("|")) {
                inTable = false;
            } else if (inTable) {
                rows.add(row(section, line));
            }
        }
        return new AsyncioMap(List.copyOf(rows), Map.copyOf(links));
    }

    private static Row row(String section, String line) {
        String[] cells = line.substring(1, line.length() - 1).split("\\|", -1);
        if (!line.endsWith("|") || cells.length != COLUMNS) {
            throw new IllegalStateException("Not a row of " + COLUMNS + " cells: " + line);
        }
        return new Row(
                section, cells[0].strip(), cells[1].strip(), cells[2].strip(), cells[3].strip(), cells[4].strip());
    }

    /** Everything that the Gyre columns name, without the parameters of methods. */
    TreeSet<String> allNames() {
        TreeSet<String> names = new TreeSet<>();
        rows.forEach(row -> row.names().forEach(name -> names.add(name.replaceFirst("\\(.*", ""))));
        return names;
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).toList();
    }
}
