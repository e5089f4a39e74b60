package io.tickgrid.pipelines.tick;

import org.jspecify.annotations.Nullable;

/** What makes a tick acceptable by itself, without looking at others. */
public final class TickRules {
    /** 2200-01-01T00:00:00Z, exclusive end of possible event times, in nanoseconds since the epoch. */
    public static final long END_OF_TIME_NS = 7_258_118_400_000_000_000L;

    /** Exclusive end of prices: indicators square them. */
    public static final double END_OF_PRICES = 1e150;

    /** Greatest number of decimal places of a size. */
    public static final int MAX_SIZE_SCALE = 18;

    private TickRules() {}

    /** The first rule that a tick breaks; null if it is acceptable. */
    public static @Nullable DeadReason check(long timeNs, double price, long sizeUnits, int sizeScale) {
        if (timeNs < 0 || timeNs >= END_OF_TIME_NS) {
            return DeadReason.IMPOSSIBLE_TIME;
        }
        if (!Double.isFinite(price)) {
            return DeadReason.NON_FINITE_PRICE;
        }
        if (price <= 0) {
            return DeadReason.NON_POSITIVE_PRICE;
        }
        if (price >= END_OF_PRICES) {
            return DeadReason.PRICE_OUT_OF_RANGE;
        }
        if (sizeUnits < 0) {
            return DeadReason.NEGATIVE_SIZE;
        }
        if (sizeScale < 0 || sizeScale > MAX_SIZE_SCALE) {
            return DeadReason.SIZE_OUT_OF_RANGE;
        }
        return null;
    }

    /** The first rule that a quote's sides break; null if it has a mid. */
    public static @Nullable DeadReason checkQuote(double bid, double ask) {
        if (!Double.isFinite(bid) || !Double.isFinite(ask)) {
            return DeadReason.NON_FINITE_PRICE;
        }
        if (bid < 0 || ask < 0 || (bid == 0 && ask == 0)) {
            return DeadReason.NON_POSITIVE_PRICE;
        }
        if (bid == 0 || ask == 0) {
            return DeadReason.ONE_SIDED_QUOTE;
        }
        if (bid > ask) {
            return DeadReason.CROSSED_QUOTE;
        }
        return null;
    }

    /** The double nearest to the mean of two doubles: their sum is rounded once and halving is exact. */
    public static double mid(double bid, double ask) {
        double sum = bid + ask;
        return Double.isFinite(sum) ? sum / 2 : bid / 2 + ask / 2;
    }
}
