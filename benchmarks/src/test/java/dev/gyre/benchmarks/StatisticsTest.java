package dev.gyre.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
    private static final double NEARLY = 1e-12;

    @Test
    void shouldTakeTheMiddleOfAnOddNumber() {
        assertEquals(2, Statistics.median(9, 1, 2));
        assertEquals(7, Statistics.median(7));
    }

    @Test
    void shouldTakeTheMeanOfTheTwoMiddleOnesOfAnEvenNumber() {
        assertEquals(2.5, Statistics.median(100, 2, 1, 3));
    }

    @Test
    void shouldLeaveTheValuesInTheirOrder() {
        double[] values = {3, 1, 2};
        Statistics.median(values);
        assertEquals(3, values[0]);
    }

    @Test
    void shouldMultiplyForAGeometricMean() {
        assertEquals(2, Statistics.geometricMean(1, 4), NEARLY);
        assertEquals(1, Statistics.geometricMean(0.5, 2), NEARLY);
    }

    @Test
    void shouldRefuseAGeometricMeanOfWhatIsNotPositive() {
        assertThrows(IllegalArgumentException.class, () -> Statistics.geometricMean(1, 0));
        assertThrows(IllegalArgumentException.class, () -> Statistics.geometricMean(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Statistics.geometricMean(1, Double.NaN));
    }

    @Test
    void shouldRefuseToSayAnythingAboutNothing() {
        assertThrows(IllegalArgumentException.class, Statistics::median);
        assertThrows(IllegalArgumentException.class, Statistics::geometricMean);
        assertThrows(IllegalArgumentException.class, Statistics::ratio);
        assertThrows(IllegalArgumentException.class, () -> Statistics.ratioOfMeans(new double[0][]));
    }

    @Test
    void shouldHaveNoWidthWhenAllRoundsAgree() {
        assertEquals(new Ratio(2, 2, 2), Statistics.ratio(2, 2, 2, 2));
        assertEquals(new Ratio(3, 3, 3), Statistics.ratio(3));
    }

    @Test
    void shouldHaveAnIntervalAroundTheMedian() {
        double[] rounds = new Random(1).doubles(25, 0.9, 1.1).toArray();
        Ratio ratio = Statistics.ratio(rounds);

        assertEquals(Statistics.median(rounds), ratio.value(), NEARLY);
        assertTrue(0.9 < ratio.low() && ratio.low() < ratio.value(), ratio.toString());
        assertTrue(ratio.value() < ratio.high() && ratio.high() < 1.1, ratio.toString());
    }

    @Test
    void shouldCoverTheTrueMedianInNearlyAllOfManySeries() {
        Random random = new Random(7);
        int covered = 0;
        for (int i = 0; i < 200; i++) {
            Ratio ratio = Statistics.ratio(random.doubles(15, 0, 2).toArray());
            covered += ratio.low() <= 1 && 1 <= ratio.high() ? 1 : 0;
        }
        assertTrue(covered > 180, "covered " + covered + " of 200");
    }

    @Test
    void shouldNotBeMovedByAnOutlier() {
        assertTrue(Statistics.ratio(1, 1.01, 0.99, 1, 1.02, 0.98, 1, 50).high() < 1.1);
    }

    @Test
    void shouldSayTheSameTwice() {
        assertEquals(Statistics.ratio(1, 2, 3, 4, 5), Statistics.ratio(1, 2, 3, 4, 5));
    }

    @Test
    void shouldNarrowTheIntervalOfTheMeanOverCells() {
        double[][] cells = new double[12][];
        Random random = new Random(3);
        for (int i = 0; i < cells.length; i++) {
            cells[i] = random.doubles(15, 0.9, 1.1).toArray();
        }
        Ratio one = Statistics.ratio(cells[0]);
        Ratio all = Statistics.ratioOfMeans(cells);

        assertTrue(all.high() - all.low() < one.high() - one.low(), all + " beside " + one);
        assertTrue(all.low() <= all.value() && all.value() <= all.high(), all.toString());
    }
}
