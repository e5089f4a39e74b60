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
 * @param delayMs event time from the leader's fill to the follower's; null before
 * @param slippageBps by how much the price was worse than the leader's, in hundredths of a percent; null before
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
        long eventTimeMs,
        @Nullable Double delayMs,
        @Nullable Double slippageBps) {

    private static final long NS_IN_MS = 1_000_000;
    private static final double BPS = 10_000;

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
                Math.floorDiv(row.eventTimeNs(), NS_IN_MS),
                row.filledEventNs() == 0 ? null : (row.filledEventNs() - row.eventTimeNs()) / (double) NS_IN_MS,
                row.priceUnits() == 0 ? null : slippage(row));
    }

    private static double slippage(LedgerRow row) {
        double worse = (row.priceUnits() - row.leaderPriceUnits()) * BPS / row.leaderPriceUnits();
        return row.side().equals("BUY") ? worse : -worse;
    }
}
