package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Orders of brokers outside that need watching are seen by Prometheus. */
class BrokerMetricsTest {
    private static final ApiFixture API = ApiFixture.shared();

    @Test
    void ordersThatAreUnsentUnknownOrDisagreeAreCountedByBroker() {
        API.node
                .stores()
                .accounts()
                .add(List.of(new Account(
                        "outside-1", "brokers", "nobody", "outside-1", "own", "USD", 1, true, true, 0, 0, 1)))
                .block();
        update("update accounts set broker = 'far-away' where id = 'outside-1'");
        API.node
                .db()
                .moneyTransaction(c -> OrderStore.place(
                        c,
                        List.of(
                                ApiFixture.order("outside-a", "outside-1", "brokers"),
                                ApiFixture.order("outside-b", "outside-1", "brokers")),
                        "topic",
                        OrderWire::paperOrders))
                .block();
        shows("open", "2.0");
        shows("unsent", "2.0");
        shows("unknown", "0.0");
        shows("unknown_oldest", "NaN");

        update("update orders set status = 'UNKNOWN' where client_order_id = 'outside-a'");
        update("update broker_orders set calls = 1, first_call_ms = 5000, problem = 'odd' where client_order_id ="
                + " 'outside-a'");
        shows("unsent", "1.0");
        shows("unknown", "1.0");
        shows("unknown_oldest", "5.0");
        shows("disagreeing", "1.0");

        update("delete from broker_orders where client_order_id like 'outside-%'");
        update("delete from orders where client_order_id like 'outside-%'");
    }

    private static void update(String sql) {
        API.node.db().update(sql).block();
    }

    private static void shows(String metric, String value) {
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(API.get("operator", "/actuator/prometheus")
                                .raw()
                                .body()
                                .lines()
                                .filter(l -> l.startsWith("tickgrid_broker_orders_")))
                        .contains("tickgrid_broker_orders_" + metric + "{broker=\"far-away\"} " + value));
    }
}
