package dev.gyre.benchmarks;

import java.util.Arrays;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Medians, means and intervals. */
final class Statistics {
    private static final int RESAMPLES = 4000;
    private static final double TAIL = 0.025;
    private static final long SEED = 20_260_101;

    private Statistics() {}

    /**
     * {@return the middle value, or the mean of the two middle ones}
     *
     * @param values at least one, in any order
     */
    static double median(double... values) {
        notEmpty(values.length);
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /**
     * {@return the geometric mean}
     *
     * @param values at least one, all positive
     */
    static double geometricMean(double... values) {
        notEmpty(values.length);
        double sum = 0;
        for (double value : values) {
            if (!(value > 0)) {
                throw new IllegalArgumentException("A geometric mean needs positive values, one is " + value);
            }
            sum += Math.log(value);
        }
        return values.length == 1 ? values[0] : Math.exp(sum / values.length);
    }

    /**
     * {@return the median with its bootstrap interval}
     *
     * @param values one for each round
     */
    static Ratio ratio(double... values) {
        return ratioOfMeans(new double[][] {values});
    }

    /**
     * {@return the geometric mean of medians; for its bootstrap interval the rounds of each cell are drawn anew, independently of the other cells}
     *
     * @param cells for each cell one value for each round
     */
    static Ratio ratioOfMeans(double[][] cells) {
        notEmpty(cells.length);
        Random random = new Random(SEED);
        double[] resampled = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            resampled[i] = geometricMean(each(cells, values -> median(draw(values, random))));
        }
        Arrays.sort(resampled);
        int tail = (int) (TAIL * RESAMPLES);
        return new Ratio(
                geometricMean(each(cells, Statistics::median)), resampled[tail], resampled[RESAMPLES - 1 - tail]);
    }

    private static double[] each(double[][] cells, ToDoubleFunction<double[]> function) {
        return Arrays.stream(cells).mapToDouble(function).toArray();
    }

    private static double[] draw(double[] values, Random random) {
        double[] drawn = new double[values.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = values[random.nextInt(values.length)];
        }
        return drawn;
    }

    private static void notEmpty(int length) {
        if (length == 0) {
            throw new IllegalArgumentException("There is not one value");
        }
    }
}
