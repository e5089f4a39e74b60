package io.tickgrid.pipelines.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.indicator.Indicators;
import org.junit.jupiter.api.Test;

class FusedSeriesTest {
    /** A limit that left something out would be no limit. */
    @Test
    void theLimitComputesWhatTheIndicatorsCompute() {
        IndicatorSet set = IndicatorSet.of(Indicators.demo(), 0);
        double[] state = new double[set.stateSize()];
        set.init(state, 0);
        FusedSeries fused = new FusedSeries();
        double[] expected = new double[set.columns().size()];
        double[] actual = new double[FusedSeries.OUTPUTS];
        assertThat(expected).hasSameSizeAs(actual);
        int bar = 0;
        for (double[] b : IndicatorBench.bars()) {
            set.update(state, 0, b[0], b[1], b[2], b[3], b[4], expected, 0);
            fused.update(b[1], b[2], b[3], b[4], actual);
            for (int i = 0; i < expected.length; i++) {
                String what = set.columns().get(i).column() + " at bar " + bar;
                if (Double.isNaN(expected[i])) {
                    assertThat(actual[i]).as(what).isNaN();
                } else {
                    assertThat(actual[i])
                            .as(what)
                            .isCloseTo(expected[i], within(1e-8 * Math.max(1, Math.abs(expected[i]))));
                }
            }
            bar++;
        }
    }

    @Test
    void benchesGiveFiguresOfWhatTheyTimed() {
        for (BenchResult result : new BenchResult[] {EngineBench.run(3, 16, 512), IndicatorBench.run(3, 10)}) {
            assertThat(result.figure()).isPositive().isFinite();
            assertThat(result.limit()).isPositive().isFinite();
            assertThat(result.ratio()).isBetween(0.01, 10.0);
            assertThat(result.rounds()).isEqualTo(3);
        }
    }
}
