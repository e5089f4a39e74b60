package io.tickgrid.pipelines.indicator;

import static io.tickgrid.pipelines.indicator.Closeness.assertClose;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.ATRIndicator;
import org.ta4j.core.indicators.CCIIndicator;
import org.ta4j.core.indicators.MACDIndicator;
import org.ta4j.core.indicators.ROCIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.WilliamsRIndicator;
import org.ta4j.core.indicators.adx.ADXIndicator;
import org.ta4j.core.indicators.adx.MinusDIIndicator;
import org.ta4j.core.indicators.adx.PlusDIIndicator;
import org.ta4j.core.indicators.averages.EMAIndicator;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.ichimoku.IchimokuLineIndicator;
import org.ta4j.core.indicators.statistics.StandardDeviationIndicator;
import org.ta4j.core.indicators.supertrend.SuperTrendIndicator;
import org.ta4j.core.indicators.volume.VWAPIndicator;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.num.Num;

/**
 * What ta4j defines the same way. Its recursive averages are seeded by the first value, so those are compared once the seed has
 * died away (0.93^600 is below 1e-18). Its MFI is left out: its running sums keep a residue when the flow dries up.
 */
class Ta4jOracleTest {
    private static final int SEED_GONE = 600;
    private static final Map<String, Bars> SERIES =
            Map.of("generated", Bars.generated(3_000, 2), "bitstamp", Bars.bitstamp());

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void supertrend(String series) {
        compare(series, "supertrend", "supertrend_10_3", SEED_GONE, s -> new SuperTrendIndicator(s, 10, 3.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void ichimokuLines(String series) {
        compare(series, "ichimoku", "ichimoku_9_26_52_tenkan", 8, s -> new IchimokuLineIndicator(s, 9));
        compare(series, "ichimoku", "ichimoku_9_26_52_kijun", 25, s -> new IchimokuLineIndicator(s, 26));
        compare(series, "ichimoku", "ichimoku_9_26_52_senkou_b", 51, s -> new IchimokuLineIndicator(s, 52));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void vwap(String series) {
        compare(series, "vwap", "vwap_20", 19, s -> new VWAPIndicator(s, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void averagesAndMomentum(String series) {
        compare(series, "sma", "sma_20", 19, s -> new SMAIndicator(new ClosePriceIndicator(s), 20));
        compare(series, "ema", "ema_20", SEED_GONE, s -> new EMAIndicator(new ClosePriceIndicator(s), 20));
        compare(series, "rsi", "rsi_14", SEED_GONE, s -> new RSIIndicator(new ClosePriceIndicator(s), 14));
        compare(series, "roc", "roc_10", 10, s -> new ROCIndicator(new ClosePriceIndicator(s), 10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void directionRangeAndConvergence(String series) {
        compare(series, "atr", "atr_14", SEED_GONE, s -> new ATRIndicator(s, 14));
        compare(series, "adx", "adx_14", SEED_GONE, s -> new ADXIndicator(s, 14));
        compare(series, "plus_di", "plus_di_14", SEED_GONE, s -> new PlusDIIndicator(s, 14));
        compare(series, "minus_di", "minus_di_14", SEED_GONE, s -> new MinusDIIndicator(s, 14));
        compare(series, "macd", "macd_12_26_9", SEED_GONE, s -> new MACDIndicator(new ClosePriceIndicator(s), 12, 26));
    }

    @ParameterizedTest
    @ValueSource(strings = "bitstamp")
    void ratiosOverAWindowWithRange(String series) {
        compare(series, "willr", "willr_14", 13, s -> new WilliamsRIndicator(s, 14));
        compare(series, "cci", "cci_20", 19, s -> new CCIIndicator(s, 20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void bollingerWidthIsFourDeviations(String series) {
        Bars bars = SERIES.get(series);
        BarSeries ta4j = ta4j(bars);
        IndicatorSet set = IndicatorSet.of(List.of(new IndicatorRequest("bbands", Map.of())), 0);
        double[] upper = bars.compute(set, "bbands_20_2_upper");
        double[] lower = bars.compute(set, "bbands_20_2_lower");
        StandardDeviationIndicator deviation = new StandardDeviationIndicator(new ClosePriceIndicator(ta4j), 20);
        double[] width = new double[bars.size()];
        double[] expected = new double[bars.size()];
        for (int bar = 19; bar < bars.size(); bar++) {
            width[bar] = upper[bar] - lower[bar];
            expected[bar] = 4 * deviation.getValue(bar).doubleValue();
        }
        assertClose("width of the bands", width, expected, 19, 100);
    }

    private static void compare(
            String name,
            String id,
            String column,
            int from,
            java.util.function.Function<BarSeries, Indicator<Num>> of) {
        Bars bars = SERIES.get(name);
        Indicator<Num> indicator = of.apply(ta4j(bars));
        double[] expected = new double[bars.size()];
        IndicatorSet set = IndicatorSet.of(List.of(new IndicatorRequest(id, Map.of())), 0);
        double[] actual = bars.compute(set, column);
        for (int bar = from; bar < expected.length; bar++) {
            expected[bar] = indicator.getValue(bar).doubleValue();
        }
        assertClose(column + " of " + name, actual, expected, from, 100);
    }

    private static BarSeries ta4j(Bars bars) {
        BarSeries series = new BaseBarSeriesBuilder()
                .withNumFactory(DoubleNumFactory.getInstance())
                .build();
        Instant end = Instant.parse("2024-01-01T00:01:00Z");
        for (int i = 0; i < bars.size(); i++) {
            series.barBuilder()
                    .timePeriod(Duration.ofMinutes(1))
                    .endTime(end.plusSeconds(60L * i))
                    .openPrice(bars.open()[i])
                    .highPrice(bars.high()[i])
                    .lowPrice(bars.low()[i])
                    .closePrice(bars.close()[i])
                    .volume(bars.volume()[i])
                    .add();
        }
        return series;
    }
}
