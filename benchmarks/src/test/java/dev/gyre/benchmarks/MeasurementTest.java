package dev.gyre.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class MeasurementTest {
    private static final LoadResult LOAD =
            LoadResult.parse("result requests=1000 all=1250 nanos=500000000 p50=10 p99=20 lost=3 cpu=400000000");

    @Test
    void shouldReadTheLoadGenerator() {
        assertEquals(new LoadResult(1000, 1250, 500_000_000, 10, 20, 3, 400_000_000), LOAD);
    }

    @Test
    void shouldReadTheServer() {
        assertEquals(new ServerStat(12, -1), ServerStat.parse("stat 12 -1"));
    }

    @Test
    void shouldRefuseWhatTheyDoNotSay() {
        assertThrows(IllegalArgumentException.class, () -> LoadResult.parse("load: connection 3: broken"));
        assertThrows(IllegalArgumentException.class, () -> LoadResult.parse("result requests=1"));
        assertThrows(IllegalArgumentException.class, () -> ServerStat.parse("listening 7"));
        assertThrows(IllegalArgumentException.class, () -> ServerStat.parse("stat 7"));
    }

    @Test
    void shouldCountTheWarmUpWhereTheServerDoes() {
        Measurement measurement = Measurement.of(LOAD, new ServerStat(1000, 500), new ServerStat(6000, 3000));

        assertEquals(2000, measurement.requestsPerSecond());
        assertEquals(4, measurement.cpuPerRequest());
        assertEquals(2, measurement.allocatedPerRequest());
        assertEquals(0.8, measurement.loadBusy());
    }

    @Test
    void shouldNotCountWhatAServerDoesNotCount() {
        Measurement measurement = Measurement.of(LOAD, new ServerStat(1000, -1), new ServerStat(6000, -1));

        assertTrue(Double.isNaN(measurement.allocatedPerRequest()));
    }
}
