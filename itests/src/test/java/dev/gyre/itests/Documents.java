package dev.gyre.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The repository's Markdown files and sources, as the tests of the documentation read them. */
final class Documents {
    private Documents() {}

    /** The repository, wherever below it the test runs. */
    static Path root() {
        for (Path each = Path.of("").toAbsolutePath(); each != null; each = each.getParent()) {
            if (Files.exists(each.resolve("CONTRIBUTING.md"))) {
                return each;
            }
        }
        throw new IllegalStateException(
                "CONTRIBUTING.md is in no folder above " + Path.of("").toAbsolutePath());
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every Markdown file of the repository's root and of {@code docs}. */
    static List<Path> all() throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : List.of(root(), root().resolve("docs"))) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(found::add);
            }
        }
        return found;
    }
}
