package io.tickgrid.grid.copytrade;

/**
 * What a leader did, as its followers copy it: a fill; or what one link does by itself, in the order of his fills: it opens what
 * he has already, or stops and closes what it holds.
 *
 * @param leaderSequence per leader, from 1, without gaps
 * @param quantityUnits filled, at the instrument's quantity scale; positive
 * @param stopPriceUnits price at which the leader means to get out with a loss, at the instrument's price scale; 0 when
 *     none is known
 * @param leaderBalanceUnits cash before the fill that no short position binds, units of 10^-8; 0 where an older record does not say
 * @param leaderEquityUnits before the fill: cash, this instrument at the fill's price, others at cost; units of 10^-8
 * @param leaderPositionBeforeUnits signed, at the instrument's quantity scale
 * @param linkId the one link that it is for; empty = every link of the leader
 */
public record LeaderFill(
        String leaderAccountId,
        String tenantId,
        long leaderSequence,
        String instrument,
        boolean buy,
        long quantityUnits,
        long priceUnits,
        long stopPriceUnits,
        long leaderBalanceUnits,
        long leaderEquityUnits,
        long leaderPositionBeforeUnits,
        String clientOrderId,
        long eventTimeNs,
        String linkId) {

    private static final String STOP = "stop:";

    /** Names the event by which a link closes what it holds of an instrument, the n-th time that it stops. */
    public static String stopName(String linkId, int stops, String instrument) {
        return STOP + linkId + ":" + stops + ":" + instrument;
    }

    /** Whether the one link that it is for stops, and closes all that it holds. */
    public boolean isStop() {
        return !linkId.isEmpty() && clientOrderId.startsWith(STOP);
    }

    /** A fill, which every link of the leader copies. */
    public LeaderFill(
            String leaderAccountId,
            String tenantId,
            long leaderSequence,
            String instrument,
            boolean buy,
            long quantityUnits,
            long priceUnits,
            long stopPriceUnits,
            long leaderBalanceUnits,
            long leaderEquityUnits,
            long leaderPositionBeforeUnits,
            String clientOrderId,
            long eventTimeNs) {
        this(
                leaderAccountId,
                tenantId,
                leaderSequence,
                instrument,
                buy,
                quantityUnits,
                priceUnits,
                stopPriceUnits,
                leaderBalanceUnits,
                leaderEquityUnits,
                leaderPositionBeforeUnits,
                clientOrderId,
                eventTimeNs,
                "");
    }
}
