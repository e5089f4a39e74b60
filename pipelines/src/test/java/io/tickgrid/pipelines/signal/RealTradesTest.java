package io.tickgrid.pipelines.signal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.agent.AgentPanel;
import io.tickgrid.pipelines.agent.Agents;
import io.tickgrid.pipelines.agent.HandView;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.fusion.Fusion;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.fusion.FusionSettings;
import io.tickgrid.pipelines.fusion.WeightSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.Indicator;
import org.ta4j.core.indicators.ATRIndicator;
import org.ta4j.core.indicators.MACDIndicator;
import org.ta4j.core.indicators.ROCIndicator;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.StochasticOscillatorKIndicator;
import org.ta4j.core.indicators.adx.ADXIndicator;
import org.ta4j.core.indicators.adx.MinusDIIndicator;
import org.ta4j.core.indicators.adx.PlusDIIndicator;
import org.ta4j.core.indicators.averages.EMAIndicator;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.bollinger.BollingerBandsLowerIndicator;
import org.ta4j.core.indicators.bollinger.BollingerBandsMiddleIndicator;
import org.ta4j.core.indicators.bollinger.BollingerBandsUpperIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.indicators.statistics.StandardDeviationIndicator;
import org.ta4j.core.indicators.supertrend.SuperTrendIndicator;
import org.ta4j.core.indicators.volume.MoneyFlowIndexIndicator;
import org.ta4j.core.indicators.volume.VWAPIndicator;
import org.ta4j.core.num.DoubleNumFactory;
import org.ta4j.core.num.Num;

/** The whole way from indicator values to signals on a week of real trades, with ta4j's indicators. */
class RealTradesTest {
    private static final Duration FRAME = Duration.ofMinutes(5);
    private static final int WARM_UP = 50;

    private static BarSeries bars;
    private static Map<String, Indicator<Num>> indicators;

    @BeforeAll
    static void readTrades() throws IOException {
        bars = new BaseBarSeriesBuilder()
                .withNumFactory(DoubleNumFactory.getInstance())
                .build();
        try (var in = RealTradesTest.class.getResourceAsStream("/bitstamp_trades_from_20131125_usd.csv");
                var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            aggregate(reader);
        }
        indicators = indicators(bars);
    }

    @Test
    void signalsAreFewAndOfBothSides() {
        List<String> signals = run(new SignalRun());
        assertThat(signals).hasSizeBetween(20, 100);
        assertThat(signals.stream().filter(signal -> signal.contains("BUY"))).hasSizeGreaterThan(5);
        assertThat(signals.stream().filter(signal -> signal.contains("SELL"))).hasSizeGreaterThan(5);
    }

    @Test
    void signalsAreTheSameWhenStateIsSavedAndRestoredAfterEveryBar() {
        SignalRun restored = new SignalRun() {
            @Override
            void afterBar() {
                double[] saved = state.clone();
                state = new double[saved.length];
                System.arraycopy(saved, 0, state, 0, saved.length);
                panel = newPanel();
                rule = newRule();
                out = panel.newOpinions();
                result = new FusionResult(panel.size());
                draft = new SignalDraft();
            }
        };
        assertThat(run(restored)).isEqualTo(run(new SignalRun()));
    }

    @Test
    void everyAgentHasItsSayAndNoneFails() {
        SignalRun run = new SignalRun();
        run(run);
        for (int i = 0; i < run.panel.size(); i++) {
            assertThat(run.panel.failures(i)).as(run.panel.spec(i).id()).isZero();
            assertThat(run.votes[i]).as(run.panel.spec(i).id()).isGreaterThan(bars.getBarCount() / 20);
        }
    }

    private static List<String> run(SignalRun run) {
        HandView view = new HandView();
        List<String> signals = new ArrayList<>();
        for (int i = 0; i < bars.getBarCount(); i++) {
            var bar = bars.getBar(i);
            view.bar(
                    bar.getOpenPrice().doubleValue(),
                    bar.getHighPrice().doubleValue(),
                    bar.getLowPrice().doubleValue(),
                    bar.getClosePrice().doubleValue());
            view.volume = bar.getVolume().doubleValue();
            view.barCount = i + 1L;
            for (var entry : indicators.entrySet()) {
                view.with(
                        entry.getKey(),
                        i < WARM_UP ? Double.NaN : entry.getValue().getValue(i).doubleValue());
            }
            if (run.bar(view)) {
                signals.add(view.barCount + " " + run.draft.side() + " " + run.draft.score() + " "
                        + run.draft.confidence() + " " + run.draft.entry() + " " + run.draft.stop() + " "
                        + run.draft.target1() + " " + run.draft.target2());
            }
            run.afterBar();
        }
        return signals;
    }

    /** One instrument and frame as an engine would hold it: panel and rule share one state. */
    private static class SignalRun {
        AgentPanel panel = newPanel();
        SignalRule rule = newRule();
        final Fusion fusion = new Fusion(FusionSettings.DEFAULT);
        final WeightSet weights = WeightSet.defaults(panel.size());
        double[] state = new double[panel.stateSize() + SignalRule.STATE];
        Opinion[] out = panel.newOpinions();
        FusionResult result = new FusionResult(panel.size());
        SignalDraft draft = new SignalDraft();
        final int[] votes = new int[panel.size()];

        boolean bar(HandView view) {
            panel.judge(state, 0, view, out);
            fusion.fuse(out, weights, result);
            for (int i = 0; i < out.length; i++) {
                votes[i] += out[i].confidence() > 0 ? 1 : 0;
            }
            return rule.judge(state, panel.stateSize(), result, view, draft);
        }

        void afterBar() {}

        static AgentPanel newPanel() {
            return new AgentPanel(Agents.bind(HandView.COLUMNS::indexOf));
        }

        static SignalRule newRule() {
            return SignalRule.bind(HandView.COLUMNS::indexOf, SignalSettings.DEFAULT);
        }
    }

    private static void aggregate(BufferedReader reader) throws IOException {
        long frame = FRAME.toSeconds();
        long begin = -1;
        double open = 0;
        double high = 0;
        double low = 0;
        double close = 0;
        double volume = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (!Character.isDigit(line.charAt(0))) {
                continue; // the header
            }
            String[] fields = line.split(",", -1);
            long time = Long.parseLong(fields[0]);
            double price = Double.parseDouble(fields[1]);
            long start = time - time % frame;
            if (start > begin) {
                addBar(begin, open, high, low, close, volume);
                begin = start;
                open = price;
                high = price;
                low = price;
                volume = 0;
            }
            high = Math.max(high, price);
            low = Math.min(low, price);
            close = price;
            volume += Double.parseDouble(fields[2]);
        }
        addBar(begin, open, high, low, close, volume);
    }

    private static void addBar(long begin, double open, double high, double low, double close, double volume) {
        if (begin < 0) {
            return;
        }
        bars.addBar(bars.barBuilder()
                .timePeriod(FRAME)
                .endTime(Instant.ofEpochSecond(begin).plus(FRAME))
                .openPrice(open)
                .highPrice(high)
                .lowPrice(low)
                .closePrice(close)
                .volume(volume)
                .build());
    }

    private static Map<String, Indicator<Num>> indicators(BarSeries series) {
        var close = new ClosePriceIndicator(series);
        var middle = new BollingerBandsMiddleIndicator(new SMAIndicator(close, 20));
        var deviation = new StandardDeviationIndicator(close, 20);
        var slowK = new SMAIndicator(new StochasticOscillatorKIndicator(series, 14), 3);
        Map<String, Indicator<Num>> map = new LinkedHashMap<>();
        map.put("rsi_14", new RSIIndicator(close, 14));
        map.put("ema_9", new EMAIndicator(close, 9));
        map.put("ema_21", new EMAIndicator(close, 21));
        map.put("ema_50", new EMAIndicator(close, 50));
        map.put("macd_12_26_9_hist", new MACDIndicator(close, 12, 26).getHistogram(9));
        map.put("atr_14", new ATRIndicator(series, 14));
        map.put("adx_14", new ADXIndicator(series, 14));
        map.put("plus_di_14", new PlusDIIndicator(series, 14));
        map.put("minus_di_14", new MinusDIIndicator(series, 14));
        map.put("bbands_20_2_upper", new BollingerBandsUpperIndicator(middle, deviation));
        map.put("bbands_20_2_lower", new BollingerBandsLowerIndicator(middle, deviation));
        map.put("stoch_14_3_3_slowk", slowK);
        map.put("stoch_14_3_3_slowd", new SMAIndicator(slowK, 3));
        map.put("vwap_20", new VWAPIndicator(series, 20));
        map.put("mfi_14", new MoneyFlowIndexIndicator(series, 14));
        map.put("roc_10", new ROCIndicator(close, 10));
        map.put("supertrend_10_3", new SuperTrendIndicator(series, 10, 3d));
        return map;
    }
}
