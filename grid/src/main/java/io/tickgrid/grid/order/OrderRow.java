package io.tickgrid.grid.order;

import io.tickgrid.grid.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * An order and what has become of it.
 *
 * @param clientOrderId pure function of its cause; never used twice
 * @param side BUY or SELL
 * @param type one of {@link OrderType}
 * @param priceUnits average fill price at the instrument's scale, rounded half to even; 0 before
 * @param feeUnits units of 10^-8 of the quote currency
 * @param status one of {@link OrderState}
 * @param code why it ended without its whole quantity; empty otherwise
 * @param cause {@code signal:ID}, {@code leader:ACCOUNT:SEQUENCE} or {@code manual:KEY}
 * @param sequence of its last event
 * @param limitUnits see {@link OrderTerms}, as all that follow
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
        long sequence,
        long limitUnits,
        long stopUnits,
        String timeInForce,
        long expiresEventNs,
        boolean reduceOnly,
        String groupId,
        String leg) {

    /** A new order, to be stored; with a code for one that is refused. */
    public static OrderRow of(
            String clientOrderId,
            String tenantId,
            String accountId,
            String instrument,
            boolean buy,
            long quantityUnits,
            OrderTerms terms,
            @Nullable ErrorCode refusal,
            String cause,
            long eventNs) {
        return new OrderRow(
                clientOrderId,
                tenantId,
                accountId,
                instrument,
                buy ? "BUY" : "SELL",
                terms.type().name(),
                quantityUnits,
                0,
                0,
                0,
                (refusal == null ? OrderState.Open.STORED : OrderState.Final.REJECTED).name(),
                refusal == null ? "" : refusal.text(),
                cause,
                eventNs,
                eventNs,
                0,
                terms.limitUnits(),
                terms.stopUnits(),
                terms.timeInForce().name(),
                terms.expiresEventNs(),
                terms.reduceOnly(),
                terms.groupId(),
                terms.leg().name());
    }

    /** A new market order without conditions. */
    public static OrderRow market(
            String clientOrderId,
            String tenantId,
            String accountId,
            String instrument,
            boolean buy,
            long quantityUnits,
            String cause,
            long eventNs) {
        return of(
                clientOrderId,
                tenantId,
                accountId,
                instrument,
                buy,
                quantityUnits,
                OrderTerms.MARKET,
                null,
                cause,
                eventNs);
    }

    /** The order as it was right after an event of it. */
    public OrderRow asOf(OrderEvent event) {
        return event.sequence() >= sequence
                ? this
                : new OrderRow(
                        clientOrderId,
                        tenantId,
                        accountId,
                        instrument,
                        side,
                        type,
                        quantityUnits,
                        event.filledUnits(),
                        event.priceUnits(),
                        event.feeUnits(),
                        event.kind(),
                        "", // only of the last event
                        cause,
                        createdEventNs,
                        event.eventTimeNs(),
                        event.sequence(),
                        limitUnits,
                        stopUnits,
                        timeInForce,
                        expiresEventNs,
                        reduceOnly,
                        groupId,
                        leg);
    }

    public OrderTerms terms() {
        return new OrderTerms(
                OrderType.valueOf(type),
                limitUnits,
                stopUnits,
                TimeInForce.valueOf(timeInForce),
                expiresEventNs,
                reduceOnly,
                groupId,
                OrderLeg.valueOf(leg));
    }

    public OrderState state() {
        return OrderState.of(status);
    }

    public boolean buys() {
        return side.equals("BUY");
    }
}
