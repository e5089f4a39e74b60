package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.agent.Agents;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.fusion.WeightSet;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.indicator.Indicators;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.QualityRules;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the market job of a deployment computes.
 *
 * @param frames of time or by activity, such as {@code 1m} or {@code v1000}, each once
 * @param latenessMs how late a tick may come and still restate, milliseconds of event time
 * @param correctionsMs how long ticks are kept to be corrected, milliseconds of event time; 0 = no corrections are taken
 * @param quality what ticks must look like, by class of instrument; those of another class have the default
 * @param paperLatencyMs event time from an order's cause to its fill at the earliest
 */
public record MarketSettings(
        KafkaSettings kafka,
        List<String> frames,
        long latenessMs,
        long correctionsMs,
        Map<String, QualityRules> quality,
        long paperLatencyMs,
        double paperFeeBps,
        double paperSlippageBps)
        implements Serializable {
    /** The frames of a deployment that names none, shortest first. */
    public static final List<String> DEFAULT_FRAMES = List.of("1m", "5m", "15m", "1h");

    /** The frames and terms of {@code ./tickgrid run}. */
    public static MarketSettings defaults(KafkaSettings kafka) {
        return new MarketSettings(
                kafka, DEFAULT_FRAMES, 5_000, 0, Map.of(), 250, PaperCosts.FEE_BPS, PaperCosts.SLIPPAGE_BPS);
    }

    /**
     * The same with other candle lengths.
     *
     * @param lengths such as {@code 1m}, at least one, each once
     */
    public MarketSettings withFrames(List<String> lengths) {
        return new MarketSettings(
                kafka,
                List.copyOf(lengths),
                latenessMs,
                correctionsMs,
                quality,
                paperLatencyMs,
                paperFeeBps,
                paperSlippageBps);
    }

    /** The same with other quality rules. */
    public MarketSettings with(Map<String, QualityRules> rules) {
        return new MarketSettings(
                kafka,
                frames,
                latenessMs,
                correctionsMs,
                new TreeMap<>(rules),
                paperLatencyMs,
                paperFeeBps,
                paperSlippageBps);
    }

    /** The same with another lateness. */
    public MarketSettings withLatenessMs(long lateness) {
        return new MarketSettings(
                kafka, frames, lateness, correctionsMs, quality, paperLatencyMs, paperFeeBps, paperSlippageBps);
    }

    /** The same, with ticks kept so long to be corrected. */
    public MarketSettings withCorrectionsMs(long corrections) {
        return new MarketSettings(
                kafka, frames, latenessMs, corrections, quality, paperLatencyMs, paperFeeBps, paperSlippageBps);
    }

    /** What the engines are made of. */
    public EngineConfig engine() {
        List<Frame> parsed = frames.stream().map(Frame::parse).toList();
        long latenessNs = latenessMs * 1_000_000;
        long correctionsNs = correctionsMs * 1_000_000;
        return new EngineConfig(
                parsed,
                IndicatorSet.of(Indicators.demo(), EngineConfig.undoBars(parsed, Math.max(latenessNs, correctionsNs))),
                latenessNs,
                correctionsNs,
                WeightSet.defaults(Agents.all().size()),
                new PaperTerms(paperLatencyMs * 1_000_000, paperFeeBps, paperSlippageBps));
    }

    /** What an engine has to know of its instrument. */
    public EngineTerms terms(Instrument instrument) {
        return new EngineTerms(
                instrument.priceScale(),
                instrument.quantityScale(),
                SessionCalendar.of(instrument.calendar()),
                quality.getOrDefault(instrument.assetClass(), QualityRules.DEFAULT));
    }

    /** The names of the indicator columns, as the grid's SQL has to know them. */
    public static List<String> indicatorColumns() {
        return IndicatorSet.of(Indicators.demo(), 1).columns().stream()
                .map(c -> c.column())
                .toList();
    }
}
