package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.order.BrokerOrderRow;
import io.tickgrid.grid.order.BrokerOrderStore.Booking;
import java.util.List;
import java.util.Set;

/** A journal that writes into another one; tests change what they need. */
class ForwardingJournal implements BrokerJournal {
    private final BrokerJournal to;

    ForwardingJournal(BrokerJournal to) {
        this.to = to;
    }

    @Override
    public List<BrokerOrderRow> unsent(String broker, int limit) {
        return to.unsent(broker, limit);
    }

    @Override
    public List<BrokerOrderRow> called(String broker) {
        return to.called(broker);
    }

    @Override
    public List<BrokerOrderRow> named(String broker, List<String> clientOrderIds, List<String> brokerOrderIds) {
        return to.named(broker, clientOrderIds, brokerOrderIds);
    }

    @Override
    public Set<String> intend(List<BrokerOrderRow> rows, long nowMs) {
        return to.intend(rows, nowMs);
    }

    @Override
    public void book(Booking booking) {
        to.book(booking);
    }
}
