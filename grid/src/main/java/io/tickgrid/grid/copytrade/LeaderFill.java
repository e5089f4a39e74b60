package io.tickgrid.grid.copytrade;

/**
 * A fill of a leader, as its followers copy it.
 *
 * @param leaderSequence per leader, from 1, without gaps
 * @param quantityUnits filled, at the instrument's quantity scale; positive
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
        long leaderEquityUnits,
        long leaderPositionBeforeUnits,
        String clientOrderId,
        long eventTimeNs) {}
