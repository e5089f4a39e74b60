package io.tickgrid.grid.risk;

/**
 * Limits of an account and what is remembered for them. An account without a row has neither.
 *
 * @param limits in force
 * @param operatorLimits what an operator set last; the owner's may not be looser
 * @param byOperator whether those in force are the operator's
 * @param changedBy who set those in force
 * @param changedAtMs wall time of PostgreSQL, epoch milliseconds
 * @param changeSequence rises with each change of any account's limits or marks, in the order of the commits
 */
public record AccountRisk(
        String accountId,
        String tenantId,
        RiskLimits limits,
        RiskLimits operatorLimits,
        boolean byOperator,
        String changedBy,
        long changedAtMs,
        RiskMarks marks,
        long changeSequence) {

    /** Longs that {@link #column} holds of an account. */
    public static final int WIDTH = RiskLimits.Field.values().length + 5;

    /** Where the marks stand behind the limits in a column. */
    public static final int DAY = RiskLimits.Field.values().length;

    public static final int DAY_EQUITY = DAY + 1;
    public static final int PEAK_EQUITY = DAY + 2;
    public static final int MINUTE = DAY + 3;
    public static final int MINUTE_ORDERS = DAY + 4;

    /** Limits and marks as the rules read them. */
    public static long[] column(RiskLimits limits, RiskMarks marks) {
        long[] column = java.util.Arrays.copyOf(limits.values(), WIDTH);
        column[DAY] = marks.day();
        column[DAY_EQUITY] = marks.dayEquityUnits();
        column[PEAK_EQUITY] = marks.peakEquityUnits();
        column[MINUTE] = marks.minute();
        column[MINUTE_ORDERS] = marks.minuteOrders();
        return column;
    }

    public long[] column() {
        return column(limits, marks);
    }
}
