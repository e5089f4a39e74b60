package io.tickgrid.pipelines.replay;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * One decimal number read from bytes: {@code [+-]digits[.digits][e[+-]digits]}, nothing else. Exact; allocates only for
 * more than 18 significant digits or unusual exponents. Mutable, reused; not thread-safe.
 */
final class DecimalText {
    private static final int MAX_DIGITS = 18;
    private static final int MAX_EXPONENT = 9_999;
    private static final int EXACT_POWER = 22;
    private static final long EXACT_DOUBLE = 1L << 53;
    private static final double[] POWERS = powers();

    private byte[] bytes = {};
    private int from;
    private int to;
    private boolean negative;
    private boolean small;
    private long digits;
    /** The value is digits x 10^exponent. */
    private int exponent;

    private long units;
    private int scale;

    /** Reads bytes [from, to); false if they are no number. */
    boolean read(byte[] text, int from, int to) {
        bytes = text;
        this.from = from;
        this.to = to;
        int at = from;
        negative = at < to && text[at] == '-';
        if (at < to && (text[at] == '-' || text[at] == '+')) {
            at++;
        }
        digits = 0;
        exponent = 0;
        small = true;
        int significant = 0;
        int seen = 0;
        boolean point = false;
        for (; at < to; at++) {
            byte c = text[at];
            if (c == '.' && !point) {
                point = true;
            } else if (c >= '0' && c <= '9') {
                seen++;
                significant += significant > 0 || c != '0' ? 1 : 0;
                if (significant > MAX_DIGITS) {
                    small = false;
                } else {
                    digits = digits * 10 + (c - '0');
                }
                exponent -= point ? 1 : 0;
            } else {
                break;
            }
        }
        if (seen == 0) {
            return false;
        }
        return at == to || readExponent(text, at, to);
    }

    private boolean readExponent(byte[] text, int at, int to) {
        if (text[at] != 'e' && text[at] != 'E') {
            return false;
        }
        int next = at + 1;
        boolean minus = next < to && text[next] == '-';
        if (next < to && (text[next] == '-' || text[next] == '+')) {
            next++;
        }
        if (next == to) {
            return false;
        }
        int power = 0;
        for (; next < to; next++) {
            byte c = text[next];
            if (c < '0' || c > '9') {
                return false;
            }
            power = Math.min(MAX_EXPONENT, power * 10 + (c - '0'));
        }
        exponent += minus ? -power : power;
        return true;
    }

    /** The nearest double; infinite beyond its range. */
    double toDouble() {
        if (small && digits <= EXACT_DOUBLE && exponent >= -EXACT_POWER && exponent <= EXACT_POWER) {
            // Both operands are exact, so one operation rounds once.
            double magnitude = exponent < 0 ? digits / POWERS[-exponent] : digits * POWERS[exponent];
            return negative ? -magnitude : magnitude;
        }
        return Double.parseDouble(text());
    }

    /**
     * Finds whole units with the fewest decimal places; the result stands in {@link #units} and {@link #scale}.
     *
     * @return false if it takes more than {@code maxScale} places or 63 bits
     */
    boolean toUnits(int maxScale) {
        if (!small) {
            return bigToUnits(maxScale);
        }
        long whole = digits;
        int places = -exponent;
        while (places > 0 && whole % 10 == 0 && whole != 0) {
            whole /= 10;
            places--;
        }
        while (places < 0 && whole != 0) {
            if (whole > Long.MAX_VALUE / 10) {
                return false;
            }
            whole *= 10;
            places++;
        }
        units = negative ? -whole : whole;
        scale = whole == 0 ? 0 : places;
        return scale <= maxScale;
    }

    private boolean bigToUnits(int maxScale) {
        BigDecimal value = new BigDecimal(text()).stripTrailingZeros();
        // Looked at before any rescaling: 1e9999 would become a number of ten thousand digits.
        if (value.scale() > maxScale || value.precision() - value.scale() > MAX_DIGITS + 1) {
            return false;
        }
        BigDecimal whole = value.scale() < 0 ? value.setScale(0) : value;
        if (whole.unscaledValue().bitLength() > 63) {
            return false;
        }
        units = whole.unscaledValue().longValue();
        scale = whole.scale();
        return true;
    }

    /** Units of the last {@link #toUnits}; negative for a negative number. */
    long units() {
        return units;
    }

    /** Decimal places of the last {@link #toUnits}, not negative. */
    int scale() {
        return scale;
    }

    private String text() {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    private static double[] powers() {
        double[] powers = new double[EXACT_POWER + 1];
        powers[0] = 1;
        for (int i = 1; i <= EXACT_POWER; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }
}
