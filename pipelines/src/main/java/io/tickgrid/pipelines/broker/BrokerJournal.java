package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.order.BrokerOrderRow;
import io.tickgrid.grid.order.BrokerOrderStore;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What the dispatch of a broker's orders reads and writes in PostgreSQL, see {@link BrokerOrderStore}; tests put faults between. */
interface BrokerJournal {
    List<BrokerOrderRow> unsent(String broker, int limit);

    List<BrokerOrderRow> called(String broker);

    List<BrokerOrderRow> named(String broker, List<String> clientOrderIds, List<String> brokerOrderIds);

    Set<String> intend(List<BrokerOrderRow> rows, long nowMs);

    void book(BrokerOrderStore.Booking booking);

    static BrokerJournal of(BrokerOrderStore store) {
        return new BrokerJournal() {
            @Override
            public List<BrokerOrderRow> unsent(String broker, int limit) {
                return Objects.requireNonNull(
                        store.unsent(broker, limit).collectList().block());
            }

            @Override
            public List<BrokerOrderRow> called(String broker) {
                return Objects.requireNonNull(store.called(broker).collectList().block());
            }

            @Override
            public List<BrokerOrderRow> named(String broker, List<String> clientOrderIds, List<String> brokerOrderIds) {
                return Objects.requireNonNull(store.named(broker, clientOrderIds, brokerOrderIds)
                        .collectList()
                        .block());
            }

            @Override
            public Set<String> intend(List<BrokerOrderRow> rows, long nowMs) {
                return Objects.requireNonNull(store.intend(rows, nowMs).block());
            }

            @Override
            public void book(BrokerOrderStore.Booking booking) {
                store.book(booking).block();
            }
        };
    }
}
