package io.tickgrid.pipelines.broker;

/** What a broker can do beyond market orders that stay until they are filled; an adapter declares what it can. */
public enum Capability {
    LIMIT,
    STOP,
    STOP_LIMIT,
    /** Immediate or cancel. */
    IOC,
    /** Fill or kill. */
    FOK,
    /** Until the end of the trading day. */
    DAY,
    /** Until a time. */
    GTD,
    /** Orders that only ever make a position smaller: what stop losses and take profits need. */
    REDUCE_ONLY,
    /** Quantity and limit of a working order can be changed. */
    AMEND,
    /** Tells of executions by itself. */
    STREAMING
}
