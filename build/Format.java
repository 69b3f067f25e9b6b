import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Formats the Java sources, or checks that they are formatted: {@code Format (apply|check) <root>}.
 *
 * <p>A formatter reads sources with the compiler of the JVM it runs on. Maven may run on JDK 17, whose compiler does
 * not know the language of our sources, so the build starts this program on the JDK 25 it compiles with.
 */
final class Format {
    private static final Formatter FORMATTER = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(false)
            .build());

    private Format() {}

    public static void main(String[] args) throws IOException {
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]).toAbsolutePath().normalize();
        int wrong = 0;
        for (Path file : sources(root)) {
            if (!isFormatted(file, root, apply)) {
                wrong++;
            }
        }
        if (wrong > 0) {
            System.err.println(wrong + " file(s) are not formatted; `mvn -pl . -Pformat` formats them.");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> isOurs(root.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isOurs(Path relative) {
        for (Path part : relative) {
            String name = part.toString();
            if (name.equals("target") || name.startsWith(".")) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFormatted(Path file, Path root, boolean apply) throws IOException {
        String before = Files.readString(file);
        String after;
        try {
            String ordered = ImportOrderer.reorderImports(
                    RemoveUnusedImports.removeUnusedImports(before), JavaFormatterOptions.Style.PALANTIR);
            after = FORMATTER.formatSource(ordered);
        } catch (FormatterException e) {
            System.err.println(root.relativize(file) + ": " + e.getMessage());
            return false;
        }
        if (after.equals(before)) {
            return true;
        }
        System.err.println((apply ? "formatted " : "not formatted: ") + root.relativize(file));
        if (apply) {
            Files.writeString(file, after);
        }
        return apply;
    }
}
