package io.tickgrid.pipelines.signal;

/** Which way a signal trades. Names are stored; rename none. */
public enum SignalSide {
    BUY,
    SELL
}
