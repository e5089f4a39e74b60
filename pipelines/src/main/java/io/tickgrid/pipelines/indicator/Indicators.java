package io.tickgrid.pipelines.indicator;

import java.util.List;
import java.util.Map;

/** The table of indicators, in the order of the reference page. A new one is one file and one line here. */
public final class Indicators {
    private static final List<IndicatorSpec> ALL = List.of(
            Rsi.SPEC,
            Ema.SPEC,
            Sma.SPEC,
            Macd.SPEC,
            Atr.SPEC,
            Adx.SPEC,
            Directional.PLUS_SPEC,
            Directional.MINUS_SPEC,
            Bbands.SPEC,
            Stoch.SPEC,
            Cci.SPEC,
            Obv.SPEC,
            Vwap.SPEC,
            Willr.SPEC,
            Mfi.SPEC,
            Roc.SPEC,
            Supertrend.SPEC,
            Ichimoku.SPEC);

    private Indicators() {}

    public static List<IndicatorSpec> all() {
        return ALL;
    }

    /**
     * The indicator of that id.
     *
     * @throws IndicatorException when there is none, naming those that are
     */
    public static IndicatorSpec byId(String id) {
        for (IndicatorSpec spec : ALL) {
            if (spec.id().equals(id)) {
                return spec;
            }
        }
        throw new IndicatorException("an indicator must be one of "
                + ALL.stream().map(IndicatorSpec::id).toList() + ", was " + id);
    }

    /** The demo set: 31 outputs. */
    public static List<IndicatorRequest> demo() {
        return List.of(
                ask("rsi", 14),
                ask("ema", 9),
                ask("ema", 21),
                ask("ema", 50),
                ask("ema", 200),
                ask("sma", 20),
                ask("sma", 50),
                ask("sma", 200),
                ask("macd"),
                ask("atr", 14),
                ask("adx", 14),
                ask("plus_di", 14),
                ask("minus_di", 14),
                ask("bbands"),
                ask("stoch"),
                ask("cci", 20),
                ask("obv"),
                ask("vwap", 20),
                ask("willr", 14),
                ask("mfi", 14),
                ask("roc", 10),
                ask("supertrend"),
                ask("ichimoku"));
    }

    private static IndicatorRequest ask(String id) {
        return new IndicatorRequest(id, Map.of());
    }

    private static IndicatorRequest ask(String id, int period) {
        return new IndicatorRequest(id, Map.of("period", (double) period));
    }
}
