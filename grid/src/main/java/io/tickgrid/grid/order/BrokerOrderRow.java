package io.tickgrid.grid.order;

/**
 * An order of a broker outside, and how far asking it has come.
 *
 * @param brokerOrderId the broker's own id; empty while it has not said one
 * @param intents how often it was moved to SENT
 * @param calls how many of these may have led to a call
 * @param firstCallMs when the first of those was stored, milliseconds since the epoch by the sender's clock; 0 before
 * @param lastCallMs when the last one was
 * @param refusal what the broker said when it refused one that it may have had already; else empty
 * @param cancelBy who asked for its end, {@code user:NAME}; else empty
 * @param absentBy who vouches that the broker does not have it; else empty
 * @param problem what does not agree with the broker; else empty
 */
public record BrokerOrderRow(
        OrderRow order,
        String brokerOrderId,
        int intents,
        int calls,
        long firstCallMs,
        long lastCallMs,
        String refusal,
        String cancelBy,
        String absentBy,
        String problem) {

    public String clientOrderId() {
        return order.clientOrderId();
    }

    /** Whether the broker has said that it has it. */
    public boolean wasKnown() {
        return !brokerOrderId.isEmpty()
                || order.state() == OrderState.Open.ACKNOWLEDGED
                || order.state() == OrderState.Open.PARTLY_FILLED;
    }
}
