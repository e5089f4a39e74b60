package io.tickgrid.api.copytrade;

import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore.Intended;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A copy link as callers see it.
 *
 * @param value percent, factor or quantity, as the mode has it
 * @param maxQuantity null = no limit
 * @param maxCost null = no limit
 * @param belowMinimum skip or force
 * @param intended exact unrounded position that the link should have, by instrument
 */
public record LinkView(
        String id,
        String leaderAccountId,
        String followerAccountId,
        String mode,
        String value,
        @Nullable String maxQuantity,
        @Nullable String maxCost,
        String belowMinimum,
        List<String> blockedSymbols,
        String status,
        Map<String, String> intended) {

    static LinkView of(CopyLink link, List<Intended> intended) {
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
                limit(link.maxQuantityUnits()),
                limit(link.maxCostUnits()),
                link.forceMinimum() ? "force" : "skip",
                link.blockedSymbols().isEmpty()
                        ? List.of()
                        : List.of(link.blockedSymbols().split(",")),
                link.status(),
                positions);
    }

    private static @Nullable String limit(long units) {
        return units == 0 ? null : Numbers.units(units, Numbers.MONEY_SCALE);
    }
}
