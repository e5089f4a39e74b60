package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.pipelines.signal.SignalSide;
import java.util.ArrayList;
import java.util.List;

/** A reusable batch of paper orders of one instrument with one cause. Not thread-safe. */
public final class PaperOrders {
    private long causeTimeNs;
    private final List<Order> orders = new ArrayList<>();

    /** Empties the batch, for orders caused at {@code causeTimeNs} (event time, nanoseconds since the epoch). */
    public void clear(long causeTimeNs) {
        this.causeTimeNs = causeTimeNs;
        orders.clear();
    }

    /**
     * Adds a market order.
     *
     * @param quantityUnits at the instrument's quantity scale, positive
     * @throws IllegalArgumentException if the id is blank or the quantity is not positive
     */
    public void add(String clientOrderId, String tenantId, String accountId, SignalSide side, long quantityUnits) {
        orders.add(new Order(clientOrderId, tenantId, accountId, side, quantityUnits));
    }

    public int size() {
        return orders.size();
    }

    /** Event time of the cause, nanoseconds since the epoch. */
    public long causeTimeNs() {
        return causeTimeNs;
    }

    Order order(int index) {
        return orders.get(index);
    }

    /** Ends all of them. */
    void reject(ErrorCode code, EngineOutput out) {
        for (Order order : orders) {
            out.reject(order.clientOrderId(), order.tenantId(), order.accountId(), code, causeTimeNs);
        }
    }

    record Order(String clientOrderId, String tenantId, String accountId, SignalSide side, long quantityUnits) {
        Order {
            if (clientOrderId.isBlank()) {
                throw new IllegalArgumentException("client order id must not be blank, was '" + clientOrderId + "'");
            }
            if (quantityUnits <= 0) {
                throw new IllegalArgumentException(
                        "quantity of order " + clientOrderId + " must be positive, was " + quantityUnits);
            }
        }
    }
}
