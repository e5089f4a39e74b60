package io.tickgrid.pipelines.signal;

import io.tickgrid.pipelines.agent.MarketView;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.fusion.Recommendation;
import java.util.function.ToIntFunction;

/**
 * Turns a recommendation into a signal once, not at every bar that repeats it.
 *
 * <p>A signal is emitted when the vote has its quorum, recommends BUY or SELL with at least the floor's confidence, the
 * side is armed, the last signal is far enough back, and ATR is warm and positive. A side that was signalled is
 * disarmed until |score| falls under the lower threshold or the other side is signalled. A bar without quorum changes
 * nothing: a missing vote is no fallen score.
 *
 * <p>Entry is the close; stop and targets lie multiples of ATR away. No signal is emitted whose levels are not all
 * positive.
 *
 * <p>The rule itself is stateless and may be shared. Its state is {@link #STATE} doubles of the caller per (instrument,
 * frame): {@code [disarmed side: 1 BUY, -1 SELL, 0 none | bar count of the last signal, 0 none]}, zero at the start.
 */
public final class SignalRule {
    /** Doubles of state per (instrument, frame); zeros are the initial state. */
    public static final int STATE = 2;

    private static final int DISARMED = 0;
    private static final int LAST_BAR = 1;

    private final SignalSettings settings;
    private final int atr;

    private SignalRule(SignalSettings settings, int atr) {
        this.settings = settings;
        this.atr = atr;
    }

    /**
     * The rule for one indicator set.
     *
     * @param indexOf index of a column by its name, negative where the set does not have it
     * @throws IllegalArgumentException if the set does not compute atr_14
     */
    public static SignalRule bind(ToIntFunction<String> indexOf, SignalSettings settings) {
        int atr = indexOf.applyAsInt("atr_14");
        if (atr < 0) {
            throw new IllegalArgumentException(
                    "signal rule needs column atr_14, which the indicator set does not compute");
        }
        return new SignalRule(settings, atr);
    }

    /**
     * Judges a closed bar; once a bar, in order.
     *
     * @param state the engine's doubles, of which [at, at + STATE) are this rule's
     * @param out written only if a signal is emitted
     * @return true if a signal is emitted
     */
    public boolean judge(double[] state, int at, FusionResult fusion, MarketView view, SignalDraft out) {
        if (!fusion.quorum()) {
            return false;
        }
        if (Math.abs(fusion.score()) < settings.rearmBelow()) {
            state[at + DISARMED] = 0;
        }
        if (fusion.recommendation() == Recommendation.HOLD || fusion.confidence() < settings.confidenceFloor()) {
            return false;
        }
        int sign = fusion.recommendation() == Recommendation.BUY ? 1 : -1;
        double lastBar = state[at + LAST_BAR];
        if (state[at + DISARMED] == sign
                || (lastBar > 0 && view.barCount() - lastBar < settings.minBarsBetween())
                || !draft(sign, view, out)) {
            return false;
        }
        out.side = sign > 0 ? SignalSide.BUY : SignalSide.SELL;
        out.score = fusion.score();
        out.confidence = fusion.confidence();
        state[at + DISARMED] = sign;
        state[at + LAST_BAR] = view.barCount();
        return true;
    }

    private boolean draft(int sign, MarketView view, SignalDraft out) {
        double range = view.value(atr);
        double entry = view.close();
        double stop = entry - sign * settings.stopAtr() * range;
        double target1 = entry + sign * settings.target1Atr() * range;
        double target2 = entry + sign * settings.target2Atr() * range;
        if (!(range > 0 && stop > 0 && target1 > 0 && target2 > 0)) { // also false for a cold ATR, NaN
            return false;
        }
        out.entry = entry;
        out.stop = stop;
        out.target1 = target1;
        out.target2 = target2;
        return true;
    }
}
