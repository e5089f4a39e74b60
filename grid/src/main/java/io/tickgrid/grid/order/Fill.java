package io.tickgrid.grid.order;

/**
 * A fill, or a part of one, as a broker reports it.
 *
 * @param executionId names the fill among those of its order: the paper broker counts from 1
 * @param priceUnits at the instrument's price scale
 * @param feeUnits units of 10^-8 of the quote currency
 */
public record Fill(
        String clientOrderId,
        String executionId,
        String tenantId,
        String accountId,
        String instrument,
        boolean buy,
        long quantityUnits,
        long priceUnits,
        long feeUnits,
        long eventTimeNs) {

    /** The fill of a whole order. */
    public static Fill whole(
            String clientOrderId,
            String tenantId,
            String accountId,
            String instrument,
            boolean buy,
            long quantityUnits,
            long priceUnits,
            long feeUnits,
            long eventTimeNs) {
        return new Fill(
                clientOrderId,
                "1",
                tenantId,
                accountId,
                instrument,
                buy,
                quantityUnits,
                priceUnits,
                feeUnits,
                eventTimeNs);
    }
}
