package io.tickgrid.grid.copytrade;

/**
 * What became of one leader event for one follower.
 *
 * @param leaderSequence per leader, from 1
 * @param outcome pending, filled, rejected or skipped
 * @param code why rejected or skipped, or which limit made the order smaller; else empty
 * @param intendedText exact unrounded position that the link should have after the event
 * @param orderedUnits at the instrument's quantity scale
 * @param priceUnits fill price; 0 before
 * @param eventTimeNs when the leader's fill happened
 * @param filledEventNs when the follower's did, event time too; 0 before, and where it was not kept
 */
public record LedgerRow(
        String leaderAccountId,
        long leaderSequence,
        String followerAccountId,
        String leg,
        String tenantId,
        String linkId,
        String instrument,
        String side,
        String outcome,
        String code,
        String intendedText,
        long heldUnits,
        long orderedUnits,
        long filledUnits,
        long priceUnits,
        long leaderPriceUnits,
        String clientOrderId,
        long eventTimeNs,
        long filledEventNs) {

    /** The key in the map {@code copy-ledger}. */
    public static String key(String leaderAccountId, long leaderSequence, String followerAccountId, String leg) {
        return leaderAccountId + "|" + leaderSequence + "|" + leg + "@" + followerAccountId;
    }
}
