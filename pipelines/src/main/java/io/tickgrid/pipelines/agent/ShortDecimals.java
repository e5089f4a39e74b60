package io.tickgrid.pipelines.agent;

import java.util.Locale;

/**
 * Writes numbers as {@link String#format} does for {@code %.Nf} and {@code %.Ng}, many times as fast: scaled to a whole
 * number and rounded, wherever that cannot differ. Near a tie, and for what is great, tiny or no number, it asks
 * {@code String.format}.
 */
final class ShortDecimals {
    private static final double[] POWERS = {1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10};
    private static final double GREATEST = 1e12;
    /** Far above the error of one multiplication below {@link #GREATEST}. */
    private static final double NEAR_TIE = 1e-3;

    private ShortDecimals() {}

    /** As {@code %.Nf}, N in [0, 10]. */
    static void fixed(StringBuilder to, double value, int decimals) {
        double scaled = Math.abs(value) * POWERS[decimals];
        double whole = Math.floor(scaled);
        double rest = scaled - whole;
        if (!(scaled < GREATEST) || Math.abs(rest - 0.5) < NEAR_TIE) {
            to.append(String.format(Locale.ROOT, "%." + decimals + "f", value));
            return;
        }
        long units = (long) whole + (rest > 0.5 ? 1 : 0);
        if (value < 0 || (value == 0 && 1 / value < 0)) {
            to.append('-');
        }
        long power = (long) POWERS[decimals];
        to.append(units / power);
        if (decimals > 0) {
            to.append('.');
            String digits = Long.toString(units % power);
            to.repeat('0', decimals - digits.length()).append(digits);
        }
    }

    /** As {@code %.Ng}, N in [1, 10]. */
    static void general(StringBuilder to, double value, int digits) {
        double size = Math.abs(value);
        // At a power of ten rounding may add a digit, so that near one it is left to String.format as well.
        for (int before = 1; before <= digits; before++) {
            if (size >= POWERS[before - 1] && size < POWERS[before] * (1 - 1e-9) - 0.5 / POWERS[digits - before]) {
                fixed(to, value, digits - before);
                return;
            }
        }
        to.append(String.format(Locale.ROOT, "%." + digits + "g", value));
    }
}
