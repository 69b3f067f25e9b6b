package dev.gyre.itests.modes.oracle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A list of steps, and what is to be heard of them. The files lie beside {@code oracle.py}; README.md there explains the language.
 *
 * @param file the file it is from, without its ending
 * @param name its name, unique among all
 * @param python the version of Python whose asyncio behaves so
 * @param difference why Gyre differs; empty when it does not
 * @param on the backends on which it differs; empty for all
 * @param expected what the documentation says, when no recorded trace is to be had; else empty
 * @param gyre what Gyre is heard of where it differs; else empty
 * @param steps the steps
 */
public record Scenario(
        String file,
        String name,
        String python,
        String difference,
        List<String> on,
        List<String> expected,
        List<String> gyre,
        List<String> steps) {
    /** The files, in the order of the table. */
    public static final List<String> FILES =
            List.of("streams", "servers", "sockets", "datagrams", "callbacks", "names");

    private static final String FOLDER = "/oracle/";
    private static final Set<String> OF_THE_KERNEL = Set.of("raw", "stale", "touch", "exists", "lookup", "job");

    /** {@return all scenarios} */
    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        FILES.forEach(file -> all.addAll(parse(file, lines(file + ".scenarios"))));
        return all;
    }

    /** {@return whether its peers, files and addresses are all Gyre's own, so that it can be played in memory} */
    public boolean needsNoKernel() {
        return difference.isEmpty()
                && steps.stream()
                        .noneMatch(step -> OF_THE_KERNEL.contains(
                                        step.replaceFirst("^try ", "").split(" ")[0])
                                || step.contains(" host ")
                                || step.contains("nowhere/"));
    }

    /** {@return whether Gyre differs on a backend} */
    public boolean differsOn(String backend) {
        return !difference.isEmpty() && (on.isEmpty() || on.contains(backend));
    }

    /** {@return what was recorded of asyncio, by the names of scenarios} */
    public static Map<String, List<String>> recorded() {
        Map<String, List<String>> traces = new LinkedHashMap<>();
        List<String> present = new ArrayList<>();
        for (String line : lines("asyncio.traces")) {
            if (line.startsWith("== ")) {
                present = new ArrayList<>();
                traces.put(line.substring(3), present);
            } else if (!line.startsWith("#") && !line.isBlank()) {
                present.add(line.strip());
            }
        }
        return traces;
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Scenario.class.getResourceAsStream(FOLDER + resource)) {
            if (in == null) {
                return List.of();
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Scenario> parse(String file, List<String> lines) {
        List<Scenario> found = new ArrayList<>();
        List<String> block = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith("== ") && !block.isEmpty()) {
                found.add(one(file, block));
                block.clear();
            }
            if (line.startsWith("== ") || !block.isEmpty()) {
                block.add(line);
            }
        }
        if (!block.isEmpty()) {
            found.add(one(file, block));
        }
        return found;
    }

    private static Scenario one(String file, List<String> block) {
        String python = "3.11";
        String difference = "";
        List<String> on = List.of();
        List<String> expected = new ArrayList<>();
        List<String> gyre = new ArrayList<>();
        List<String> steps = new ArrayList<>();
        List<String> into = steps;
        for (String line : block.subList(1, block.size())) {
            if (line.startsWith("    ")) {
                into.add(line.strip());
            } else if (line.startsWith("python: ")) {
                python = line.substring("python: ".length());
            } else if (line.startsWith("difference: ")) {
                difference = line.substring("difference: ".length());
            } else if (line.startsWith("on: ")) {
                on = List.of(line.substring("on: ".length()).split(" "));
            } else if (line.startsWith("expected:")) {
                into = expected;
            } else if (line.startsWith("gyre:")) {
                into = gyre;
            } else if (!line.isBlank() && !line.startsWith("#")) {
                steps.add(line.strip());
            }
        }
        return new Scenario(
                file,
                block.getFirst().substring(3).strip(),
                python,
                difference,
                on,
                List.copyOf(expected),
                List.copyOf(gyre),
                List.copyOf(steps));
    }

    @Override
    public String toString() {
        return file + ": " + name;
    }
}
