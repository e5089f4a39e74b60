package io.tickgrid.pipelines.candle;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * What was traded since the last bar of an {@link ActivityFrame} ended: an exact sum, compared exactly with the threshold.
 *
 * <p>The price of a tick is the shortest decimal that reads as its double, which is what the source wrote if that had at
 * most 15 digits; of its places beyond the 18th (prices below a tenth with digits to spare) it is rounded, half to even.
 *
 * <p>All is kept in units of 10^-36, the scale of a product of two factors of 18 places. A sum that did not reach its
 * threshold is below 10^18, and a tick that is added is below 10^19.1: less than 2^192 units together. A greater tick ends
 * the bar without being added. Not thread-safe; allocates only for prices of more than 15 digits.
 */
public final class ActivityMeter {
    /** Number of longs of a saved meter. */
    public static final int FIELDS = 3;

    private static final int SCALE = 2 * ActivityFrame.MAX_SCALE;
    /** Far enough above every threshold that two roundings of a double do not matter. */
    private static final double BEYOND_ALL = 1e19;

    private static final double EXACT_DIGITS = 1e15;
    private static final long[] POWERS = powers();
    private static final double[] DOUBLE_POWERS = doublePowers();

    private final boolean byValue;
    private final long endLow;
    private final long endMiddle;
    private final long endHigh;

    /** Limbs of 64 bits, the lowest first. */
    private long low;

    private long middle;
    private long high;

    /** What a tick adds, while it is worked out. */
    private long termLow;

    private long termMiddle;
    private long termHigh;

    public ActivityMeter(ActivityFrame frame) {
        byValue = frame.measure() == ActivityFrame.Measure.VALUE;
        setTerm(frame.threshold());
        endLow = termLow;
        endMiddle = termMiddle;
        endHigh = termHigh;
    }

    /**
     * Adds a tick that the rules accept.
     *
     * @return whether it ends the bar; the meter then stands at zero
     */
    public boolean add(double price, long sizeUnits, int sizeScale) {
        if (sizeUnits == 0) {
            return false;
        }
        if (byValue) {
            if (price * (sizeUnits / DOUBLE_POWERS[sizeScale]) >= BEYOND_ALL) {
                reset();
                return true;
            }
            setValue(price, sizeUnits, sizeScale);
        } else {
            setProduct(1, sizeUnits, SCALE - sizeScale);
        }
        addTerm();
        if (isBelowEnd()) {
            return false;
        }
        reset();
        return true;
    }

    private void reset() {
        low = 0;
        middle = 0;
        high = 0;
    }

    private void setValue(double price, long sizeUnits, int sizeScale) {
        for (int places = 0; places <= ActivityFrame.MAX_SCALE; places++) {
            double units = Math.rint(price * DOUBLE_POWERS[places]);
            if (units >= EXACT_DIGITS) {
                break;
            }
            // Both operands are exact, so this is the double nearest to that decimal; no other of 15 digits has the
            // same.
            if (units / DOUBLE_POWERS[places] == price) {
                setProduct((long) units, sizeUnits, SCALE - sizeScale - places);
                return;
            }
        }
        BigDecimal exact = BigDecimal.valueOf(price);
        if (exact.scale() > ActivityFrame.MAX_SCALE) {
            exact = exact.setScale(ActivityFrame.MAX_SCALE, RoundingMode.HALF_EVEN);
        }
        setTerm(exact.multiply(BigDecimal.valueOf(sizeUnits, sizeScale)));
    }

    /** Two factors that are not negative, times 10^power; power in [0, 36]. */
    private void setProduct(long left, long right, int power) {
        termLow = left * right;
        termMiddle = Math.multiplyHigh(left, right);
        termHigh = 0;
        int first = Math.min(power, ActivityFrame.MAX_SCALE);
        multiplyTerm(POWERS[first]);
        multiplyTerm(POWERS[power - first]);
    }

    private void setTerm(BigDecimal value) {
        BigInteger units = value.setScale(SCALE).unscaledValue();
        termLow = units.longValue();
        termMiddle = units.shiftRight(Long.SIZE).longValue();
        termHigh = units.shiftRight(2 * Long.SIZE).longValue();
    }

    private void multiplyTerm(long factor) {
        long lowHigh = Math.unsignedMultiplyHigh(termLow, factor);
        long middleHigh = Math.unsignedMultiplyHigh(termMiddle, factor);
        long newMiddle = termMiddle * factor + lowHigh;
        long carry = Long.compareUnsigned(newMiddle, lowHigh) < 0 ? 1 : 0;
        termHigh = termHigh * factor + middleHigh + carry;
        termMiddle = newMiddle;
        termLow *= factor;
    }

    private void addTerm() {
        low += termLow;
        long carry = Long.compareUnsigned(low, termLow) < 0 ? 1 : 0;
        long sum = middle + termMiddle;
        long carryMiddle = Long.compareUnsigned(sum, termMiddle) < 0 ? 1 : 0;
        sum += carry;
        if (carry != 0 && sum == 0) {
            carryMiddle++;
        }
        middle = sum;
        high += termHigh + carryMiddle;
    }

    private boolean isBelowEnd() {
        if (high != endHigh) {
            return Long.compareUnsigned(high, endHigh) < 0;
        }
        if (middle != endMiddle) {
            return Long.compareUnsigned(middle, endMiddle) < 0;
        }
        return Long.compareUnsigned(low, endLow) < 0;
    }

    /** Writes it as {@link #FIELDS} longs. */
    public void save(long[] to) {
        to[0] = low;
        to[1] = middle;
        to[2] = high;
    }

    /** Takes over what {@link #save} wrote. */
    public void load(long[] from) {
        low = from[0];
        middle = from[1];
        high = from[2];
    }

    private static long[] powers() {
        long[] powers = new long[ActivityFrame.MAX_SCALE + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    private static double[] doublePowers() {
        double[] powers = new double[POWERS.length];
        for (int i = 0; i < powers.length; i++) {
            powers[i] = POWERS[i];
        }
        return powers;
    }
}
