package dev.gyre.itests.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
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

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Partner each : started) {
            each.close();
        }
    }

    private Partner start(Class<?> main, String... arguments) throws IOException {
        Partner partner = Partner.start(main, arguments);
        started.add(partner);
        return partner;
    }

    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    @ParameterizedTest(name = "on {0}")
    @ValueSource(strings = {"epoll", "nio"})
    void shouldLeaveNoDescriptorThreadOrError(String backend) throws IOException {
        Partner server = start(EchoProcess.class, backend);
        Partner client = start(LoadProcess.class, backend, server.line());
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
