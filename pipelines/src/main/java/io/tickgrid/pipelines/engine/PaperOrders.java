package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.pipelines.signal.SignalSide;
import java.util.ArrayList;
import java.util.List;

/** A reusable batch of paper orders of one instrument with one cause, and of cancellations. Not thread-safe. */
public final class PaperOrders {
    private long causeTimeNs;
    private final List<Order> orders = new ArrayList<>();
    private final List<Cancel> cancels = new ArrayList<>();

    /** Empties the batch, for orders caused at {@code causeTimeNs} (event time, nanoseconds since the epoch). */
    public void clear(long causeTimeNs) {
        this.causeTimeNs = causeTimeNs;
        orders.clear();
        cancels.clear();
    }

    /**
     * Adds a market order.
     *
     * @param quantityUnits at the instrument's quantity scale, positive
     * @throws IllegalArgumentException if the id is blank or the quantity is not positive
     */
    public void add(String clientOrderId, String tenantId, String accountId, SignalSide side, long quantityUnits) {
        add(clientOrderId, tenantId, accountId, side, quantityUnits, 0, OrderTerms.MARKET);
    }

    /**
     * Adds an order. Those of a group come in one batch.
     *
     * @param quantityUnits at the instrument's quantity scale, positive
     * @param filledUnits how much of it is filled already, in [0, quantityUnits)
     * @throws IllegalArgumentException if the id is blank or a quantity out of its range
     */
    public void add(
            String clientOrderId,
            String tenantId,
            String accountId,
            SignalSide side,
            long quantityUnits,
            long filledUnits,
            OrderTerms terms) {
        orders.add(new Order(clientOrderId, tenantId, accountId, side, quantityUnits, filledUnits, terms));
    }

    /** Adds a cancellation; {@code cause} says who cancels. */
    public void cancel(String clientOrderId, String tenantId, String accountId, String cause) {
        cancels.add(new Cancel(clientOrderId, tenantId, accountId, cause));
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

    List<Cancel> cancels() {
        return cancels;
    }

    /** Ends all of them. */
    void reject(ErrorCode code, EngineOutput out) {
        for (Order o : orders) {
            out.order(
                    o.clientOrderId(),
                    o.tenantId(),
                    o.accountId(),
                    OrderState.Final.REJECTED,
                    code,
                    PaperBook.BROKER,
                    causeTimeNs);
        }
    }

    record Cancel(String clientOrderId, String tenantId, String accountId, String cause) {}

    record Order(
            String clientOrderId,
            String tenantId,
            String accountId,
            SignalSide side,
            long quantityUnits,
            long filledUnits,
            OrderTerms terms) {
        Order {
            if (clientOrderId.isBlank()) {
                throw new IllegalArgumentException("client order id must not be blank, was '" + clientOrderId + "'");
            }
            if (quantityUnits <= 0) {
                throw new IllegalArgumentException(
                        "quantity of order " + clientOrderId + " must be positive, was " + quantityUnits);
            }
            if (filledUnits < 0 || filledUnits >= quantityUnits) {
                throw new IllegalArgumentException("filled quantity of order " + clientOrderId + " must be in [0, "
                        + quantityUnits + "), was " + filledUnits);
            }
        }

        boolean buys() {
            return side == SignalSide.BUY;
        }
    }
}
