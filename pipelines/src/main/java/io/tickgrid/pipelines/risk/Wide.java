package io.tickgrid.pipelines.risk;

/**
 * An unsigned 256-bit register for money arithmetic without allocation: set it, multiply, divide, read it back. Four
 * 63-bit factors always fit. Not thread-safe.
 */
public final class Wide {
    private long w0;
    private long w1;
    private long w2;
    private long w3;

    /** @param value in [0, 2^63) */
    public Wide set(long value) {
        return set(0, value);
    }

    /** @param high upper and {@code low} lower half of an unsigned 128-bit number */
    public Wide set(long high, long low) {
        w0 = low;
        w1 = high;
        w2 = 0;
        w3 = 0;
        return this;
    }

    /**
     * Multiplies by {@code factor}.
     *
     * @param factor in [0, 2^63)
     * @throws ArithmeticException when the product does not fit into 256 bits
     */
    public Wide multiply(long factor) {
        if (factor < 0) {
            throw new IllegalArgumentException("factor must not be negative, was " + factor);
        }
        long carry = 0;
        long high = Math.unsignedMultiplyHigh(w0, factor);
        w0 *= factor;
        carry = high;
        if ((w1 | w2 | w3 | carry) == 0) {
            return this;
        }
        high = Math.unsignedMultiplyHigh(w1, factor);
        long low = w1 * factor;
        w1 = low + carry;
        carry = high + (Long.compareUnsigned(w1, low) < 0 ? 1 : 0);
        high = Math.unsignedMultiplyHigh(w2, factor);
        low = w2 * factor;
        w2 = low + carry;
        carry = high + (Long.compareUnsigned(w2, low) < 0 ? 1 : 0);
        high = Math.unsignedMultiplyHigh(w3, factor);
        low = w3 * factor;
        w3 = low + carry;
        carry = high + (Long.compareUnsigned(w3, low) < 0 ? 1 : 0);
        if (carry != 0) {
            throw new ArithmeticException("a product must fit into 256 bits");
        }
        return this;
    }

    /** Adds {@code value}, in [0, 2^63). */
    public Wide add(long value) {
        w0 += value;
        if (Long.compareUnsigned(w0, value) < 0 && ++w1 == 0 && ++w2 == 0) {
            w3++;
        }
        return this;
    }

    /** Divides by {@code divisor} > 0, dropping the remainder. */
    public Wide divideDown(long divisor) {
        divide(divisor);
        return this;
    }

    /** Divides by {@code divisor} > 0, rounding any remainder up. */
    public Wide divideUp(long divisor) {
        return divide(divisor) == 0 ? this : add(1);
    }

    /** Divides by {@code divisor} > 0, rounding to the nearest, halves up. */
    public Wide divideNearest(long divisor) {
        long remainder = divide(divisor);
        return remainder >= divisor - remainder ? add(1) : this;
    }

    private long divide(long divisor) {
        if (divisor <= 0) {
            throw new ArithmeticException("divisor must be positive, was " + divisor);
        }
        long rem = 0;
        if ((w2 | w3) != 0) {
            long limb = w3;
            w3 = Long.divideUnsigned(limb, divisor);
            rem = limb - w3 * divisor;
            limb = w2;
            w2 = quotient(rem, limb, divisor);
            rem = limb - w2 * divisor;
        }
        if ((rem | w1) != 0) {
            long limb = w1;
            w1 = quotient(rem, limb, divisor);
            rem = limb - w1 * divisor;
        }
        long limb = w0;
        w0 = quotient(rem, limb, divisor);
        return limb - w0 * divisor;
    }

    /**
     * Quotient of the 128-bit number (high, low) by a positive divisor > high.
     *
     * <p>Knuth's algorithm D with two 32-bit digits, as in Hacker's Delight, {@code divlu}: the divisor is shifted until
     * its top bit is set, each digit is estimated from the top half of the divisor and is at most two too large.
     */
    private static long quotient(long high, long low, long divisor) {
        if (high == 0) {
            return low >= 0 ? low / divisor : Long.divideUnsigned(low, divisor);
        }
        int shift = Long.numberOfLeadingZeros(divisor);
        long v = divisor << shift;
        long v1 = v >>> 32;
        long v0 = v & 0xFFFF_FFFFL;
        long u32 = high << shift | low >>> 64 - shift;
        long u10 = low << shift;
        long u1 = u10 >>> 32;
        long u0 = u10 & 0xFFFF_FFFFL;

        long q1 = Long.divideUnsigned(u32, v1);
        long r = u32 - q1 * v1;
        while (q1 >>> 32 != 0 || Long.compareUnsigned(q1 * v0, r << 32 | u1) > 0) {
            q1--;
            r += v1;
            if (r >>> 32 != 0) {
                break;
            }
        }
        long u21 = (u32 << 32 | u1) - q1 * v;
        long q0 = Long.divideUnsigned(u21, v1);
        r = u21 - q0 * v1;
        while (q0 >>> 32 != 0 || Long.compareUnsigned(q0 * v0, r << 32 | u0) > 0) {
            q0--;
            r += v1;
            if (r >>> 32 != 0) {
                break;
            }
        }
        return (q1 << 32) + q0;
    }

    /** Whether the number, below 2^191, is greater than the product of two numbers that are not negative. */
    public boolean isMoreThan(long a, long b) {
        long high = Math.unsignedMultiplyHigh(a, b);
        return (w2 | w3) != 0
                || (w1 != high ? Long.compareUnsigned(w1, high) > 0 : Long.compareUnsigned(w0, a * b) > 0);
    }

    /** Whether the number is below 2^127, so that {@link #high} and {@link #low} hold all of it with a sign to spare. */
    public boolean fits127() {
        return (w2 | w3) == 0 && w1 >= 0;
    }

    public long high() {
        return w1;
    }

    public long low() {
        return w0;
    }

    /** The number, or {@code Long.MAX_VALUE} when it is greater. */
    public long saturated() {
        return (w1 | w2 | w3) == 0 && w0 >= 0 ? w0 : Long.MAX_VALUE;
    }
}
