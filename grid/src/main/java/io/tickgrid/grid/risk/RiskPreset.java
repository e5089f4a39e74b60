package io.tickgrid.grid.risk;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sets of limits to start from. None limits the exposure in money: that is for who knows the account. */
public enum RiskPreset {
    CONSERVATIVE(limits(2, 1, 5, "0.5", 1, 10)),
    BALANCED(limits(5, 3, 10, "1", 2, 30)),
    AGGRESSIVE(limits(10, 5, 20, "2", 5, 120));

    private final RiskLimits limits;

    RiskPreset(RiskLimits limits) {
        this.limits = limits;
    }

    private static RiskLimits limits(
            int positionPercent, int lossPercent, int drawdownPercent, String leverage, int bandPercent, int orders) {
        return new RiskLimits(
                units(positionPercent),
                0,
                units(lossPercent),
                units(drawdownPercent),
                new java.math.BigDecimal(leverage)
                        .movePointRight(RiskLimits.SCALE)
                        .longValueExact(),
                units(bandPercent),
                orders);
    }

    private static long units(int whole) {
        return whole * 100_000_000L;
    }

    public RiskLimits limits() {
        return limits;
    }

    /** As callers write it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The preset that these limits are; null when they are none. */
    public static @Nullable RiskPreset of(RiskLimits limits) {
        for (RiskPreset preset : values()) {
            if (preset.limits.equals(limits)) {
                return preset;
            }
        }
        return null;
    }
}
