package io.tickgrid.pipelines.agent;

import static io.tickgrid.pipelines.agent.Scale.beyond;
import static io.tickgrid.pipelines.agent.Scale.ratio;
import static io.tickgrid.pipelines.agent.Scale.unit;

import java.util.List;

/**
 * Whether price is stretched so far that it should come back; votes against the stretch.
 *
 * <p>Direction is the mean of three parts in [-1, 1], each against the move: the close in the Bollinger bands, silent
 * within one standard deviation, full at the band (two); RSI, silent in [40, 60], half at 30 and 70, full at 20 and 80;
 * the distance from VWAP, silent within one ATR, full at three. Confidence is the unanimity of the parts, reduced where
 * a trend runs, for bands are ridden in a trend: whole up to ADX 25, none from 50.
 *
 * <p>Sources: Bollinger on Bollinger Bands (2001); Wilder 1978 (RSI, ADX); Berkowitz, Logue and Noser, The Total Cost
 * of Transactions on the NYSE (1988) for VWAP as the price the market paid.
 */
final class MeanReversionAgent implements Agent {
    static final AgentSpec SPEC = new AgentSpec(
            "mean_reversion",
            "Mean reversion",
            "Is price stretched away from its average so far that it should come back?",
            "Bollinger 2001 (bands); Wilder 1978 (RSI, ADX); Berkowitz, Logue and Noser 1988 (VWAP)",
            List.of("bbands_20_2_upper", "bbands_20_2_lower", "rsi_14", "vwap_20", "atr_14", "adx_14"));

    private final int upper;
    private final int lower;
    private final int rsi;
    private final int vwap;
    private final int atr;
    private final int adx;

    MeanReversionAgent(Columns columns) {
        upper = columns.index("bbands_20_2_upper");
        lower = columns.index("bbands_20_2_lower");
        rsi = columns.index("rsi_14");
        vwap = columns.index("vwap_20");
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
        double strength = view.value(rsi);
        double average = view.value(vwap);
        double range = view.value(atr);
        double trend = view.value(adx);
        if (Double.isNaN(top + bottom + strength + average + range + trend)) {
            out.reset();
            return;
        }
        double close = view.close();
        double position = ratio((close - bottom) - (top - close), top - bottom); // -1 lower band, 1 upper band
        double distance = ratio(close - average, range);
        double bandPart = -beyond(position, 0.5, 1);
        double rsiPart = -beyond(strength - 50, 10, 30);
        double vwapPart = -beyond(distance, 1, 3);
        double sum = bandPart + rsiPart + vwapPart;
        double absoluteSum = Math.abs(bandPart) + Math.abs(rsiPart) + Math.abs(vwapPart);

        out.set(unit(sum / 3), Scale.unanimity(sum, absoluteSum) * (1 - Scale.ramp(trend, 25, 50)));
        out.because(ReasonCode.PERCENT_B, (position + 1) / 2, bandPart);
        out.because(ReasonCode.RSI, strength, rsiPart);
        out.because(ReasonCode.VWAP_DISTANCE, distance, vwapPart);
    }
}
