package io.tickgrid.pipelines.copytrade;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The unrounded position that a link should have: a signed 128-bit number in units of 10^-12 of the instrument's
 * quantity unit, below 2^101 in size (2.5·10^18 quantity units).
 *
 * <p>Percent, multiplier and fixed are exact in it, and so are proportional closes of a follower in step. A ratio of
 * equities and a fixed amount are rounded to the nearest unit, so each fill errs by at most half of 10^-12; a number
 * within 10^-6 of a quantity unit below a lot therefore counts as that lot.
 */
public final class Intended {
    /** Decimal places beyond the instrument's quantity scale. */
    public static final int EXTRA_SCALE = 12;

    static final long ONE_UNIT = 1_000_000_000_000L;

    /** What may be missing to a whole lot. */
    static final long SNAP = 1_000_000L;

    private static final int HIGH_BITS = 37;
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(64 + HIGH_BITS);

    private Intended() {}

    /** Whether a magnitude with this upper half is below 2^101. */
    static boolean inRange(long high) {
        return high >>> HIGH_BITS == 0;
    }

    /**
     * The position as an exact decimal without trailing zeros.
     *
     * @param high upper half of the signed number
     * @param low lower half
     * @param quantityScale of the instrument
     */
    public static String text(long high, long low, int quantityScale) {
        if (high == low >> 63) {
            return low == 0 ? "0" : plain(BigDecimal.valueOf(low, quantityScale + EXTRA_SCALE));
        }
        BigInteger unscaled = BigInteger.valueOf(high)
                .shiftLeft(64)
                .or(BigInteger.valueOf(low).and(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE)));
        return plain(new BigDecimal(unscaled, quantityScale + EXTRA_SCALE));
    }

    private static String plain(BigDecimal value) {
        return value.stripTrailingZeros().toPlainString();
    }

    /**
     * The number of a decimal.
     *
     * @throws IllegalArgumentException when it has more decimals than fit, or is too great
     */
    static BigInteger parse(String text, int quantityScale) {
        BigInteger unscaled;
        try {
            unscaled = new BigDecimal(text)
                    .setScale(quantityScale + EXTRA_SCALE, RoundingMode.UNNECESSARY)
                    .unscaledValue();
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "intended position must be a decimal of at most " + (quantityScale + EXTRA_SCALE) + " places, was "
                            + text,
                    e);
        }
        if (unscaled.abs().compareTo(LIMIT) >= 0) {
            throw new IllegalArgumentException("intended position must be below "
                    + plain(new BigDecimal(LIMIT, quantityScale + EXTRA_SCALE)) + " in size, was " + text);
        }
        return unscaled;
    }

    static long high(BigInteger number) {
        return number.shiftRight(64).longValueExact();
    }

    static long low(BigInteger number) {
        return number.longValue();
    }
}
