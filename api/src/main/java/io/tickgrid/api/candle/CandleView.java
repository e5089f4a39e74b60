package io.tickgrid.api.candle;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.candle.Candle;

/**
 * A bar as callers see it.
 *
 * @param filled whether there was no trade in it, which only a filled list has; left out where false
 */
public record CandleView(
        long openTimeMs,
        String open,
        String high,
        String low,
        String close,
        String volume,
        long trades,
        int revision,
        boolean closed,

        @Schema(description = "there was no trade in it: fill=true put it here; absent = false")
        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        boolean filled) {

    public static CandleView of(Candle c) {
        return of(c, false);
    }

    static CandleView of(Candle c, boolean filled) {
        return new CandleView(
                c.openTimeMs(),
                Numbers.decimal(c.open()),
                Numbers.decimal(c.high()),
                Numbers.decimal(c.low()),
                Numbers.decimal(c.close()),
                Numbers.decimal(c.volume()),
                c.trades(),
                c.revision(),
                c.closed(),
                filled);
    }
}
