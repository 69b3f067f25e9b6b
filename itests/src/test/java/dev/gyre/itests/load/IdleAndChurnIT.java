package dev.gyre.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 8,000 idle connections and 1,000 new ones a second, client and server in processes of their own, leave nothing behind. */
final class IdleAndChurnIT {
    private static final int IDLE = 8_000;
    private static final int CHURN = 5_000;
    private static final int A_SECOND = 1_000;

    private final List<Partner> started = new ArrayList<>();

    /** A process that answers a line with a line. */
    private final class Partner {
        private final Process process;
        private final PrintStream in;
        private final BufferedReader out;

        private Partner(Class<?> main, String... arguments) throws IOException {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    main.getName()));
            command.addAll(Arrays.asList(arguments));
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            in = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
            out = process.inputReader(StandardCharsets.US_ASCII);
            started.add(this);
        }

        private int[] ask(String line) throws IOException {
            in.println(line);
            return Arrays.stream(out.readLine().split(" "))
                    .mapToInt(Integer::parseInt)
                    .toArray();
        }
    }

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Partner each : started) {
            each.in.close();
            if (!each.process.waitFor(10, TimeUnit.SECONDS)) {
                each.process.destroyForcibly();
            }
        }
    }

    @Timeout(120)
    @ParameterizedTest(name = "on {0}")
    @ValueSource(strings = "nio")
    void shouldLeaveNoDescriptorThreadOrError(String backend) throws IOException {
        Partner server = new Partner(EchoProcess.class, backend);
        Partner client = new Partner(LoadProcess.class, backend, server.out.readLine());
        assertEquals(0, client.ask("churn 10 100")[0]);
        int[] before = server.ask("report");

        assertEquals(0, client.ask("idle " + IDLE)[0], "failures of the client");
        int[] full = server.ask("report");
        assertEquals(IDLE, full[0], "connections");
        assertTrue(full[1] >= IDLE, "descriptors");

        assertEquals(0, client.ask("churn " + CHURN + " " + A_SECOND)[0], "failures of the client");
        int[] after = reportWithoutConnections(server);
        assertEquals(before[1], after[1], "descriptors");
        assertEquals(before[2], after[2], "threads");
        assertEquals(0, after[3], "errors");
    }

    /** The server hears of the last closes a moment after the client has made them. */
    private static int[] reportWithoutConnections(Partner server) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        int[] report = server.ask("report");
        while (report[0] > 0 && System.nanoTime() < deadline) {
            report = server.ask("report");
        }
        assertEquals(0, report[0], "connections");
        return report;
    }
}
