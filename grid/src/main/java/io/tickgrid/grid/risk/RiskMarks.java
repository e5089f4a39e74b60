package io.tickgrid.grid.risk;

/**
 * What the rules remember of an account, in event time alone. Moved in the transactions of {@link AccountRiskStore}.
 *
 * @param day days since the epoch (UTC) that the day's equity is of; -1 = not marked yet
 * @param dayEquityUnits equity at the begin of that day, 10^-8
 * @param peakEquityUnits the greatest equity seen, 10^-8
 * @param minute minutes since the epoch that the orders are counted of; -1 = none yet
 * @param minuteOrders orders that were stored for that minute
 */
public record RiskMarks(long day, long dayEquityUnits, long peakEquityUnits, long minute, long minuteOrders) {
    /** Nothing is known yet. */
    public static final RiskMarks NONE = new RiskMarks(-1, 0, 0, -1, 0);

    private static final long MINUTE_NS = 60_000_000_000L;
    private static final long DAY_NS = 1_440 * MINUTE_NS;

    /** The day of an event. */
    public static long day(long eventNs) {
        return Math.floorDiv(eventNs, DAY_NS);
    }

    /** The minute of an event. */
    public static long minute(long eventNs) {
        return Math.floorDiv(eventNs, MINUTE_NS);
    }
}
