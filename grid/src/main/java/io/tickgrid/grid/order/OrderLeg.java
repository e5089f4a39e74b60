package io.tickgrid.grid.order;

/** What an order is to the others of its group. The order of the constants is stored in bytes: add at the end only. */
public enum OrderLeg {
    /** It has no group. */
    SINGLE,
    /** Opens a bracket: its fills let the two exits work, for as much as it filled. */
    ENTRY,
    /** Exit in profit. What it fills the other exit no longer has to. */
    TAKE_PROFIT,
    /** Exit in loss. What it fills the other exit no longer has to. */
    STOP_LOSS;

    public boolean isExit() {
        return this == TAKE_PROFIT || this == STOP_LOSS;
    }
}
