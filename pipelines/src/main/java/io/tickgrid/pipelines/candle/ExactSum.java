package io.tickgrid.pipelines.candle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * The exact sum of decimals that are not negative: 192 bits at the greatest scale added since the last reset.
 *
 * <p>A decimal is below 2^63 and has at most 18 places, so it is below 2^123 at the sum's scale: 2^69 of them fit, which
 * no bar reaches. Adding is exact and so does not depend on the order. Not thread-safe.
 */
final class ExactSum {
    static final int MAX_SCALE = 18;

    private static final long[] POWERS = powers();
    private static final double[] DOUBLE_POWERS = doublePowers();
    private static final long EXACT_DOUBLE = 1L << 53;

    /** Limbs of 64 bits, the lowest first. */
    private long low;

    private long middle;
    private long high;
    private int scale;

    void reset() {
        low = 0;
        middle = 0;
        high = 0;
        scale = 0;
    }

    /** Adds units x 10^-unitScale; units not negative, unitScale in [0, 18]. */
    void add(long units, int unitScale) {
        if (unitScale == scale) {
            addLimbs(units, 0);
        } else if (unitScale < scale) {
            long factor = POWERS[scale - unitScale];
            addLimbs(units * factor, Math.multiplyHigh(units, factor));
        } else {
            rescale(unitScale);
            addLimbs(units, 0);
        }
    }

    private void addLimbs(long addLow, long addMiddle) {
        long sumLow = low + addLow;
        long carry = Long.compareUnsigned(sumLow, addLow) < 0 ? 1 : 0;
        low = sumLow;
        if ((addMiddle | carry) != 0) {
            long sumMiddle = middle + addMiddle;
            long carryMiddle = Long.compareUnsigned(sumMiddle, addMiddle) < 0 ? 1 : 0;
            sumMiddle += carry;
            if (carry != 0 && sumMiddle == 0) {
                carryMiddle++;
            }
            middle = sumMiddle;
            high += carryMiddle;
        }
    }

    private void rescale(int newScale) {
        long factor = POWERS[newScale - scale];
        long lowHigh = Math.unsignedMultiplyHigh(low, factor);
        long middleHigh = Math.unsignedMultiplyHigh(middle, factor);
        long newMiddle = middle * factor + lowHigh;
        long carry = Long.compareUnsigned(newMiddle, lowHigh) < 0 ? 1 : 0;
        high = high * factor + middleHigh + carry;
        middle = newMiddle;
        low *= factor;
        scale = newScale;
    }

    /** The double nearest to the sum: rounded once, half to even. Allocates only beyond 2^53 units. */
    double toDouble() {
        if ((middle | high) == 0 && low >= 0 && (low <= EXACT_DOUBLE || scale == 0)) {
            // Both operands are exact (10^18 < 2^53 x 2^18), so the division rounds the exact quotient once.
            return low / DOUBLE_POWERS[scale];
        }
        return toDecimal().doubleValue();
    }

    BigDecimal toDecimal() {
        byte[] bytes = ByteBuffer.allocate(24)
                .putLong(high)
                .putLong(middle)
                .putLong(low)
                .array();
        return new BigDecimal(new BigInteger(1, bytes), scale);
    }

    void copyFrom(ExactSum other) {
        restore(other.low, other.middle, other.high, other.scale);
    }

    void restore(long low, long middle, long high, int scale) {
        this.low = low;
        this.middle = middle;
        this.high = high;
        this.scale = scale;
    }

    long low() {
        return low;
    }

    long middle() {
        return middle;
    }

    long high() {
        return high;
    }

    int scale() {
        return scale;
    }

    private static long[] powers() {
        long[] powers = new long[MAX_SCALE + 1];
        powers[0] = 1;
        for (int i = 1; i <= MAX_SCALE; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private static double[] doublePowers() {
        double[] powers = new double[MAX_SCALE + 1];
        for (int i = 0; i <= MAX_SCALE; i++) {
            powers[i] = POWERS[i];
        }
        return powers;
    }
}
