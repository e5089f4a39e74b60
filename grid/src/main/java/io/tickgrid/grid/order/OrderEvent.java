package io.tickgrid.grid.order;

/**
 * A move of an order, in the one order in which the database committed it.
 *
 * @param kind the state that it came to, see {@link OrderState}
 * @param signedUnits what the fill did to the position; 0 for other moves
 * @param releasedUnits how much of the order is no longer working, signed like the position
 * @param cashUnits what the fill did to the cash, units of 10^-8
 * @param previous the state that it came from; empty of moves from before it was stored
 * @param cause what moved it: {@code fill:EXECUTION}, or see {@link OrderMove}; empty where the order's own cause did
 * @param filledUnits how much of the order was filled after it
 * @param priceUnits average price of that, at the instrument's scale
 * @param feeUnits fees of that, units of 10^-8
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
        long eventTimeNs,
        String previous,
        String cause,
        long filledUnits,
        long priceUnits,
        long feeUnits) {

    /** What a move did to account and position, and nothing of where the order is. */
    public OrderEvent(
            long sequence,
            String tenantId,
            String accountId,
            String clientOrderId,
            String instrument,
            String kind,
            long signedUnits,
            long releasedUnits,
            long cashUnits,
            long eventTimeNs) {
        this(
                sequence,
                tenantId,
                accountId,
                clientOrderId,
                instrument,
                kind,
                signedUnits,
                releasedUnits,
                cashUnits,
                eventTimeNs,
                "",
                "",
                0,
                0,
                0);
    }
}
