package io.tickgrid.grid.order;

/** How long an order waits. The order of the constants is stored in bytes: add at the end only. */
public enum TimeInForce {
    /** Until it is filled or cancelled. */
    GTC,
    /** What the first price that may fill it does not fill is cancelled. */
    IOC,
    /** Whole at the first price that may fill it, or cancelled. */
    FOK,
    /** To the end of the session it was placed in, or of the UTC day where the market never closes. */
    DAY,
    /** To a time that it names. */
    GTD
}
