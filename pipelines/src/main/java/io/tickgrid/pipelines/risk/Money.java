package io.tickgrid.pipelines.risk;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * Arithmetic of quantities, prices and cash in long units. Cash is in units of 10^-8 of the currency. Arguments are not
 * negative; a result beyond 64 bits is {@code Long.MAX_VALUE}, which no limit and no balance allows.
 */
public final class Money {
    /** Decimal places of cash, and of the factors, percents and limits of a link. */
    public static final int CASH_SCALE = 8;

    /** One whole currency unit, percent or factor. */
    public static final long ONE = 100_000_000L;

    private static final int MAX_POWER = 18;
    private static final long[] POWERS = new long[MAX_POWER + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i <= MAX_POWER; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private Money() {}

    /** 10^{@code exponent}, exponent in [0, 18]. */
    public static long power(int exponent) {
        return POWERS[exponent];
    }

    /**
     * A market price in units of 10^-{@code scale}, rounded to the nearest; 0 when it is none: not finite, not above zero,
     * too small or too great for a unit. Allocates.
     */
    public static long priceUnits(double price, int scale) {
        if (!(price > 0) || Double.isInfinite(price)) {
            return 0;
        }
        BigInteger units = BigDecimal.valueOf(price)
                .setScale(scale, RoundingMode.HALF_EVEN)
                .unscaledValue();
        return units.bitLength() < Long.SIZE ? units.longValue() : 0;
    }

    /** Value of a quantity at a price, rounded down. */
    public static long valueDown(long units, long priceUnits, InstrumentTerms terms) {
        return value(units, priceUnits, terms, false);
    }

    /** Value of a quantity at a price, rounded up. */
    public static long valueUp(long units, long priceUnits, InstrumentTerms terms) {
        return value(units, priceUnits, terms, true);
    }

    private static long value(long units, long priceUnits, InstrumentTerms terms, boolean up) {
        if (units == 0) {
            return 0;
        }
        int shift = terms.quantityScale() + terms.priceScale() - CASH_SCALE;
        long low = units * priceUnits;
        if (shift >= 0 && low >= 0 && Math.multiplyHigh(units, priceUnits) == 0) {
            long divisor = POWERS[shift];
            long quotient = low / divisor;
            return up && quotient * divisor != low ? quotient + 1 : quotient;
        }
        Wide wide = new Wide().set(units).multiply(priceUnits);
        if (shift < 0) {
            return wide.multiply(POWERS[-shift]).saturated();
        }
        return (up ? wide.divideUp(POWERS[shift]) : wide.divideDown(POWERS[shift])).saturated();
    }

    /** The greatest quantity whose value at a price is not above {@code cash}. */
    public static long quantityDown(long cash, long priceUnits, InstrumentTerms terms) {
        return quantity(cash, priceUnits, terms, false);
    }

    /** The smallest quantity whose value at a price is not below {@code cash}. */
    public static long quantityUp(long cash, long priceUnits, InstrumentTerms terms) {
        return quantity(cash, priceUnits, terms, true);
    }

    private static long quantity(long cash, long priceUnits, InstrumentTerms terms, boolean up) {
        int shift = terms.quantityScale() + terms.priceScale() - CASH_SCALE;
        if (shift >= 0 && Math.multiplyHigh(cash, POWERS[shift]) == 0 && cash * POWERS[shift] >= 0) {
            long scaled = cash * POWERS[shift];
            long quotient = scaled / priceUnits;
            return up && quotient * priceUnits != scaled ? quotient + 1 : quotient;
        }
        Wide wide = new Wide().set(cash);
        if (shift >= 0) {
            wide.multiply(POWERS[shift]);
        } else if (up) {
            wide.divideUp(POWERS[-shift]);
        } else {
            wide.divideDown(POWERS[-shift]);
        }
        return (up ? wide.divideUp(priceUnits) : wide.divideDown(priceUnits)).saturated();
    }

    /** {@code amount · ppm / 1,000,000}, rounded up: a fee or a margin for slippage. */
    public static long share(long amount, long ppm) {
        if (ppm == 0) {
            return 0;
        }
        if (Math.multiplyHigh(amount, ppm) == 0 && amount * ppm >= 0) {
            long product = amount * ppm;
            return product / 1_000_000 + (product % 1_000_000 == 0 ? 0 : 1);
        }
        return new Wide().set(amount).multiply(ppm).divideUp(1_000_000).saturated();
    }

    /** Units of 10^-8 as units of 10^-{@code scale}, rounded down. */
    public static long rescale(long units, int scale) {
        if (scale == CASH_SCALE) {
            return units;
        }
        return scale < CASH_SCALE ? units / POWERS[CASH_SCALE - scale] : product(units, POWERS[scale - CASH_SCALE]);
    }

    /** As {@link #rescale}, rounded up. */
    public static long rescaleUp(long units, int scale) {
        long down = rescale(units, scale);
        return scale < CASH_SCALE && units % POWERS[CASH_SCALE - scale] != 0 ? down + 1 : down;
    }

    /** {@code a · b}, at most {@code Long.MAX_VALUE}. */
    public static long product(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    /** {@code a + b} of any signs, held within the range of a long. */
    public static long sum(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? -Long.MAX_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
