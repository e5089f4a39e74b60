package io.tickgrid.pipelines.broker;

import java.math.BigDecimal;
import java.util.List;

/**
 * What a broker says of an order that it has.
 *
 * @param clientOrderId ours, where the broker keeps it; else empty
 * @param filled how much is filled in all: executions that are missing below are asked for until they add up to it
 * @param executions those that the broker tells of, in any order, also ones that it told of before
 * @param text why it ended, for people
 * @param timeNs the broker's time of what it says, nanoseconds since the epoch
 */
public record OrderReport(
        String clientOrderId,
        String brokerOrderId,
        Status status,
        BigDecimal filled,
        List<Execution> executions,
        String text,
        long timeNs) {
    /** Where a broker has it. */
    public enum Status {
        WORKING,
        FILLED,
        CANCELLED,
        REJECTED,
        EXPIRED
    }

    public OrderReport {
        executions = List.copyOf(executions);
        if (brokerOrderId.isEmpty() || filled.signum() < 0) {
            throw new IllegalArgumentException("expected a report with the broker's id and what is filled, got '"
                    + brokerOrderId + "', " + filled);
        }
    }
}
