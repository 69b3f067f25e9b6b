package dev.gyre.benchmarks;

import io.netty.util.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What the machine is, without its name. */
final class Machine {
    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
    private static final Path KERNEL = Path.of("/proc/sys/kernel/osrelease");

    private Machine() {}

    /** {@return its description, a line for each part} */
    static List<String> describe() {
        return List.of(
                "Processor: " + processor() + ", " + Runtime.getRuntime().availableProcessors() + " available",
                "System: " + System.getProperty("os.name") + " " + first(KERNEL) + ", " + System.getProperty("os.arch"),
                "Java: " + System.getProperty("java.vendor") + " " + Runtime.version(),
                "Netty: " + netty(),
                "C: " + compiler() + ", `" + String.join(" ", Programs.compiler()) + "`");
    }

    private static String processor() {
        try (Stream<String> lines = Files.lines(PROCESSORS)) {
            return lines.filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 1).trim())
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static String first(Path file) {
        try {
            return Files.readAllLines(file).getFirst();
        } catch (IOException e) {
            return System.getProperty("os.version");
        }
    }

    private static String netty() {
        return Version.identify().values().stream()
                .map(Version::artifactVersion)
                .findFirst()
                .orElse("unknown");
    }

    private static String compiler() {
        try {
            Process process = new ProcessBuilder(Programs.compiler().getFirst(), "--version").start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return said.lines().findFirst().orElse("unknown");
        } catch (IOException e) {
            return "no compiler";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "unknown";
        }
    }
}
