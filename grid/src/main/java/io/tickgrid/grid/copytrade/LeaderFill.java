package io.tickgrid.grid.copytrade;

/**
 * A fill of a leader, as its followers copy it.
 *
 * @param leaderSequence per leader, from 1, without gaps
 * @param quantityUnits filled, at the instrument's quantity scale; positive
 * @param stopPriceUnits price at which the leader means to get out with a loss, at the instrument's price scale; 0 when
 *     none is known
 * @param leaderBalanceUnits cash before the fill that no short position binds, units of 10^-8; 0 where an older record does not say
 * @param leaderEquityUnits before the fill: cash, this instrument at the fill's price, others at cost; units of 10^-8
 * @param leaderPositionBeforeUnits signed, at the instrument's quantity scale
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
        long eventTimeNs) {}
