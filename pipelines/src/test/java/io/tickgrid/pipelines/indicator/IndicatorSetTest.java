package io.tickgrid.pipelines.indicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IndicatorSetTest {
    private static IndicatorRequest ema(double period) {
        return new IndicatorRequest("ema", Map.of("period", period));
    }

    @Test
    void demoSetHasItsThirtyOneColumnsInOrder() {
        IndicatorSet set = IndicatorSet.of(Indicators.demo(), 5);
        assertThat(set.columns())
                .extracting(OutputColumn::column)
                .containsExactly(
                        "rsi_14",
                        "ema_9",
                        "ema_21",
                        "ema_50",
                        "ema_200",
                        "sma_20",
                        "sma_50",
                        "sma_200",
                        "macd_12_26_9",
                        "macd_12_26_9_signal",
                        "macd_12_26_9_hist",
                        "atr_14",
                        "adx_14",
                        "plus_di_14",
                        "minus_di_14",
                        "bbands_20_2_upper",
                        "bbands_20_2_middle",
                        "bbands_20_2_lower",
                        "stoch_14_3_3_slowk",
                        "stoch_14_3_3_slowd",
                        "cci_20",
                        "obv",
                        "vwap_20",
                        "willr_14",
                        "mfi_14",
                        "roc_10",
                        "supertrend_10_3",
                        "ichimoku_9_26_52_tenkan",
                        "ichimoku_9_26_52_kijun",
                        "ichimoku_9_26_52_senkou_a",
                        "ichimoku_9_26_52_senkou_b");
        assertThat(set.indexOf("ema_21")).isEqualTo(2);
        assertThat(set.indexOf("ema_22")).isEqualTo(-1);
        assertThat(set.columns().get(2)).isEqualTo(new OutputColumn("ema_21", "ema(period=21)", "value", 20));
    }

    @Test
    void demoStateStaysWithinEightKilobytes() {
        assertThat(IndicatorSet.of(Indicators.demo(), 10).stateSize() * Double.BYTES)
                .isLessThanOrEqualTo(8_000);
    }

    @Test
    void equalNodesAreShared() {
        int atr = size("atr");
        int adx = size("adx");
        int plus = size("plus_di");
        int together = IndicatorSet.of(requests("atr", "adx", "plus_di"), 0).scalarCount();
        int given = 9;
        assertThat(together - given)
                .as("the true range is there once, the plus DI is part of ADX")
                .isEqualTo(atr - given + adx - given - 1);
        assertThat(plus).isLessThan(adx);
    }

    @Test
    void sharingDoesNotChangeAnyValue() {
        Bars bars = Bars.generated(1_200, 9);
        IndicatorSet demo = IndicatorSet.of(Indicators.demo(), 3);
        double[][] together = bars.compute(demo);
        for (IndicatorRequest request : Indicators.demo()) {
            IndicatorSet alone = IndicatorSet.of(List.of(request), 0);
            double[][] rows = bars.compute(alone);
            for (int i = 0; i < alone.columns().size(); i++) {
                int index = demo.indexOf(alone.columns().get(i).column());
                for (int bar = 0; bar < bars.size(); bar++) {
                    assertThat(rows[bar][i]).isEqualTo(Double.valueOf(together[bar][index]));
                }
            }
        }
    }

    @Test
    void layoutHashTellsLayoutsApartAndIsStable() {
        long hash = IndicatorSet.of(List.of(ema(21)), 5).layoutHash();
        assertThat(IndicatorSet.of(List.of(ema(21)), 5).layoutHash()).isEqualTo(hash);
        assertThat(IndicatorSet.of(List.of(ema(22)), 5).layoutHash()).isNotEqualTo(hash);
        assertThat(IndicatorSet.of(List.of(ema(21), ema(22)), 5).layoutHash()).isNotEqualTo(hash);
        assertThat(IndicatorSet.of(requests("sma"), 5).layoutHash())
                .isNotEqualTo(IndicatorSet.of(requests("sma"), 40).layoutHash());
        assertThat(IndicatorSet.of(requests("atr", "rsi"), 5).layoutHash())
                .isNotEqualTo(IndicatorSet.of(requests("rsi", "atr"), 5).layoutHash());
    }

    @Test
    void ringsHoldStrictlyMoreThanLookBackAndUndo() {
        assertThat(ring(8, 0)).isEqualTo(16);
        assertThat(ring(7, 0)).isEqualTo(8);
        assertThat(ring(7, 1)).isEqualTo(16);
        assertThat(ring(200, 55)).isEqualTo(256);
        assertThat(ring(200, 56)).isEqualTo(512);
    }

    @Test
    void columnsOfOddParametersAreSqlNames() {
        IndicatorRequest bands = new IndicatorRequest("bbands", Map.of("nb_dev_up", 2.5, "nb_dev_dn", 1.0));
        assertThat(IndicatorSet.of(List.of(bands), 0).columns())
                .extracting(OutputColumn::column)
                .containsExactly("bbands_20_2p5_1_upper", "bbands_20_2p5_1_middle", "bbands_20_2p5_1_lower");
        assertThat(bands.text()).isEqualTo("bbands(period=20,nb_dev_up=2.5,nb_dev_dn=1)");
        assertThat(new IndicatorRequest("obv", Map.of()).text()).isEqualTo("obv");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> IndicatorSet.of(List.of(ema(21), ema(21)), 0))
                .isInstanceOf(IndicatorException.class)
                .hasMessage("a set must ask for each indicator once, was twice ema(period=21)");
        assertThatThrownBy(() -> IndicatorSet.of(List.of(ema(21)), -1))
                .isInstanceOf(IndicatorException.class)
                .hasMessage("undoBars must be in [0, 4096], was -1");
        assertThatThrownBy(() -> Indicators.byId("rsii"))
                .isInstanceOf(IndicatorException.class)
                .hasMessageContaining("[rsi, ema, sma, ")
                .hasMessageEndingWith(", was rsii");
        assertThatThrownBy(() -> IndicatorSet.of(List.of(new IndicatorRequest("macd", Map.of("fast_period", 26.0))), 0))
                .hasMessage("fast_period must be below slow_period 26, was 26");
    }

    @Test
    void commandLineAssignmentsAreRead() {
        assertThat(IndicatorRequest.of("rsi", List.of("period=7")))
                .isEqualTo(new IndicatorRequest("rsi", Map.of("period", 7.0)));
        assertThatThrownBy(() -> IndicatorRequest.of("rsi", List.of("period")))
                .hasMessage("a parameter must be written name=value, was period");
        assertThatThrownBy(() -> IndicatorRequest.of("rsi", List.of("period=x")))
                .hasMessage("period must be a number, was x");
        assertThatThrownBy(() -> IndicatorRequest.of("rsi", List.of("period=3", "period=4")))
                .hasMessage("a parameter must be given once, was period twice");
    }

    @Test
    void rsiIsOneHundredWhenNoLossAndZeroWhenNothingMoved() {
        IndicatorSet set = IndicatorSet.of(requests("rsi"), 0);
        Bars rising = Bars.flat(40, 5, 1);
        for (int i = 0; i < 40; i++) {
            rising.close()[i] += i * 0.25;
            rising.high()[i] = rising.close()[i];
        }
        assertThat(rising.compute(set, "rsi_14")[30]).isEqualTo(100);
        assertThat(Bars.flat(40, 5, 1).compute(set, "rsi_14")[30]).isZero();
    }

    @Test
    void vwapOfAWindowWithoutVolumeIsTheTypicalPrice() {
        Bars bars = Bars.generated(100, 3);
        for (int i = 40; i < 70; i++) {
            bars.volume()[i] = 0;
        }
        double typical = (bars.high()[65] + bars.low()[65] + bars.close()[65]) / 3;
        assertThat(bars.compute(IndicatorSet.of(requests("vwap"), 0), "vwap_20")[65])
                .isEqualTo(typical);
    }

    private static int ring(int smaPeriod, int undoBars) {
        IndicatorSet set =
                IndicatorSet.of(List.of(new IndicatorRequest("sma", Map.of("period", (double) smaPeriod))), undoBars);
        return set.stateSize() - set.scalarCount();
    }

    private static int size(String id) {
        return IndicatorSet.of(requests(id), 0).scalarCount();
    }

    private static List<IndicatorRequest> requests(String... ids) {
        return Stream.of(ids).map(id -> new IndicatorRequest(id, Map.of())).toList();
    }
}
