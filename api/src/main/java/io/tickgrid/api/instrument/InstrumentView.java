package io.tickgrid.api.instrument;

import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.instrument.Instrument;

/** A listing as callers see it. */
public record InstrumentView(
        String id,
        String venue,
        String symbol,
        String name,
        String assetClass,
        String baseCurrency,
        String quoteCurrency,
        String tickSize,
        String lotSize,
        String minQuantity,
        String minNotional,
        boolean simulated,
        boolean active,
        String calendar) {

    public static InstrumentView of(Instrument i) {
        return new InstrumentView(
                i.id(),
                i.venue(),
                i.symbol(),
                i.name(),
                i.assetClass(),
                i.baseCurrency(),
                i.quoteCurrency(),
                Numbers.units(i.tickUnits(), i.priceScale()),
                Numbers.units(i.lotUnits(), i.quantityScale()),
                Numbers.units(i.minQuantityUnits(), i.quantityScale()),
                Numbers.units(i.minNotionalUnits(), Numbers.MONEY_SCALE),
                i.simulated(),
                i.active(),
                i.calendar());
    }
}
