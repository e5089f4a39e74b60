package io.tickgrid.grid.order;

/**
 * A change of an order, in the one order in which the database committed it.
 *
 * @param kind STORED, SENT, FILLED or REJECTED
 * @param signedUnits what the fill did to the position; 0 for other kinds
 * @param releasedUnits how much of the order is no longer working, signed like the position
 * @param cashUnits what the fill did to the cash, units of 10^-8
 */
public record OrderEvent(
        long sequence,
        String tenantId,
        String accountId,
        String clientOrderId,
        String instrument,
        String kind,
        long signedUnits,
        long releasedUnits,
        long cashUnits,
        long eventTimeNs) {}
