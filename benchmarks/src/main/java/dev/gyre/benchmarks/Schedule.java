package dev.gyre.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * How long everything takes.
 *
 * @param rounds measurements of each server in each cell
 * @param seconds of one measurement
 * @param warmUp seconds of load that each server has before the first round of a cell
 */
record Schedule(int rounds, double seconds, double warmUp) {
    /** Of load before each measurement counts, for connections and caches. */
    static final double SETTLING = 0.2;

    /**
     * {@return the order in which the servers of a cell have their turns in a round: each begins once before one begins again, and every other time it goes backwards}
     *
     * @param <T> what has its turn
     * @param all in any order
     * @param round from 0
     */
    static <T> List<T> order(List<T> all, int round) {
        List<T> order = new ArrayList<>(all);
        Collections.rotate(order, -round);
        return round / Math.max(1, all.size()) % 2 == 0 ? order : order.reversed();
    }

    /**
     * {@return about how many minutes that takes}
     *
     * @param turns the sum of the numbers of servers over all cells
     */
    long minutes(int turns) {
        return Math.round(turns * (warmUp + 1 + rounds * (seconds + SETTLING + 0.05)) / 60);
    }
}
