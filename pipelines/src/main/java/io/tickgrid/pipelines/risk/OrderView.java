package io.tickgrid.pipelines.risk;

/**
 * An order under test, as rules read it: one reused register. Its quantity is what the rules so far allow. Not
 * thread-safe.
 *
 * <p>The part of an order that takes a position towards zero is its reducing part. Limits bind the rest: a follower can
 * always get out.
 */
public final class OrderView {
    /** A limit that is less than the instrument's smallest unit: 0 says that there is none, and one unit is too much. */
    public static final long BELOW_A_UNIT = -1;

    private static final InstrumentTerms NONE = new InstrumentTerms("none", 0, 0, 1, 0, 0, 0, 0, false);

    private InstrumentTerms terms = NONE;
    private boolean buy;
    private long units;
    private long priceUnits;
    private long minimumUnits;
    private long reducingUnits;
    private long positionUnits;
    private boolean symbolAllowed;
    private boolean killed;
    private long maxQuantityUnits;
    private long maxCostUnits;
    private long maxPositionUnits;
    private long leastUnits;
    private boolean marketOpen = true;
    private long latestPriceUnits;
    private long minute;
    private long seen;
    private long limit;
    private Measure measure = Measure.FLAG;

    /**
     * Sets what the order is.
     *
     * @param units quantity, > 0, a multiple of the lot
     * @param priceUnits price at which its value is judged, > 0
     * @param reducingUnits how much of it takes a position towards zero, in [0, units]
     * @param positionUnits signed position that it belongs to: a link's part of the account's, or the account's
     */
    public OrderView set(
            InstrumentTerms terms, boolean buy, long units, long priceUnits, long reducingUnits, long positionUnits) {
        if (terms != this.terms || priceUnits != this.priceUnits) {
            // the same for all rows of a block, and worth two divisions
            this.minimumUnits = terms.minimumUnits(priceUnits);
            this.terms = terms;
            this.priceUnits = priceUnits;
        }
        this.buy = buy;
        this.units = units;
        this.reducingUnits = terms.lots(reducingUnits);
        this.positionUnits = positionUnits;
        return this;
    }

    /** Sets whether leader, symbol or platform are under a kill switch, and whether the symbol may be traded. */
    public OrderView permit(boolean symbolAllowed, boolean killed) {
        this.symbolAllowed = symbolAllowed;
        this.killed = killed;
        return this;
    }

    /**
     * Sets limits of this order; 0 = no limit.
     *
     * @param maxQuantityUnits greatest quantity, or {@link #BELOW_A_UNIT}
     * @param maxCostUnits greatest value without fee, units of 10^-8
     * @param maxPositionUnits greatest absolute position that it belongs to, or {@link #BELOW_A_UNIT}
     */
    public OrderView limit(long maxQuantityUnits, long maxCostUnits, long maxPositionUnits) {
        this.maxQuantityUnits = maxQuantityUnits;
        this.maxCostUnits = maxCostUnits;
        this.maxPositionUnits = maxPositionUnits;
        return this;
    }

    /** Sets what this order may not be smaller than, beside the instrument's minimum; 0 = nothing. */
    public OrderView atLeast(long newLeastUnits) {
        this.leastUnits = newLeastUnits;
        return this;
    }

    /**
     * Sets what is known of the instrument's market at the time of the event.
     *
     * @param open whether it trades
     * @param latestPriceUnits the latest known price; 0 = none
     * @param minute minutes of event time since the epoch
     */
    public OrderView market(boolean open, long latestPriceUnits, long minute) {
        this.marketOpen = open;
        this.latestPriceUnits = latestPriceUnits;
        this.minute = minute;
        return this;
    }

    /** Notes what a rule saw that does not let the order pass as it is; gives {@code answer} back. */
    long saw(long seenUnits, long limitUnits, Measure of, long answer) {
        this.seen = seenUnits;
        this.limit = limitUnits;
        this.measure = of;
        return answer;
    }

    void shrink(long allowedUnits) {
        units = allowedUnits;
    }

    public InstrumentTerms terms() {
        return terms;
    }

    public boolean buy() {
        return buy;
    }

    public long units() {
        return units;
    }

    public long priceUnits() {
        return priceUnits;
    }

    /** The smallest order: the instrument's at this price, or more where it is asked to be. */
    public long minimumUnits() {
        return Math.max(minimumUnits, leastUnits);
    }

    public long reducingUnits() {
        return reducingUnits;
    }

    public long positionUnits() {
        return positionUnits;
    }

    public boolean symbolAllowed() {
        return symbolAllowed;
    }

    public boolean killed() {
        return killed;
    }

    public long maxQuantityUnits() {
        return maxQuantityUnits;
    }

    public long maxCostUnits() {
        return maxCostUnits;
    }

    public long maxPositionUnits() {
        return maxPositionUnits;
    }

    boolean marketOpen() {
        return marketOpen;
    }

    long latestPriceUnits() {
        return latestPriceUnits;
    }

    long minute() {
        return minute;
    }

    long seen() {
        return seen;
    }

    long limit() {
        return limit;
    }

    Measure measure() {
        return measure;
    }

    /** The quantity that makes the position flat, to the lot; 0 when the order does not reduce it. */
    public long flatteningUnits() {
        return (buy ? positionUnits < 0 : positionUnits > 0) ? terms.lots(Math.abs(positionUnits)) : 0;
    }

    /**
     * What a limit leaves of this order: all of it, {@code limitUnits} rounded down to the lot, at least the reducing
     * part; when that is nothing, the code of the limit.
     */
    long within(long limitUnits, RuleSpec rule) {
        if (units <= limitUnits) {
            return units;
        }
        long allowed = Math.min(units, Math.max(terms.lots(Math.max(limitUnits, 0)), reducingUnits));
        return allowed > 0 ? allowed : rule.refusal();
    }
}
