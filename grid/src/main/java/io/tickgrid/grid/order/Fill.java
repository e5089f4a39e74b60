package io.tickgrid.grid.order;

/**
 * A paper fill, as the engine reports it.
 *
 * @param priceUnits at the instrument's price scale
 * @param feeUnits units of 10^-8 of the quote currency
 */
public record Fill(
        String clientOrderId,
        String tenantId,
        String accountId,
        String instrument,
        boolean buy,
        long quantityUnits,
        long priceUnits,
        long feeUnits,
        long eventTimeNs) {}
