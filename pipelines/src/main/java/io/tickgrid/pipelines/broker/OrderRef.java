package io.tickgrid.pipelines.broker;

/**
 * Names an order to its broker.
 *
 * @param brokerOrderId the broker's own id; empty while it is not known
 */
public record OrderRef(String accountId, String clientOrderId, String brokerOrderId) {}
