package io.tickgrid.pipelines.signal;

/**
 * A signal as the rule emits it, before it has an id: mutable, reused, owned by one thread, written by {@link
 * SignalRule} alone and meaningful only after it said that it emits. Prices in quote currency, unrounded.
 */
public final class SignalDraft {
    SignalSide side = SignalSide.BUY;
    double score;
    double confidence;
    double entry;
    double stop;
    double target1;
    double target2;

    public SignalSide side() {
        return side;
    }

    /** Fused score in [-1, 1]; positive for BUY, negative for SELL. */
    public double score() {
        return score;
    }

    /** Fused confidence in [0, 1]. */
    public double confidence() {
        return confidence;
    }

    /** Close of the bar that made the signal. */
    public double entry() {
        return entry;
    }

    /** Below the entry for BUY, above it for SELL. */
    public double stop() {
        return stop;
    }

    /** The nearer target: above the entry for BUY, below it for SELL. */
    public double target1() {
        return target1;
    }

    /** The farther target. */
    public double target2() {
        return target2;
    }
}
