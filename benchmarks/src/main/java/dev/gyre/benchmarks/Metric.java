package dev.gyre.benchmarks;

import java.util.function.ToDoubleFunction;

/** A figure of a measurement. */
enum Metric {
    REQUESTS(Measurement::requestsPerSecond),
    CPU(Measurement::cpuPerRequest),
    P50(Measurement::p50),
    P99(Measurement::p99),
    ALLOCATED(Measurement::allocatedPerRequest),
    LOST(Measurement::lost),
    LOAD_BUSY(Measurement::loadBusy);

    private final ToDoubleFunction<Measurement> value;

    Metric(ToDoubleFunction<Measurement> value) {
        this.value = value;
    }

    /**
     * {@return the figure}
     *
     * @param measurement of which
     */
    double of(Measurement measurement) {
        return value.applyAsDouble(measurement);
    }
}
