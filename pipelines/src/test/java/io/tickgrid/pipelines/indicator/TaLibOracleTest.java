package io.tickgrid.pipelines.indicator;

import static io.tickgrid.pipelines.indicator.Closeness.assertClose;
import static org.assertj.core.api.Assertions.assertThat;

import com.tictactec.ta.lib.Core;
import com.tictactec.ta.lib.MAType;
import com.tictactec.ta.lib.MInteger;
import com.tictactec.ta.lib.RetCode;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every function that TA-Lib (Java, classic compatibility, unstable periods 0) has too, on generated bars and on real ones. The
 * generated ones never stand still: there TA-Lib calls zero what is below 1e-8, and we do not.
 */
class TaLibOracleTest {
    private static final Map<String, Bars> SERIES =
            Map.of("generated", Bars.moving(3_000, 1), "bitstamp", Bars.bitstamp());

    private final Core talib = new Core();
    private final MInteger begin = new MInteger();
    private final MInteger length = new MInteger();

    /** A call of TA-Lib over all bars, into the arrays given. */
    private interface Call {
        RetCode into(int last, MInteger begin, MInteger length, double[][] out);
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void averages(String series) {
        Bars b = SERIES.get(series);
        for (int period : new int[] {2, 9, 20, 21, 50, 200}) {
            compare(
                    b,
                    request("sma", "period", period),
                    0,
                    (last, at, n, out) -> talib.sma(0, last, b.close(), period, at, n, out[0]));
            compare(
                    b,
                    request("ema", "period", period),
                    0,
                    (last, at, n, out) -> talib.ema(0, last, b.close(), period, at, n, out[0]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void momentum(String series) {
        Bars b = SERIES.get(series);
        for (int period : new int[] {3, 5, 14, 20, 33}) {
            compare(
                    b,
                    request("rsi", "period", period),
                    100,
                    (last, at, n, out) -> talib.rsi(0, last, b.close(), period, at, n, out[0]));
            compare(
                    b,
                    request("roc", "period", period),
                    1,
                    (last, at, n, out) -> talib.roc(0, last, b.close(), period, at, n, out[0]));
            compare(
                    b,
                    request("willr", "period", period),
                    100,
                    (last, at, n, out) -> talib.willR(0, last, b.high(), b.low(), b.close(), period, at, n, out[0]));
            compare(
                    b,
                    request("cci", "period", period),
                    100,
                    (last, at, n, out) -> cci(b, period, last, at, n, out[0]));
            compare(
                    b,
                    request("mfi", "period", period),
                    100,
                    (last, at, n, out) ->
                            talib.mfi(0, last, b.high(), b.low(), b.close(), b.volume(), period, at, n, out[0]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void directionAndRange(String series) {
        Bars b = SERIES.get(series);
        for (int period : new int[] {2, 5, 14, 30}) {
            compare(
                    b,
                    request("atr", "period", period),
                    0,
                    (last, at, n, out) -> talib.atr(0, last, b.high(), b.low(), b.close(), period, at, n, out[0]));
            compare(
                    b,
                    request("adx", "period", period),
                    100,
                    (last, at, n, out) -> talib.adx(0, last, b.high(), b.low(), b.close(), period, at, n, out[0]));
            compare(
                    b,
                    request("plus_di", "period", period),
                    100,
                    (last, at, n, out) -> talib.plusDI(0, last, b.high(), b.low(), b.close(), period, at, n, out[0]));
            compare(
                    b,
                    request("minus_di", "period", period),
                    100,
                    (last, at, n, out) -> talib.minusDI(0, last, b.high(), b.low(), b.close(), period, at, n, out[0]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void severalOutputs(String series) {
        Bars b = SERIES.get(series);
        for (int[] p : new int[][] {{12, 26, 9}, {3, 10, 16}, {2, 3, 2}}) {
            compare(
                    b,
                    new IndicatorRequest(
                            "macd",
                            Map.of("fast_period", (double) p[0], "slow_period", (double) p[1], "signal_period", (double)
                                    p[2])),
                    100,
                    (last, at, n, out) ->
                            talib.macd(0, last, b.close(), p[0], p[1], p[2], at, n, out[0], out[1], out[2]));
        }
        for (int[] p : new int[][] {{14, 3, 3}, {5, 1, 1}, {20, 8, 4}}) {
            compare(
                    b,
                    new IndicatorRequest(
                            "stoch",
                            Map.of(
                                    "fast_k_period",
                                    (double) p[0],
                                    "slow_k_period",
                                    (double) p[1],
                                    "slow_d_period",
                                    (double) p[2])),
                    100,
                    (last, at, n, out) -> talib.stoch(
                            0,
                            last,
                            b.high(),
                            b.low(),
                            b.close(),
                            p[0],
                            p[1],
                            MAType.Sma,
                            p[2],
                            MAType.Sma,
                            at,
                            n,
                            out[0],
                            out[1]));
        }
    }

    /** TA-Lib's E[x²] - E[x]² in a window of equal closes is an error of its own: there the exact answer is 0. */
    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void bollingerBands(String series) {
        Bars b = SERIES.get(series);
        compare(b, request("bbands", "period", 20), 0, (last, at, n, out) -> {
            RetCode code = talib.bbands(0, last, b.close(), 20, 2, 2, MAType.Sma, at, n, out[0], out[1], out[2]);
            for (int i = 0; i < n.value; i++) {
                if (window(b.close(), i, 20).distinct().count() == 1) {
                    out[0][i] = b.close()[i];
                    out[2][i] = b.close()[i];
                }
            }
            return code;
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"generated", "bitstamp"})
    void volume(String series) {
        Bars b = SERIES.get(series);
        compare(
                b,
                new IndicatorRequest("obv", Map.of()),
                1,
                (last, at, n, out) -> talib.obv(0, last, b.close(), b.volume(), at, n, out[0]));
    }

    /** In a window whose typical prices differ by a last digit only, TA-Lib divides rounding errors: there the answer is 0. */
    private RetCode cci(Bars b, int period, int last, MInteger at, MInteger n, double[] out) {
        RetCode code = talib.cci(0, last, b.high(), b.low(), b.close(), period, at, n, out);
        double[] typical = new double[b.size()];
        for (int i = 0; i < typical.length; i++) {
            typical[i] = (b.high()[i] + b.low()[i] + b.close()[i]) / 3;
        }
        for (int i = 0; i < n.value; i++) {
            DoubleSummaryStatistics window = window(typical, i, period).summaryStatistics();
            if (window.getMax() - window.getMin() <= 2 * Math.ulp(window.getMax())) {
                out[i] = 0;
            }
        }
        return code;
    }

    private void compare(Bars bars, IndicatorRequest request, double scale, Call call) {
        IndicatorSet set = IndicatorSet.of(List.of(request), 0);
        int columns = set.columns().size();
        double[][] raw = new double[columns][bars.size()];
        assertThat(call.into(bars.size() - 1, begin, length, raw)).isEqualTo(RetCode.Success);
        for (int i = 0; i < columns; i++) {
            OutputColumn column = set.columns().get(i);
            assertThat(begin.value).as("first bar of %s", column).isEqualTo(column.warmup());
            double[] expected = new double[bars.size()];
            System.arraycopy(raw[i], 0, expected, begin.value, length.value);
            assertClose(column.column(), bars.compute(set, column.column()), expected, begin.value, scale);
        }
    }

    private static DoubleStream window(double[] values, int first, int length) {
        return Arrays.stream(values, first, first + length);
    }

    private static IndicatorRequest request(String id, String name, double value) {
        return new IndicatorRequest(id, Map.of(name, value));
    }
}
