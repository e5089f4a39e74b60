package io.tickgrid.grid.order;

/**
 * An order and what has become of it.
 *
 * @param clientOrderId pure function of its cause; never used twice
 * @param side BUY or SELL
 * @param status STORED, SENT, FILLED or REJECTED
 * @param code why it was rejected; empty otherwise
 * @param priceUnits average fill price at the instrument's scale; 0 before
 * @param feeUnits units of 10^-8 of the quote currency
 * @param cause {@code signal:ID}, {@code leader:ACCOUNT:SEQUENCE} or {@code manual:KEY}
 * @param sequence of its last event
 */
public record OrderRow(
        String clientOrderId,
        String tenantId,
        String accountId,
        String instrument,
        String side,
        String type,
        long quantityUnits,
        long filledUnits,
        long priceUnits,
        long feeUnits,
        String status,
        String code,
        String cause,
        long createdEventNs,
        long updatedEventNs,
        long sequence) {}
