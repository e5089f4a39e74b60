package io.tickgrid.grid.copytrade;

/**
 * A follower's instruction to copy a leader.
 *
 * @param mode percent, equity_ratio or fixed
 * @param valueUnits percent, factor or quantity, in units of 10^-8
 * @param maxQuantityUnits greatest single order, units of 10^-8; 0 = no limit
 * @param maxCostUnits greatest order value, units of 10^-8 of the quote currency; 0 = no limit
 * @param forceMinimum below the minimum: order the minimum instead of skipping
 * @param blockedSymbols instrument ids separated by commas
 * @param status ACTIVE, PAUSED or CLOSED
 * @param fromSequence fills of the leader up to this sequence are not copied
 * @param changeSequence rises with each change of any link
 */
public record CopyLink(
        String id,
        String tenantId,
        String leaderAccountId,
        String followerAccountId,
        String mode,
        long valueUnits,
        long maxQuantityUnits,
        long maxCostUnits,
        boolean forceMinimum,
        String blockedSymbols,
        String status,
        long fromSequence,
        long changeSequence) {}
