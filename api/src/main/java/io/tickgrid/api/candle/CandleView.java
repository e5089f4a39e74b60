package io.tickgrid.api.candle;

import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.candle.Candle;

/** A bar as callers see it. */
public record CandleView(
        long openTimeMs,
        String open,
        String high,
        String low,
        String close,
        String volume,
        long trades,
        int revision,
        boolean closed) {

    public static CandleView of(Candle c) {
        return new CandleView(
                c.openTimeMs(),
                Numbers.decimal(c.open()),
                Numbers.decimal(c.high()),
                Numbers.decimal(c.low()),
                Numbers.decimal(c.close()),
                Numbers.decimal(c.volume()),
                c.trades(),
                c.revision(),
                c.closed());
    }
}
