package io.tickgrid.pipelines.agent;

import static io.tickgrid.pipelines.agent.Scale.ramp;
import static io.tickgrid.pipelines.agent.Scale.ratio;
import static io.tickgrid.pipelines.agent.Scale.unit;

import java.util.List;

/**
 * Whether volatility expands in support of the way price goes; nearly silent when it is quiet.
 *
 * <p>Direction is the close's place between the Bollinger bands: -1 at the lower, 0 in the middle, 1 at the upper.
 * Confidence is expansion x trend: expansion compares the Bollinger width (four standard deviations) with a Keltner
 * channel of 1.5 ATR either side, 0 while the bands are inside it (the squeeze), 1 at twice its width; trend is ADX, 0
 * at 10, 1 at 40.
 *
 * <p>Sources: Bollinger 2001 (band width); Carter, Mastering the Trade (2005) for the squeeze; Wilder 1978 (ATR, ADX).
 */
final class VolatilityRegimeAgent implements Agent {
    static final AgentSpec SPEC = new AgentSpec(
            "volatility_regime",
            "Volatility regime",
            "Does volatility expand in support of the way price goes, or is it quiet?",
            "Bollinger 2001 (band width); Carter 2005 (squeeze); Wilder 1978 (ATR, ADX)",
            List.of("bbands_20_2_upper", "bbands_20_2_lower", "atr_14", "adx_14"));

    private static final double KELTNER_WIDTH_ATR = 3;

    private final int upper;
    private final int lower;
    private final int atr;
    private final int adx;

    VolatilityRegimeAgent(Columns columns) {
        upper = columns.index("bbands_20_2_upper");
        lower = columns.index("bbands_20_2_lower");
        atr = columns.index("atr_14");
        adx = columns.index("adx_14");
    }

    @Override
    public AgentSpec spec() {
        return SPEC;
    }

    @Override
    public void judge(MarketView view, Opinion out) {
        double top = view.value(upper);
        double bottom = view.value(lower);
        double range = view.value(atr);
        double trend = view.value(adx);
        if (Double.isNaN(top + bottom + range + trend)) {
            out.reset();
            return;
        }
        double close = view.close();
        double position = ratio((close - bottom) - (top - close), top - bottom);
        double width = ratio(top - bottom, KELTNER_WIDTH_ATR * range);
        double expansion = ramp(width, 1, 2);

        out.set(unit(position), expansion * ramp(trend, 10, 40));
        out.because(
                expansion > 0 ? ReasonCode.VOLATILITY_EXPANDING : ReasonCode.VOLATILITY_QUIET,
                width,
                1); // always first
        out.because(ReasonCode.PERCENT_B, (position + 1) / 2, unit(position));
        out.because(ReasonCode.ADX, trend, ramp(trend, 10, 40));
    }
}
