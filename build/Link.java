import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Links modules and the JDK this runs on into an image: {@code Link <image> <module path> <modules> <launcher>}.
 *
 * <p>An image that was made of the same files is left as it is. A JDK that cannot link is no failure of the build: it is
 * said here and in the file {@code <image>.missing}, which tests look for.
 */
final class Link {
    private static final List<String> OPTIONS = List.of("--no-header-files", "--no-man-pages", "--compress", "zip-6");

    /** Counted up when this program makes something else of the same files. */
    private static final int VERSION = 1;

    private Link() {}

    public static void main(String[] args) throws Exception {
        Path image = Path.of(args[0]).toAbsolutePath();
        Path mark = image.resolveSibling(image.getFileName() + ".sha256");
        Path missing = image.resolveSibling(image.getFileName() + ".missing");
        String now = fingerprint(args);
        if (Files.exists(image.resolve("bin/java"))
                && Files.exists(mark)
                && Files.readString(mark).equals(now)) {
            return;
        }
        delete(image);
        Files.deleteIfExists(mark);
        Files.deleteIfExists(missing);
        String problem = link(image, args);
        if (problem == null) {
            Files.writeString(mark, now);
            System.out.printf("Linked %s: %.1f MiB%n", image, size(image) / (1024.0 * 1024.0));
        } else {
            delete(image);
            Files.writeString(missing, problem);
            System.out.println("WARNING: no image was linked: " + problem);
        }
    }

    /** Why this JDK cannot link, or null. What is wrong with the modules fails the build. */
    private static String link(Path image, String[] args) throws IOException {
        Optional<ToolProvider> jlink = ToolProvider.findFirst("jlink");
        if (jlink.isEmpty()) {
            return "the JDK " + System.getProperty("java.home") + " has no jlink";
        }
        boolean packaged = Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods"));
        if (!packaged && !linksItself(jlink.get())) {
            return "the JDK " + System.getProperty("java.home")
                    + " has no folder jmods and was not built to link without one; install its jmods";
        }
        // Debug symbols of native libraries are stripped by objcopy, which not every machine has.
        String strip = isOnPath("objcopy") ? "--strip-debug" : "--strip-java-debug-attributes";
        String[] command = Stream.concat(
                        Stream.of(
                                "--output",
                                image.toString(),
                                "--module-path",
                                args[1],
                                "--add-modules",
                                args[2],
                                "--launcher",
                                args[3],
                                strip),
                        OPTIONS.stream())
                .toArray(String[]::new);
        if (jlink.get().run(System.out, System.err, command) != 0) {
            throw new IllegalStateException("jlink " + String.join(" ", command) + " failed; its message is above");
        }
        writeLauncher(image, args[3]);
        return null;
    }

    /** In place of jlink's script, which stays between: a signal to it would end the script and leave Java running. */
    private static void writeLauncher(Path image, String launcher) throws IOException {
        int equals = launcher.indexOf('=');
        Path script = image.resolve("bin").resolve(launcher.substring(0, equals));
        Files.writeString(script, """
                #!/bin/sh
                exec "$(dirname "$(readlink -f "$0")")/java" $GYRE_JAVA_OPTS -m %s "$@"
                """.formatted(launcher.substring(equals + 1)));
    }

    private static boolean linksItself(ToolProvider jlink) {
        StringWriter help = new StringWriter();
        PrintWriter writer = new PrintWriter(help);
        jlink.run(writer, writer, "--help");
        return help.toString().contains("Linking from run-time image enabled");
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Of the JDK, the arguments, this program's options and every file of the module path. */
    private static String fingerprint(String[] args) throws IOException, NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update(
                (Runtime.version() + System.getProperty("java.home") + List.of(args) + OPTIONS + VERSION).getBytes());
        for (String entry : args[1].split(File.pathSeparator)) {
            try (Stream<Path> files = Files.walk(Path.of(entry))) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    digest.update(file.toString().getBytes());
                    digest.update(Files.readAllBytes(file));
                }
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(Link::length).sum();
        }
    }

    private static long length(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
