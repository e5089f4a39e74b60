package io.tickgrid.pipelines.broker;

import java.math.BigDecimal;

/**
 * A fill of an order, or of a part, as a broker reports it.
 *
 * @param executionId names it among those of its order, and stays the same however often it is reported
 * @param quantity positive
 * @param fee in the quote currency; negative for a rebate
 * @param timeNs the broker's time of it, nanoseconds since the epoch
 */
public record Execution(String executionId, BigDecimal quantity, BigDecimal price, BigDecimal fee, long timeNs) {
    public Execution {
        if (executionId.isEmpty() || quantity.signum() <= 0) {
            throw new IllegalArgumentException(
                    "expected an execution with an id and a quantity, got '" + executionId + "' and " + quantity);
        }
    }
}
