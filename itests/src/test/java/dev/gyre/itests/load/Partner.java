package dev.gyre.itests.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of this test's class path that answers a line with a line. */
final class Partner {
    private static final long SECONDS_TO_END = 10;

    private final Process process;
    private final PrintStream in;
    private final BufferedReader out;

    private Partner(List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        in = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        out = process.inputReader(StandardCharsets.US_ASCII);
    }

    static Partner start(Class<?> main, String... arguments) throws IOException {
        return new Partner(command(main, arguments));
    }

    /** Starts it with fewer descriptors. */
    static Partner startWithDescriptors(int most, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", "ulimit -n " + most + "; exec \"$@\"", "sh"));
        command.addAll(command(main, arguments));
        return new Partner(command);
    }

    private static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    String line() throws IOException {
        return out.readLine();
    }

    int[] ask(String line) throws IOException {
        in.println(line);
        return Arrays.stream(line().split(" ")).mapToInt(Integer::parseInt).toArray();
    }

    void close() throws InterruptedException {
        in.close();
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
