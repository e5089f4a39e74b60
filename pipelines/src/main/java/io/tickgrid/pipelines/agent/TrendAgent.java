package io.tickgrid.pipelines.agent;

import static io.tickgrid.pipelines.agent.Scale.ramp;
import static io.tickgrid.pipelines.agent.Scale.ratio;

import java.util.List;

/**
 * Which way the trend runs, and whether there is one.
 *
 * <p>Direction is the mean of three parts in [-1, 1]: the order of EMA 9, 21 and 50 (half for each neighbouring pair),
 * the balance of the directional indicators (+DI - -DI) / (+DI + -DI), and the side of Supertrend that the close is on.
 * Confidence grows with ADX from 0 at 10 to 1 at 40, so that Wilder's threshold of a trend, 25, is the middle.
 *
 * <p>Sources: Wilder, New Concepts in Technical Trading Systems (1978) for ADX and DI; Seban's Supertrend; Murphy,
 * Technical Analysis of the Financial Markets (1999) for the alignment of averages.
 */
final class TrendAgent implements Agent {
    static final AgentSpec SPEC = new AgentSpec(
            "trend",
            "Trend",
            "Do the averages, the directional movement and Supertrend point one way, and is there a trend at all?",
            "Wilder 1978 (ADX, DI); Seban (Supertrend); Murphy 1999 (averages)",
            List.of("ema_9", "ema_21", "ema_50", "adx_14", "plus_di_14", "minus_di_14", "supertrend_10_3"));

    private final int ema9;
    private final int ema21;
    private final int ema50;
    private final int adx;
    private final int plusDi;
    private final int minusDi;
    private final int supertrend;

    TrendAgent(Columns columns) {
        ema9 = columns.index("ema_9");
        ema21 = columns.index("ema_21");
        ema50 = columns.index("ema_50");
        adx = columns.index("adx_14");
        plusDi = columns.index("plus_di_14");
        minusDi = columns.index("minus_di_14");
        supertrend = columns.index("supertrend_10_3");
    }

    @Override
    public AgentSpec spec() {
        return SPEC;
    }

    @Override
    public void judge(MarketView view, Opinion out) {
        double fast = view.value(ema9);
        double middle = view.value(ema21);
        double slow = view.value(ema50);
        double strength = view.value(adx);
        double plus = view.value(plusDi);
        double minus = view.value(minusDi);
        double line = view.value(supertrend);
        if (Double.isNaN(fast + middle + slow + strength + plus + minus + line)) {
            out.reset();
            return;
        }
        double alignment = (Math.signum(fast - middle) + Math.signum(middle - slow)) / 2;
        double balance = ratio(plus - minus, plus + minus);
        double side = Math.signum(view.close() - line);
        double confidence = ramp(strength, 10, 40);

        out.set(Scale.unit((alignment + balance + side) / 3), confidence);
        ReasonCode order = alignment == 1
                ? ReasonCode.EMA_ALIGNED_UP
                : alignment == -1 ? ReasonCode.EMA_ALIGNED_DOWN : ReasonCode.EMA_MIXED;
        out.because(order, 100 * ratio(fast - slow, slow), alignment);
        out.because(side < 0 ? ReasonCode.SUPERTREND_ABOVE_PRICE : ReasonCode.SUPERTREND_BELOW_PRICE, line, side);
        out.because(ReasonCode.ADX, strength, confidence);
        out.because(ReasonCode.DI_BALANCE, plus - minus, balance);
    }
}
