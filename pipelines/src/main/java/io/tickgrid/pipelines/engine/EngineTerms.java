package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.QualityRules;

/**
 * What an engine has to know of its instrument.
 *
 * @param priceScale decimal places of prices of fills, in [0, 18]
 * @param quantityScale decimal places of quantities of orders, in [0, 18]
 * @param calendar when it trades; bars lie in its sessions
 * @param quality what its ticks must look like
 */
public record EngineTerms(int priceScale, int quantityScale, SessionCalendar calendar, QualityRules quality) {
    private static final int MAX_SCALE = 18;

    public EngineTerms {
        if (priceScale < 0 || priceScale > MAX_SCALE || quantityScale < 0 || quantityScale > MAX_SCALE) {
            throw new IllegalArgumentException(
                    "scales must be in [0, 18], were price " + priceScale + " and quantity " + quantityScale);
        }
    }

    /** Around the clock, whatever the ticks look like. */
    public static EngineTerms of(int priceScale, int quantityScale) {
        return new EngineTerms(priceScale, quantityScale, SessionCalendar.ALWAYS, QualityRules.NONE);
    }
}
