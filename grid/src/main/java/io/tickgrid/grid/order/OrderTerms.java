package io.tickgrid.grid.order;

/**
 * What an order says besides account, instrument, side and quantity.
 *
 * @param limitUnits price that it may not be worse than, at the instrument's scale; 0 without a limit
 * @param stopUnits price that makes it work, at the instrument's scale; 0 without a stop
 * @param expiresEventNs event time from which on it is no longer filled, nanoseconds; 0 for never, and of a DAY order that
 *     is not placed yet
 * @param reduceOnly whether it only ever makes a position smaller: what would go beyond is cancelled
 * @param groupId shared by the orders of a bracket or of a pair of exits; empty without a group
 */
public record OrderTerms(
        OrderType type,
        long limitUnits,
        long stopUnits,
        TimeInForce timeInForce,
        long expiresEventNs,
        boolean reduceOnly,
        String groupId,
        OrderLeg leg) {
    /** A market order without conditions. */
    public static final OrderTerms MARKET = market(0);

    public OrderTerms {
        if (type.hasLimit() != limitUnits > 0 || type.hasStop() != stopUnits > 0) {
            throw new IllegalArgumentException(
                    "expected the prices of a " + type + " order, got limit " + limitUnits + " and stop " + stopUnits);
        }
        boolean expires = timeInForce == TimeInForce.DAY || timeInForce == TimeInForce.GTD;
        if (expiresEventNs < 0
                || (timeInForce == TimeInForce.GTD && expiresEventNs == 0)
                || (!expires && expiresEventNs > 0)) {
            throw new IllegalArgumentException("expected the time at which a " + timeInForce
                    + " order expires, nanoseconds since the epoch, got " + expiresEventNs);
        }
        if ((leg == OrderLeg.SINGLE) != groupId.isEmpty()) {
            throw new IllegalArgumentException(
                    "expected a group for a leg and none for a single order, got '" + groupId + "', " + leg);
        }
    }

    /** A market order that is no longer filled from an event time on; 0 for never. */
    public static OrderTerms market(long expiresEventNs) {
        return new OrderTerms(
                OrderType.MARKET,
                0,
                0,
                expiresEventNs == 0 ? TimeInForce.GTC : TimeInForce.GTD,
                expiresEventNs,
                false,
                "",
                OrderLeg.SINGLE);
    }

    /** The same with the time at which it expires. */
    public OrderTerms expiring(long eventNs) {
        return new OrderTerms(type, limitUnits, stopUnits, timeInForce, eventNs, reduceOnly, groupId, leg);
    }

    /** Whether it counts as position to come: exits and what only reduces do not. */
    public boolean isExposure() {
        return !reduceOnly && !leg.isExit();
    }
}
