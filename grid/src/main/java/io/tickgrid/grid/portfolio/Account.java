package io.tickgrid.grid.portfolio;

/**
 * A trading account.
 *
 * @param ownerId the user who owns it
 * @param kind leader, follower or own
 * @param cashUnits units of 10^-8 of the currency
 * @param entitled whether its plan includes copied trades
 * @param maxPositionUnits greatest value of a position, units of 10^-8 of the currency; 0 = no limit
 * @param changeSequence rises with each change of the account's terms
 */
public record Account(
        String id,
        String tenantId,
        String ownerId,
        String name,
        String kind,
        String currency,
        long cashUnits,
        boolean active,
        boolean entitled,
        long maxPositionUnits,
        long leaderSequence,
        long changeSequence) {}
