package dev.gyre.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * One kind of load.
 *
 * @param name short, for the command line
 * @param title for readers
 * @param mode what is done
 * @param connections how many at a time
 * @param size of a message in bytes
 * @param depth messages under way on each connection
 */
record Cell(String name, String title, Mode mode, int connections, int size, int depth) {
    private static final int KIB = 1024;

    /** {@return all, in the order in which they are measured and shown} */
    static List<Cell> all() {
        List<Cell> cells = new ArrayList<>();
        for (int size : new int[] {64, KIB, 10 * KIB, 100 * KIB}) {
            for (int connections : new int[] {1, 10, 100}) {
                String name = size < KIB ? size + "B" : size / KIB + "KiB";
                String title = size < KIB ? size + " B" : size / KIB + " KiB";
                cells.add(new Cell(
                        name + "x" + connections, title + " × " + connections, Mode.ECHO, connections, size, 1));
            }
        }
        cells.add(new Cell("pipelined", "64 B × 10, 16 pipelined", Mode.ECHO, 10, 64, 16));
        cells.add(new Cell("connect", "connect + echo + close, × 10", Mode.CONNECT, 10, 64, 1));
        cells.add(new Cell("udp", "UDP 64 B × 10, window 8", Mode.UDP, 10, 64, 8));
        cells.add(new Cell("udp-gso", "UDP 64 B × 10, window 8, in runs", Mode.UDP_GSO, 10, 64, 8));
        cells.add(new Cell("unix", "Unix 64 B × 10", Mode.UNIX, 10, 64, 1));
        return List.copyOf(cells);
    }

    /**
     * {@return the load generator's arguments after the target}
     *
     * @param warmUp seconds before it counts
     * @param seconds how long it counts
     */
    List<String> load(double warmUp, double seconds) {
        return List.of(
                Integer.toString(connections),
                Integer.toString(size),
                Integer.toString(depth),
                Double.toString(warmUp),
                Double.toString(seconds));
    }
}
