package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.copytrade.CopyLink;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * What a block keeps of a copy link. Numbers are in units of 10^-8, quantities too; limits of 0 do not limit.
 *
 * @param valueUnits percent, factor, quantity or amount, as the mode says; > 0
 * @param reverse whether the follower takes the other side
 * @param maxQuantityUnits greatest quantity of one order
 * @param maxCostUnits greatest value of one order, without fee
 * @param maxPositionUnits greatest position of this link
 * @param minQuantityUnits smallest order that adds to the position
 * @param minCostUnits smallest value of such an order
 * @param maxSlippageUnits percent by which the market may be worse than the leader's price for an opening to be copied
 * @param maxOpenTrades most instruments in which the link has a position at once
 * @param forceMinimum an opening below the minimum is raised to it instead of skipped
 * @param allowedSymbols instruments that may be entered; empty = all. A bare symbol means it on every venue
 * @param blockedSymbols instruments that may not be entered; what is held of them still follows the leader out
 * @param fromSequence fills of the leader up to this sequence are not copied: the leader's when the link was made
 * @param changeSequence rises with each change; an older one is ignored
 */
public record LinkTerms(
        String id,
        String tenantId,
        String leaderAccountId,
        String followerAccountId,
        SizingMode mode,
        long valueUnits,
        boolean reverse,
        long maxQuantityUnits,
        long maxCostUnits,
        long maxPositionUnits,
        long minQuantityUnits,
        long minCostUnits,
        long maxSlippageUnits,
        int maxOpenTrades,
        boolean forceMinimum,
        List<String> allowedSymbols,
        List<String> blockedSymbols,
        LinkStatus status,
        long fromSequence,
        long changeSequence) {

    /** Why a reverse link has no size by risk. */
    public static final String REVERSED_RISK = "since the leader's stop is where the other side gains";

    /** Why a link that sizes by risk opens nothing of what its leader has. */
    public static final String JOINED_RISK = "since a position has no stop";

    public LinkTerms {
        if (id.isEmpty() || tenantId.isEmpty() || leaderAccountId.isEmpty() || followerAccountId.isEmpty()) {
            throw new IllegalArgumentException("link, tenant, leader and follower must be named, were '" + id + "', '"
                    + tenantId + "', '" + leaderAccountId + "', '" + followerAccountId + "'");
        }
        if (leaderAccountId.equals(followerAccountId)) {
            throw new IllegalArgumentException("an account must not copy itself, was " + leaderAccountId);
        }
        if (reverse && mode == SizingMode.RISK_PERCENT) {
            throw new IllegalArgumentException(
                    "reverse must not go with risk_percent, " + REVERSED_RISK + ": link " + id);
        }
        require("value", valueUnits, 1, id);
        require("max quantity", maxQuantityUnits, 0, id);
        require("max cost", maxCostUnits, 0, id);
        require("max position", maxPositionUnits, 0, id);
        require("min quantity", minQuantityUnits, 0, id);
        require("min cost", minCostUnits, 0, id);
        require("max slippage", maxSlippageUnits, 0, id);
        require("max open trades", maxOpenTrades, 0, id);
        require("from sequence", fromSequence, 0, id);
        require("change sequence", changeSequence, 1, id);
        allowedSymbols = List.copyOf(allowedSymbols);
        blockedSymbols = List.copyOf(blockedSymbols);
    }

    /**
     * The terms of a stored link.
     *
     * @param fromSequence the leader's sequence when the link was made
     * @throws IllegalArgumentException when mode or status are unknown
     */
    public static LinkTerms of(CopyLink link, long fromSequence) {
        SizingMode mode = SizingMode.of(link.mode());
        if (mode == null) {
            throw new IllegalArgumentException(
                    "mode must be one of " + SizingMode.all() + ", was '" + link.mode() + "' in link " + link.id());
        }
        return new LinkTerms(
                link.id(),
                link.tenantId(),
                link.leaderAccountId(),
                link.followerAccountId(),
                mode,
                link.valueUnits(),
                link.reverse(),
                link.maxQuantityUnits(),
                link.maxCostUnits(),
                link.maxPositionUnits(),
                link.minQuantityUnits(),
                link.minCostUnits(),
                link.maxSlippageUnits(),
                link.maxOpenTrades(),
                link.forceMinimum(),
                symbols(link.allowedSymbols()),
                symbols(link.blockedSymbols()),
                LinkStatus.valueOf(link.status().toUpperCase(Locale.ROOT)),
                fromSequence,
                link.changeSequence());
    }

    private static List<String> symbols(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
    }

    private static void require(String what, long value, long min, String id) {
        if (value < min) {
            throw new IllegalArgumentException(what + " must be at least " + min + ", was " + value + " in link " + id);
        }
    }
}
