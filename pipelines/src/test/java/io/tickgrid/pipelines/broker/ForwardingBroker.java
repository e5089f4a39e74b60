package io.tickgrid.pipelines.broker;

import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Consumer;

/** A broker that asks another one; tests change what they need. */
class ForwardingBroker implements Broker {
    private final Broker to;

    ForwardingBroker(Broker to) {
        this.to = to;
    }

    @Override
    public BrokerProfile profile() {
        return to.profile();
    }

    @Override
    public void authenticate() {
        to.authenticate();
    }

    @Override
    public Map<String, BigDecimal> balances(String accountId) {
        return to.balances(accountId);
    }

    @Override
    public Map<String, BigDecimal> positions(String accountId) {
        return to.positions(accountId);
    }

    @Override
    public PlaceReply place(BrokerOrder order) {
        return to.place(order);
    }

    @Override
    public ChangeReply cancel(OrderRef order) {
        return to.cancel(order);
    }

    @Override
    public ChangeReply replace(OrderRef order, BigDecimal quantity, BigDecimal limit) {
        return to.replace(order, quantity, limit);
    }

    @Override
    public StatusReply status(OrderRef order) {
        return to.status(order);
    }

    @Override
    public void stream(Consumer<OrderReport> listener) {
        to.stream(listener);
    }

    @Override
    public int room(int wanted) {
        return to.room(wanted);
    }

    @Override
    public void close() {
        to.close();
    }
}
