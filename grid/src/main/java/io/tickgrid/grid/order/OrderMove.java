package io.tickgrid.grid.order;

import io.tickgrid.grid.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * A move of an order that fills nothing.
 *
 * @param code why; null of one that goes on
 * @param cause who or what moved it: {@code broker}, {@code user:NAME}, {@code order:ID}, {@code time}
 */
public record OrderMove(
        String clientOrderId,
        String tenantId,
        String accountId,
        OrderState to,
        @Nullable ErrorCode code,
        String cause,
        long eventTimeNs) {

    /** The end of an order that nothing can fill. */
    public static OrderMove reject(
            String clientOrderId, String tenantId, String accountId, ErrorCode code, long eventTimeNs) {
        return new OrderMove(
                clientOrderId, tenantId, accountId, OrderState.Final.REJECTED, code, "broker", eventTimeNs);
    }

    /** Why, as it is stored; empty of one that goes on. */
    public String codeText() {
        ErrorCode c = code;
        return c == null ? "" : c.text();
    }
}
