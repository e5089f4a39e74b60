package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.indicator.Indicators;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** The 31 outputs of the demo set over closed bars, many series in turn, against {@link FusedSeries}. */
public final class IndicatorBench {
    private static final int BARS = 4_096;
    private static final int UPDATES = 200_000;
    private static final int UNDO_BARS = 6;

    private IndicatorBench() {}

    /** @param series how many states are updated in turn, 1 or more */
    public static BenchResult run(int rounds, int series) {
        double[][] bars = bars();
        IndicatorSet set = IndicatorSet.of(Indicators.demo(), UNDO_BARS);
        double[][] states = new double[series][set.stateSize()];
        FusedSeries[] fused = new FusedSeries[series];
        for (int i = 0; i < series; i++) {
            set.init(states[i], 0);
            fused[i] = new FusedSeries();
        }
        double[] row = new double[set.columns().size()];
        int each = Math.max(1, UPDATES / series);
        int[] at = new int[2];
        Rounds.Pair timed = Rounds.time(
                3,
                rounds,
                () -> {
                    double sum = 0;
                    for (int k = 0; k < each; k++) {
                        double[] b = bars[at[0]++ & (BARS - 1)];
                        for (double[] state : states) {
                            set.update(state, 0, b[0], b[1], b[2], b[3], b[4], row, 0);
                        }
                        sum += row[21];
                    }
                    return sum;
                },
                () -> {
                    double sum = 0;
                    for (int k = 0; k < each; k++) {
                        double[] b = bars[at[1]++ & (BARS - 1)];
                        for (FusedSeries s : fused) {
                            s.update(b[1], b[2], b[3], b[4], row);
                        }
                        sum += row[21];
                    }
                    return sum;
                });
        double updates = (double) each * series;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("series", series);
        details.put("outputs", row.length);
        details.put("bytes_per_series", 8L * set.stateSize());
        return new BenchResult(
                "indicators",
                timed.ns() / updates,
                "ns/bar",
                timed.limitNs() / updates,
                timed.ratio(),
                rounds,
                details);
    }

    /** A random walk: open, high, low, close, volume. */
    static double[][] bars() {
        Random random = new Random(7);
        double[][] bars = new double[BARS][];
        double last = 800;
        for (int i = 0; i < BARS; i++) {
            double open = last;
            double close = open * (1 + random.nextGaussian() * 0.002);
            double high = Math.max(open, close) * (1 + Math.abs(random.nextGaussian()) * 0.001);
            double low = Math.min(open, close) * (1 - Math.abs(random.nextGaussian()) * 0.001);
            bars[i] = new double[] {open, high, low, close, random.nextInt(1, 1_000) / 10.0};
            last = close;
        }
        return bars;
    }
}
