package io.tickgrid.api.rest;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Numbers as callers see them: money, prices and sizes exact and as text, analytics as numbers. */
public final class Numbers {
    /** Decimal places of money and of values of copy links. */
    public static final int MONEY_SCALE = 8;

    private static final int MAX_LENGTH = 40;

    private Numbers() {}

    /** Units at a scale as plain text without trailing zeros: 1050 at scale 2 is {@code 10.5}. */
    public static String units(long units, int scale) {
        return text(BigDecimal.valueOf(units, scale));
    }

    /** A finite double in its shortest plain text. */
    public static String decimal(double value) {
        return text(BigDecimal.valueOf(value));
    }

    public static String text(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** NaN and infinities are null. */
    public static @Nullable Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /**
     * A caller's decimal in units.
     *
     * @throws TickgridException invalid_request, when it is no positive plain decimal, has more than {@code scale} places
     *     or does not fit into 64 bits
     */
    public static long positiveUnits(String field, @Nullable String text, int scale) {
        if (text == null || text.length() > MAX_LENGTH || !text.matches("[0-9]+(\\.[0-9]+)?")) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    field + " must be a positive decimal as text, such as \"0.5\", was " + Texts.quote(text));
        }
        BigDecimal value = new BigDecimal(text);
        if (value.signum() == 0) {
            throw new TickgridException(ErrorCode.INVALID_REQUEST, field + " must be positive, was " + text);
        }
        try {
            return value.movePointRight(scale).longValueExact();
        } catch (ArithmeticException e) {
            throw new TickgridException(
                    ErrorCode.INVALID_REQUEST,
                    field + " must have at most " + scale + " decimal places and fit into 64 bits, was " + text,
                    e);
        }
    }
}
