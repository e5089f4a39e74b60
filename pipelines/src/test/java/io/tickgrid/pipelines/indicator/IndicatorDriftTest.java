package io.tickgrid.pipelines.indicator;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** After a million bars the rolling outputs are still those of their window, computed afresh in exact arithmetic. */
class IndicatorDriftTest {
    private static final int SIZE = 1_000_000;
    private static final Bars BARS = Bars.generated(SIZE, 11);
    private static final double[] LAST = last(BARS);

    private static double[] last(Bars bars) {
        IndicatorSet set = demo();
        double[] state = new double[set.stateSize()];
        set.init(state, 0);
        double[] out = new double[set.columns().size()];
        for (int bar = 0; bar < bars.size(); bar++) {
            bars.update(set, state, 0, bar, out);
        }
        return out;
    }

    @Test
    void meansAndDeviationsDoNotDrift() {
        for (int period : new int[] {20, 50, 200}) {
            close("sma_" + period, mean(BARS.close(), period).doubleValue());
        }
        BigDecimal mean = mean(BARS.close(), 20);
        BigDecimal squares = BigDecimal.ZERO;
        for (int bar = SIZE - 20; bar < SIZE; bar++) {
            squares = squares.add(exact(BARS.close()[bar]).subtract(mean).pow(2));
        }
        BigDecimal deviation =
                squares.divide(BigDecimal.valueOf(20), MathContext.DECIMAL128).sqrt(MathContext.DECIMAL128);
        BigDecimal two = BigDecimal.TWO;
        close("bbands_20_2_upper", mean.add(deviation.multiply(two)).doubleValue());
        close("bbands_20_2_lower", mean.subtract(deviation.multiply(two)).doubleValue());
    }

    @Test
    void volumeSumsDoNotDrift() {
        BigDecimal obv = BigDecimal.ZERO;
        for (int bar = 0; bar < SIZE; bar++) {
            int sign = bar == 0 ? 1 : Double.compare(BARS.close()[bar], BARS.close()[bar - 1]);
            obv = obv.add(exact(BARS.volume()[bar]).multiply(BigDecimal.valueOf(sign)));
        }
        assertThat(value("obv")).as("correctly rounded").isEqualTo(obv.doubleValue());
        BigDecimal turnover = BigDecimal.ZERO;
        BigDecimal volume = BigDecimal.ZERO;
        BigDecimal up = BigDecimal.ZERO;
        BigDecimal both = BigDecimal.ZERO;
        for (int bar = SIZE - 20; bar < SIZE; bar++) {
            BigDecimal flow = exact(typical(bar)).multiply(exact(BARS.volume()[bar]));
            turnover = turnover.add(flow);
            volume = volume.add(exact(BARS.volume()[bar]));
            if (bar >= SIZE - 14 && typical(bar) != typical(bar - 1)) {
                both = both.add(flow);
                up = typical(bar) > typical(bar - 1) ? up.add(flow) : up;
            }
        }
        close("vwap_20", turnover.divide(volume, MathContext.DECIMAL128).doubleValue());
        close("mfi_14", 100 * up.divide(both, MathContext.DECIMAL128).doubleValue());
    }

    @Test
    void meanDeviationDoesNotDrift() {
        double[] typical = new double[SIZE];
        for (int bar = SIZE - 20; bar < SIZE; bar++) {
            typical[bar] = typical(bar);
        }
        BigDecimal mean = mean(typical, 20);
        BigDecimal off = BigDecimal.ZERO;
        for (int bar = SIZE - 20; bar < SIZE; bar++) {
            off = off.add(exact(typical[bar]).subtract(mean).abs());
        }
        BigDecimal deviation =
                off.divide(BigDecimal.valueOf(20), MathContext.DECIMAL128).multiply(new BigDecimal("0.015"));
        close(
                "cci_20",
                exact(typical[SIZE - 1])
                        .subtract(mean)
                        .divide(deviation, MathContext.DECIMAL128)
                        .doubleValue());
    }

    @Test
    void extremesAreThoseOfTheirWindow() {
        double high = Double.NEGATIVE_INFINITY;
        double low = Double.POSITIVE_INFINITY;
        for (int bar = SIZE - 52; bar < SIZE; bar++) {
            high = Math.max(high, BARS.high()[bar]);
            low = Math.min(low, BARS.low()[bar]);
        }
        assertThat(value("ichimoku_9_26_52_senkou_b")).isEqualTo((high + low) / 2);
    }

    /** One trade of a trillion among lots of a millionth: the window is clean again once it has left. */
    @Test
    void anOutlierLeavesNoTrace() {
        Bars bars = Bars.generated(300, 5);
        for (int bar = 0; bar < 300; bar++) {
            bars.volume()[bar] *= 1e-6;
        }
        Bars clean = new Bars(
                bars.open(),
                bars.high(),
                bars.low(),
                bars.close(),
                bars.volume().clone());
        bars.volume()[100] = 1e12;
        IndicatorSet set = IndicatorSet.of(
                List.of(new IndicatorRequest("vwap", Map.of()), new IndicatorRequest("mfi", Map.of())), 0);
        double[][] expected = clean.compute(set);
        double[][] actual = bars.compute(set);
        for (int bar = 120; bar < 300; bar++) {
            for (int i = 0; i < 2; i++) {
                assertThat(Math.abs(actual[bar][i] - expected[bar][i])).isLessThanOrEqualTo(1e-9);
            }
        }
    }

    private static IndicatorSet demo() {
        return IndicatorSet.of(Indicators.demo(), 5);
    }

    private static double value(String column) {
        return LAST[demo().indexOf(column)];
    }

    private static void close(String column, double expected) {
        assertThat(Math.abs(value(column) - expected))
                .as("%s = %s against %s", column, value(column), expected)
                .isLessThanOrEqualTo(1e-9);
    }

    private static BigDecimal exact(double value) {
        return new BigDecimal(value);
    }

    private static BigDecimal mean(double[] values, int period) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int bar = SIZE - period; bar < SIZE; bar++) {
            sum = sum.add(exact(values[bar]));
        }
        return sum.divide(BigDecimal.valueOf(period), MathContext.DECIMAL128);
    }

    private static double typical(int bar) {
        return (BARS.high()[bar] + BARS.low()[bar] + BARS.close()[bar]) / 3;
    }
}
