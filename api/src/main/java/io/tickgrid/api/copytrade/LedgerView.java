package io.tickgrid.api.copytrade;

import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.instrument.Instrument;
import org.jspecify.annotations.Nullable;

/**
 * What became of a leader event for a follower, as callers see it.
 *
 * @param intendedQuantity exact unrounded position that the link should have after the event
 * @param price of the fill; null before
 */
public record LedgerView(
        String leaderAccountId,
        long leaderSequence,
        String followerAccountId,
        String instrument,
        String side,
        String leg,
        String outcome,
        @Nullable String code,
        String intendedQuantity,
        String orderedQuantity,
        String filledQuantity,
        @Nullable String price,
        String leaderPrice,
        @Nullable String clientOrderId,
        long eventTimeMs) {

    private static final long NS_IN_MS = 1_000_000;

    static LedgerView of(LedgerRow row, Instrument instrument) {
        return new LedgerView(
                row.leaderAccountId(),
                row.leaderSequence(),
                row.followerAccountId(),
                row.instrument(),
                row.side(),
                row.leg(),
                row.outcome(),
                row.code().isEmpty() ? null : row.code(),
                row.intendedText(),
                Numbers.units(row.orderedUnits(), instrument.quantityScale()),
                Numbers.units(row.filledUnits(), instrument.quantityScale()),
                row.priceUnits() == 0 ? null : Numbers.units(row.priceUnits(), instrument.priceScale()),
                Numbers.units(row.leaderPriceUnits(), instrument.priceScale()),
                row.clientOrderId().isEmpty() ? null : row.clientOrderId(),
                Math.floorDiv(row.eventTimeNs(), NS_IN_MS));
    }
}
