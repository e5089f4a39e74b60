package io.tickgrid.pipelines.risk;

/** The account that an order is for, as rules read it: one reused register, set for each order. Not thread-safe. */
public final class AccountView {
    private boolean active;
    private boolean killed;
    private long availableUnits;
    private long positionUnits;
    private long maxPositionValueUnits;

    /**
     * Sets all columns.
     *
     * @param active whether the account may trade
     * @param killed whether a kill switch holds for it
     * @param availableUnits cash that no working order and no short position binds, units of 10^-8, any sign
     * @param positionUnits signed, held and working, of the order's instrument
     * @param maxPositionValueUnits greatest value of a position, units of 10^-8; 0 = no limit
     */
    public AccountView set(
            boolean active, boolean killed, long availableUnits, long positionUnits, long maxPositionValueUnits) {
        this.active = active;
        this.killed = killed;
        this.availableUnits = availableUnits;
        this.positionUnits = positionUnits;
        this.maxPositionValueUnits = maxPositionValueUnits;
        return this;
    }

    public boolean active() {
        return active;
    }

    public boolean killed() {
        return killed;
    }

    public long availableUnits() {
        return availableUnits;
    }

    public long positionUnits() {
        return positionUnits;
    }

    public long maxPositionValueUnits() {
        return maxPositionValueUnits;
    }

    /** How much of an order of {@code units} on this side takes the account's position towards zero. */
    public long closing(boolean buy, long units) {
        if (buy ? positionUnits < 0 : positionUnits > 0) {
            return Math.min(units, Math.abs(positionUnits));
        }
        return 0;
    }
}
