package io.tickgrid.api.copytrade;

import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.copytrade.CopyJoin;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore.Intended;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A copy link as callers see it.
 *
 * @param value percent, factor, quantity or amount, as the mode has it
 * @param maxQuantity as the other limits: null = no limit
 * @param maxSlippage percent
 * @param belowMinimum skip or force
 * @param allowedSymbols empty = all
 * @param stopDrawdownPercent percent of its greatest copied equity by which it may fall before it stops; null = none
 * @param pauseReason STOP_COPY when it is paused since it stopped; else null
 * @param join new_trades, now or better_price
 * @param waiting what is left to open of the leader's positions when the link was made, signed, by instrument
 * @param intended exact unrounded position that the link should have, by instrument
 */
public record LinkView(
        String id,
        String leaderAccountId,
        String followerAccountId,
        String mode,
        String value,
        boolean reverse,
        @Nullable String maxQuantity,
        @Nullable String maxCost,
        @Nullable String maxPosition,
        @Nullable String minQuantity,
        @Nullable String minCost,
        @Nullable String maxSlippage,
        @Nullable Integer maxOpenTrades,
        String belowMinimum,
        List<String> allowedSymbols,
        List<String> blockedSymbols,
        String join,
        @Nullable String stopDrawdownPercent,
        String status,
        @Nullable String pauseReason,
        Map<String, String> intended,
        Map<String, String> waiting) {

    /** @param quantityScale of an instrument */
    static LinkView of(
            CopyLink link, List<Intended> intended, List<CopyJoin> joins, ToIntFunction<String> quantityScale) {
        Map<String, String> waiting = new TreeMap<>();
        joins.stream()
                .filter(j -> j.linkId().equals(link.id()))
                .forEach(j -> waiting.put(
                        j.instrument(), Numbers.units(j.units(), quantityScale.applyAsInt(j.instrument()))));
        Map<String, String> positions = new TreeMap<>();
        intended.stream()
                .filter(i -> i.linkId().equals(link.id()))
                .forEach(i -> positions.put(i.instrument(), i.intended()));
        return new LinkView(
                link.id(),
                link.leaderAccountId(),
                link.followerAccountId(),
                link.mode(),
                Numbers.units(link.valueUnits(), Numbers.MONEY_SCALE),
                link.reverse(),
                limit(link.maxQuantityUnits()),
                limit(link.maxCostUnits()),
                limit(link.maxPositionUnits()),
                limit(link.minQuantityUnits()),
                limit(link.minCostUnits()),
                limit(link.maxSlippageUnits()),
                link.maxOpenTrades() == 0 ? null : link.maxOpenTrades(),
                link.forceMinimum() ? "force" : "skip",
                symbols(link.allowedSymbols()),
                symbols(link.blockedSymbols()),
                link.joinMode(),
                limit(link.stopDrawdownUnits()),
                link.status(),
                link.pauseReason().isEmpty() ? null : link.pauseReason(),
                positions,
                waiting);
    }

    private static List<String> symbols(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(","));
    }

    private static @Nullable String limit(long units) {
        return units == 0 ? null : Numbers.units(units, Numbers.MONEY_SCALE);
    }
}
