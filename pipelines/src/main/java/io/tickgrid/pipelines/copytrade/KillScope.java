package io.tickgrid.pipelines.copytrade;

/** What a kill switch stops. */
public enum KillScope {
    /** Every order; its name is empty. */
    ALL,
    /** Orders that copy a leader account. */
    LEADER,
    /** Orders of an instrument. */
    INSTRUMENT,
    /** Orders of an account. */
    ACCOUNT
}
