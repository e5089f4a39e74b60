package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskLimits;
import io.tickgrid.grid.risk.RiskMarks;

/** The account that an order is for, as rules read it: one reused register, set for each order. Not thread-safe. */
public final class AccountView {
    private static final long[] NONE = AccountRisk.column(RiskLimits.NONE, RiskMarks.NONE);
    private static final long WHOLE_PERCENT = 100 * Money.ONE;

    private boolean active;
    private boolean killed;
    private long availableUnits;
    private long positionUnits;
    private long maxPositionValueUnits;
    private long equityUnits;
    private long otherGrossUnits;
    private long[] column = NONE;
    private int row;
    private final Wide wide = new Wide();

    /**
     * Sets what is known of every account; one that has limits is told them by {@link #limits} afterwards.
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
        this.column = NONE;
        this.row = 0;
        return this;
    }

    /**
     * Sets the limits of an account, and what they are measured by.
     *
     * @param limits columns of {@link AccountRisk}, read where they lie
     * @param at where the account's begin
     * @param equity what the account is worth, units of 10^-8, any sign
     * @param otherGross value of all other positions, held and working, long and short alike, units of 10^-8
     */
    public AccountView limits(long[] limits, int at, long equity, long otherGross) {
        this.column = limits;
        this.row = at;
        this.equityUnits = equity;
        this.otherGrossUnits = otherGross;
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

    /** Whether it has limits at all. */
    boolean limited() {
        return column != NONE;
    }

    /** A limit in its unit; 0 = none. */
    long limit(RiskLimits.Field field) {
        return column[row + field.ordinal()];
    }

    /** A mark: one of the places that {@link AccountRisk} names. */
    long mark(int place) {
        return column[row + place];
    }

    long equityUnits() {
        return equityUnits;
    }

    long otherGrossUnits() {
        return otherGrossUnits;
    }

    /** Size of the position after {@code units} of an order. */
    long positionAfter(boolean buy, long units) {
        return Math.abs(Money.sum(positionUnits, buy ? units : -units));
    }

    /** Value of all positions after {@code units} of an order at its price. */
    long grossAfter(OrderView order, long units) {
        return Money.sum(
                otherGrossUnits, Money.valueUp(positionAfter(order.buy(), units), order.priceUnits(), order.terms()));
    }

    /** How many units more a position may take in this direction when it may be worth {@code valueUnits}. */
    long room(OrderView order, long valueUnits) {
        long most = Money.quantityDown(Math.max(valueUnits, 0), order.priceUnits(), order.terms());
        return Money.sum(most, order.buy() ? -positionUnits : positionUnits);
    }

    /** So many percent of the equity, rounded down; 0 of one that is not positive. */
    long percentOfEquity(long percentUnits) {
        return equityUnits <= 0
                ? 0
                : wide.set(equityUnits)
                        .multiply(percentUnits)
                        .divideDown(WHOLE_PERCENT)
                        .saturated();
    }

    /** So many times the equity, rounded down; 0 of one that is not positive. */
    long timesEquity(long ratioUnits) {
        return equityUnits <= 0
                ? 0
                : wide.set(equityUnits)
                        .multiply(ratioUnits)
                        .divideDown(Money.ONE)
                        .saturated();
    }

    /** How many percent of {@code whole} a value is, rounded up; Long.MAX_VALUE of one that is not positive. */
    long percent(long value, long whole) {
        return whole <= 0
                ? Long.MAX_VALUE
                : wide.set(value).multiply(WHOLE_PERCENT).divideUp(whole).saturated();
    }

    /** How many times the equity a value is, rounded up; Long.MAX_VALUE of one that is not positive. */
    long ratio(long value) {
        return equityUnits <= 0
                ? Long.MAX_VALUE
                : wide.set(value).multiply(Money.ONE).divideUp(equityUnits).saturated();
    }

    /** Whether so many percent of {@code reference} are lost, and no less. Of nothing everything is lost. */
    boolean lost(long reference, long percentUnits) {
        if (reference <= 0) {
            return true;
        }
        long loss = Money.sum(reference, -equityUnits);
        return loss > 0
                && loss
                        >= wide.set(reference)
                                .multiply(percentUnits)
                                .divideUp(WHOLE_PERCENT)
                                .saturated();
    }

    /** How much of an order of {@code units} on this side takes the account's position towards zero. */
    public long closing(boolean buy, long units) {
        if (buy ? positionUnits < 0 : positionUnits > 0) {
            return Math.min(units, Math.abs(positionUnits));
        }
        return 0;
    }
}
