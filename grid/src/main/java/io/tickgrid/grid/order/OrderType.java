package io.tickgrid.grid.order;

/** When an order is filled. The order of the constants is stored in bytes: add at the end only. */
public enum OrderType {
    /** At the next price. */
    MARKET,
    /** At its limit price or a better one. */
    LIMIT,
    /** Once the price has reached its stop, as a market order. */
    STOP,
    /** Once the price has reached its stop, as a limit order. */
    STOP_LIMIT;

    public boolean hasLimit() {
        return this == LIMIT || this == STOP_LIMIT;
    }

    public boolean hasStop() {
        return this == STOP || this == STOP_LIMIT;
    }
}
