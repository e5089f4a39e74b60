package io.tickgrid.pipelines.fusion;

/** What a fused score advises. Names are stored; rename none. */
public enum Recommendation {
    BUY,
    SELL,
    HOLD
}
