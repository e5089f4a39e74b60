package io.tickgrid.pipelines.agent;

import static io.tickgrid.pipelines.agent.Scale.ratio;
import static io.tickgrid.pipelines.agent.Scale.unit;

import java.util.List;

/**
 * How hard price pushes one way.
 *
 * <p>Direction is the mean of four parts in [-1, 1]: RSI from 50, full at 30 and 70; MACD histogram, full at a quarter
 * of ATR; Stochastic, half for slow %K from 50 (full at 20 and 80) and half for slow %K against slow %D (full at 10
 * points); the ten-bar change against what a random walk of one ATR a bar would do, ATR x sqrt(10). Confidence is the
 * unanimity of the parts ({@link Scale#unanimity}).
 *
 * <p>Sources: Wilder 1978 (RSI 30 and 70); Appel, Technical Analysis: Power Tools for Active Investors (2005) for MACD;
 * Lane, Lane's Stochastics (1984) for 20 and 80; Murphy 1999 for rate of change.
 */
final class MomentumAgent implements Agent {
    static final AgentSpec SPEC = new AgentSpec(
            "momentum",
            "Momentum",
            "Do RSI, MACD, Stochastic and rate of change push one way?",
            "Wilder 1978 (RSI); Appel 2005 (MACD); Lane 1984 (Stochastic); Murphy 1999 (rate of change)",
            List.of("rsi_14", "macd_12_26_9_hist", "stoch_14_3_3_slowk", "stoch_14_3_3_slowd", "roc_10", "atr_14"));

    private static final double FULL_HISTOGRAM_ATR = 0.25;
    private static final double SQRT_10 = StrictMath.sqrt(10);

    private final int rsi;
    private final int histogram;
    private final int slowK;
    private final int slowD;
    private final int roc;
    private final int atr;

    MomentumAgent(Columns columns) {
        rsi = columns.index("rsi_14");
        histogram = columns.index("macd_12_26_9_hist");
        slowK = columns.index("stoch_14_3_3_slowk");
        slowD = columns.index("stoch_14_3_3_slowd");
        roc = columns.index("roc_10");
        atr = columns.index("atr_14");
    }

    @Override
    public AgentSpec spec() {
        return SPEC;
    }

    @Override
    public void judge(MarketView view, Opinion out) {
        double strength = view.value(rsi);
        double bar = view.value(histogram);
        double k = view.value(slowK);
        double d = view.value(slowD);
        double change = view.value(roc);
        double range = view.value(atr);
        if (Double.isNaN(strength + bar + k + d + change + range)) {
            out.reset();
            return;
        }
        double barInAtr = ratio(bar, range);
        double rsiPart = unit((strength - 50) / 20);
        double macdPart = unit(barInAtr / FULL_HISTOGRAM_ATR);
        double stochasticPart = (unit((k - 50) / 30) + unit((k - d) / 10)) / 2;
        double changePart = unit(ratio(view.close() * change / 100, range * SQRT_10));
        double sum = rsiPart + macdPart + stochasticPart + changePart;
        double absoluteSum = Math.abs(rsiPart) + Math.abs(macdPart) + Math.abs(stochasticPart) + Math.abs(changePart);

        out.set(unit(sum / 4), Scale.unanimity(sum, absoluteSum));
        out.because(ReasonCode.RSI, strength, rsiPart);
        out.because(ReasonCode.MACD_HISTOGRAM, barInAtr, macdPart);
        out.because(ReasonCode.STOCHASTIC, k, stochasticPart);
        out.because(ReasonCode.RATE_OF_CHANGE, change, changePart);
    }
}
