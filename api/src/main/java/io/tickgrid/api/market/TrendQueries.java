package io.tickgrid.api.market;

import io.tickgrid.api.GridReads;
import io.tickgrid.api.indicator.IndicatorQueries;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.agent.OpinionRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Where an instrument goes and how restless it is, from its indicators and the trend agent. */
@Component
public final class TrendQueries {
    private static final List<String> TREND = List.of(
            "ema_9",
            "ema_21",
            "ema_50",
            "ema_200",
            "sma_20",
            "sma_50",
            "sma_200",
            "adx_14",
            "plus_di_14",
            "minus_di_14",
            "supertrend_10_3");
    private static final List<String> VOLATILITY =
            List.of("atr_14", "bbands_20_2_upper", "bbands_20_2_middle", "bbands_20_2_lower");
    /** Carter's squeeze: the bands are inside a Keltner channel of 1.5 ATR either side. */
    private static final double KELTNER_WIDTH_ATR = 3;

    private static final double VOLATILE_RATIO = 2;

    private final IndicatorQueries indicators;
    private final GridReads grid;

    TrendQueries(IndicatorQueries indicators, GridReads grid) {
        this.indicators = indicators;
        this.grid = grid;
    }

    /**
     * A trend.
     *
     * @param direction of the trend agent, -1 (down) to 1 (up); null while it abstains
     * @param strength its confidence, 0 to 1, which grows with ADX; null while it abstains
     */
    public record TrendView(
            String instrument,
            String frame,
            long openTimeMs,
            @Nullable Double direction,
            @Nullable Double strength,
            Map<String, @Nullable Double> values) {}

    /**
     * Volatility.
     *
     * @param regime quiet: Bollinger bands inside the Keltner channel; volatile: at least twice its width; null while cold
     * @param atrPct ATR in percent of the middle band
     * @param bandwidthPct distance of the bands in percent of the middle band
     */
    public record VolatilityView(
            String instrument,
            String frame,
            long openTimeMs,
            @Nullable String regime,
            @Nullable Double atrPct,
            @Nullable Double bandwidthPct,
            Map<String, @Nullable Double> values) {}

    public Mono<TrendView> trend(String symbol, @Nullable String frame) {
        return indicators
                .latestRow(symbol, frame)
                .flatMap(row -> grid.<OpinionRow>get(
                                GridMaps.OPINIONS, OpinionRow.key(row.instrument(), row.frame(), "trend"))
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .map(opinion -> trend(row, opinion.filter(o -> !o.abstained()))));
    }

    private static TrendView trend(IndicatorRow row, Optional<OpinionRow> opinion) {
        return new TrendView(
                row.instrument(),
                row.frame(),
                row.openTimeMs(),
                opinion.map(o -> Numbers.number(o.direction())).orElse(null),
                opinion.map(o -> Numbers.number(o.confidence())).orElse(null),
                IndicatorQueries.values(row, TREND));
    }

    public Mono<VolatilityView> volatility(String symbol, @Nullable String frame) {
        return indicators.latestRow(symbol, frame).map(TrendQueries::volatility);
    }

    static VolatilityView volatility(IndicatorRow row) {
        double atr = IndicatorQueries.value(row, "atr_14");
        double middle = IndicatorQueries.value(row, "bbands_20_2_middle");
        double width =
                IndicatorQueries.value(row, "bbands_20_2_upper") - IndicatorQueries.value(row, "bbands_20_2_lower");
        double ratio = width / (KELTNER_WIDTH_ATR * atr);
        String regime =
                Double.isNaN(ratio) ? null : ratio < 1 ? "quiet" : ratio < VOLATILE_RATIO ? "normal" : "volatile";
        return new VolatilityView(
                row.instrument(),
                row.frame(),
                row.openTimeMs(),
                regime,
                Numbers.number(100 * atr / middle),
                Numbers.number(100 * width / middle),
                IndicatorQueries.values(row, VOLATILITY));
    }
}
