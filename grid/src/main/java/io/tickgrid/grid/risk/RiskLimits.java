package io.tickgrid.grid.risk;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The limits of an account; 0 = no limit. {@link Field} says of each what it is called, its unit and its bounds.
 *
 * @param maxPositionPercentUnits greatest value of a position, percent of the account's equity, 10^-8
 * @param maxExposureUnits greatest value of all positions together, long and short alike, 10^-8 of the currency
 * @param maxDailyLossPercentUnits loss since the begin of the day (UTC) at which openings end, percent, 10^-8
 * @param maxDrawdownPercentUnits loss since the greatest equity at which openings end, percent, 10^-8
 * @param maxLeverageUnits greatest value of all positions together as a multiple of the equity, 10^-8
 * @param priceBandPercentUnits how far an order's price may be from the latest one, percent, 10^-8
 * @param maxOrdersPerMinute orders in a minute of event time
 */
public record RiskLimits(
        long maxPositionPercentUnits,
        long maxExposureUnits,
        long maxDailyLossPercentUnits,
        long maxDrawdownPercentUnits,
        long maxLeverageUnits,
        long priceBandPercentUnits,
        long maxOrdersPerMinute) {

    /** No limit at all. */
    public static final RiskLimits NONE = new RiskLimits(0, 0, 0, 0, 0, 0, 0);

    /** Decimal places of a limit that is no count. */
    public static final int SCALE = 8;

    /** What a limit is measured in. */
    public enum Unit {
        PERCENT(SCALE),
        MONEY(SCALE),
        RATIO(SCALE),
        COUNT(0);

        private final int scale;

        Unit(int scale) {
            this.scale = scale;
        }

        /** Decimal places of a value in units. */
        public int scale() {
            return scale;
        }
    }

    /** A limit, in the order in which the rules ask for them; the order of {@link #values}. */
    public enum Field {
        MAX_POSITION_PERCENT(Unit.PERCENT, "0.1", "10"),
        MAX_EXPOSURE(Unit.MONEY, "0.00000001", "90000000000"),
        MAX_DAILY_LOSS_PERCENT(Unit.PERCENT, "0.1", "50"),
        MAX_DRAWDOWN_PERCENT(Unit.PERCENT, "0.5", "90"),
        MAX_LEVERAGE(Unit.RATIO, "0.1", "20"),
        PRICE_BAND_PERCENT(Unit.PERCENT, "0.1", "50"),
        MAX_ORDERS_PER_MINUTE(Unit.COUNT, "1", "10000");

        private final Unit unit;
        private final BigDecimal least;
        private final BigDecimal greatest;

        Field(Unit unit, String least, String greatest) {
            this.unit = unit;
            this.least = new BigDecimal(least);
            this.greatest = new BigDecimal(greatest);
        }

        public Unit unit() {
            return unit;
        }

        /** As callers and PostgreSQL write it. */
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        /** For people: {@code [0.1, 10]}. */
        public String bounds() {
            return "[" + least.toPlainString() + ", " + greatest.toPlainString() + "]";
        }

        /** Plain decimal without trailing zeros. */
        public String decimal(long units) {
            BigDecimal value = BigDecimal.valueOf(units, unit.scale());
            return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
        }

        private boolean allows(long units) {
            BigDecimal value = BigDecimal.valueOf(units, unit.scale());
            return units == 0 || (value.compareTo(least) >= 0 && value.compareTo(greatest) <= 0);
        }
    }

    public RiskLimits {
        require(Field.MAX_POSITION_PERCENT, maxPositionPercentUnits);
        require(Field.MAX_EXPOSURE, maxExposureUnits);
        require(Field.MAX_DAILY_LOSS_PERCENT, maxDailyLossPercentUnits);
        require(Field.MAX_DRAWDOWN_PERCENT, maxDrawdownPercentUnits);
        require(Field.MAX_LEVERAGE, maxLeverageUnits);
        require(Field.PRICE_BAND_PERCENT, priceBandPercentUnits);
        require(Field.MAX_ORDERS_PER_MINUTE, maxOrdersPerMinute);
    }

    private static void require(Field field, long units) {
        if (!field.allows(units)) {
            throw new IllegalArgumentException(
                    field.text() + " must be 0 for no limit or in " + field.bounds() + ", was " + field.decimal(units));
        }
    }

    /** Limits by the order of {@link Field}; those that are missing at the end are none. */
    public static RiskLimits of(long... values) {
        long[] v = java.util.Arrays.copyOf(values, Field.values().length);
        return new RiskLimits(v[0], v[1], v[2], v[3], v[4], v[5], v[6]);
    }

    /** In the order of {@link Field}. */
    public long[] values() {
        return new long[] {
            maxPositionPercentUnits,
            maxExposureUnits,
            maxDailyLossPercentUnits,
            maxDrawdownPercentUnits,
            maxLeverageUnits,
            priceBandPercentUnits,
            maxOrdersPerMinute
        };
    }

    public long get(Field field) {
        return values()[field.ordinal()];
    }

    /** The first limit in which these allow more than {@code others}; null when there is none. */
    public @Nullable Field looserThan(RiskLimits others) {
        for (Field field : Field.values()) {
            long other = others.get(field);
            if (other > 0 && (get(field) == 0 || get(field) > other)) {
                return field;
            }
        }
        return null;
    }
}
