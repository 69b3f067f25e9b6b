package dev.gyre.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs the load generator. */
final class LoadGenerator {
    private final Programs programs;
    private final Pinning pinning;

    LoadGenerator(Programs programs, Pinning pinning) {
        this.programs = programs;
        this.pinning = pinning;
    }

    /**
     * Loads a server.
     *
     * @param cell how
     * @param target where it listens
     * @param warmUp seconds before it counts
     * @param seconds how long it counts
     * @return the result
     * @throws IOException when a byte is wrong, a connection breaks or the server is silent; the message says so
     * @throws InterruptedException when interrupted
     */
    LoadResult run(Cell cell, String target, double warmUp, double seconds) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(programs.load().toString(), cell.mode().load(), target));
        command.addAll(cell.load(warmUp, seconds));
        Process process = new ProcessBuilder(pinning.load(command))
                .redirectErrorStream(true)
                .start();
        try {
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            if (process.waitFor() != 0) {
                throw new IOException(said);
            }
            return LoadResult.parse(said);
        } finally {
            process.destroyForcibly();
        }
    }
}
