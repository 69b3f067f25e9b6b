package dev.gyre.benchmarks;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.knowm.xchart.AnnotationLine;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.style.CategoryStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Draws the ratios of requests per second, with their intervals. */
final class Plot {
    private static final int WIDTH = 1400;
    private static final int HEIGHT = 560;
    private static final int SLANT = 45;

    private static final Pattern PATH = Pattern.compile(" d=\"[^\"]*\"");
    private static final Pattern DECIMALS = Pattern.compile("([0-9]+\\.[0-9])[0-9]+");

    private Plot() {}

    /**
     * Writes the plot.
     *
     * @param results what was measured
     * @param file the SVG file
     * @return whether there was something to draw
     * @throws IOException when it cannot be written
     */
    static boolean write(Results results, Path file) throws IOException {
        // No window is opened, with or without a screen.
        System.setProperty("java.awt.headless", "true");
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Requests per second: Gyre's share of its peer's")
                .yAxisTitle("ratio (1: as many)")
                .build();
        CategoryStyler styler = chart.getStyler();
        styler.setLegendPosition(LegendPosition.OutsideS);
        styler.setLegendLayout(LegendLayout.Horizontal);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setYAxisMin(0.0);
        styler.setXAxisLabelRotation(SLANT);
        styler.setYAxisDecimalPattern("0.0");
        for (Comparison comparison : Comparison.all()) {
            if (!comparison.peer().id().startsWith("gyre")) {
                add(chart, results, comparison);
            }
        }
        if (chart.getSeriesMap().isEmpty()) {
            return false;
        }
        chart.addAnnotation(new AnnotationLine(1, false, false));
        VectorGraphicsEncoder.saveVectorGraphic(chart, file.toString(), VectorGraphicsFormat.SVG);
        Files.writeString(file, PATH.matcher(Files.readString(file)).replaceAll(Plot::shorten));
        return true;
    }

    /** Letters come as outlines, with more decimals than anyone sees. */
    private static String shorten(MatchResult path) {
        return DECIMALS.matcher(path.group()).replaceAll("$1");
    }

    private static void add(CategoryChart chart, Results results, Comparison comparison) {
        List<String> names = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        for (Cell cell : results.cells()) {
            Ratio ratio = results.ratio(cell, comparison, Metric.REQUESTS);
            names.add(cell.name());
            values.add(ratio == null ? Double.NaN : ratio.value());
            errors.add(ratio == null ? 0 : Math.max(ratio.high() - ratio.value(), ratio.value() - ratio.low()));
        }
        if (values.stream().anyMatch(value -> !value.isNaN())) {
            values.replaceAll(value -> value.isNaN() ? 0 : value);
            chart.addSeries(comparison.title(), names, values, errors);
        }
    }
}
