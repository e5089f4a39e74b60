package io.tickgrid.api.risk;

import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskLimits;
import io.tickgrid.grid.risk.RiskPreset;
import org.jspecify.annotations.Nullable;

/**
 * The limits of an account in force; null = no limit. Percents, money and multiples are plain decimals.
 *
 * @param preset the preset that they are; null when they are none
 * @param byOperator whether an operator set them
 * @param changedBy who set them; null when nobody ever did
 * @param changedAtMs wall time; null when nobody ever did
 * @param dayEquity equity that the daily loss is measured from; null before the first event
 * @param peakEquity equity that the drawdown is measured from; null before the first event
 */
public record RiskLimitsView(
        String accountId,
        @Nullable String preset,
        @Nullable String maxPositionPercent,
        @Nullable String maxExposure,
        @Nullable String maxDailyLossPercent,
        @Nullable String maxDrawdownPercent,
        @Nullable String maxLeverage,
        @Nullable String priceBandPercent,
        @Nullable Integer maxOrdersPerMinute,
        boolean byOperator,
        @Nullable String changedBy,
        @Nullable Long changedAtMs,
        @Nullable String dayEquity,
        @Nullable String peakEquity) {

    /** Of an account that nobody ever set limits of. */
    static RiskLimitsView none(String accountId) {
        return new RiskLimitsView(
                accountId, null, null, null, null, null, null, null, null, false, null, null, null, null);
    }

    static RiskLimitsView of(AccountRisk r) {
        RiskLimits l = r.limits();
        RiskPreset preset = RiskPreset.of(l);
        boolean marked = r.marks().day() >= 0;
        return new RiskLimitsView(
                r.accountId(),
                preset == null ? null : preset.text(),
                text(l, RiskLimits.Field.MAX_POSITION_PERCENT),
                text(l, RiskLimits.Field.MAX_EXPOSURE),
                text(l, RiskLimits.Field.MAX_DAILY_LOSS_PERCENT),
                text(l, RiskLimits.Field.MAX_DRAWDOWN_PERCENT),
                text(l, RiskLimits.Field.MAX_LEVERAGE),
                text(l, RiskLimits.Field.PRICE_BAND_PERCENT),
                l.maxOrdersPerMinute() == 0 ? null : (int) l.maxOrdersPerMinute(),
                r.byOperator(),
                r.changedBy(),
                r.changedAtMs(),
                marked ? RiskLimits.Field.MAX_EXPOSURE.decimal(r.marks().dayEquityUnits()) : null,
                marked ? RiskLimits.Field.MAX_EXPOSURE.decimal(r.marks().peakEquityUnits()) : null);
    }

    private static @Nullable String text(RiskLimits limits, RiskLimits.Field field) {
        return limits.get(field) == 0 ? null : field.decimal(limits.get(field));
    }
}
