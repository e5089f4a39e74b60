package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.ALPHA;
import static io.tickgrid.api.ApiFixture.BTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.PositionAuditStore;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PositionAuditTest {
    private static final long COIN = 100_000_000L;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ApiFixture api = ApiFixture.shared();
    private final PositionAuditStore audit = new PositionAuditStore(api.node.db());
    private final Map<String, Instrument> listings = Objects.requireNonNull(
            api.node.stores().instruments().loadAll().collectMap(Instrument::id).block());
    private final FillStore fills = new FillStore(
            api.node.db(),
            id -> Objects.requireNonNull(listings.get(id)),
            Topics.LEADER_EVENTS,
            OrderWire::leaderEvent);
    private final String account = "audit-" + NUMBER.incrementAndGet();
    private int orders;

    @BeforeEach
    void begin() {
        api.node
                .stores()
                .accounts()
                .add(List.of(new Account(
                        account, "audit", "nobody", account, "own", "USD", 1_000_000 * COIN, true, true, 0, 0, 1)))
                .block();
        audit.all().block();
    }

    @Test
    void aPositionThatIsNotTheSumOfItsFillsIsFoundUntilItIsRightAgain() {
        fill(BTC, true, 3 * COIN, "a");
        fill(ALPHA, false, COIN, "a");
        assertThat(found()).isEmpty();
        update("update positions set quantity_units = quantity_units + 1 where account_id = '" + account
                + "' and instrument = '" + BTC + "'");
        fill(BTC, false, COIN, "a");
        assertThat(found()).containsExactly(BTC + " fills " + 2 * COIN + " position " + (2 * COIN + 1) + " fees 14 14");
        fill(ALPHA, true, COIN, "a");
        assertThat(found()).as("told again though nothing new came of it").hasSize(1);
        update("update positions set quantity_units = quantity_units - 1 where account_id = '" + account
                + "' and instrument = '" + BTC + "'");
        fill(ALPHA, true, COIN, "a");
        assertThat(found()).isEmpty();
        assertThat(audit.changed().block()).as("nothing new").isNull();
    }

    @Test
    void partsOfFillsAndFeesAreSummed() {
        String id = order(BTC, true, 3 * COIN);
        fills.book(List.of(part(id, "x", BTC, true, COIN), part(id, "y", BTC, true, COIN)))
                .block();
        assertThat(found()).isEmpty();
        update("update positions set fee_units = 0 where account_id = '" + account + "'");
        fills.book(List.of(part(id, "z", BTC, true, COIN))).block();
        assertThat(found()).containsExactly(BTC + " fills " + 3 * COIN + " position " + 3 * COIN + " fees 21 7");
    }

    @Test
    void aFillThatIsGoneIsFound() {
        fill(BTC, true, COIN, "a");
        fill(BTC, true, COIN, "b");
        update("delete from fills where account_id = '" + account + "' and execution_id = 'b'");
        assertThat(found()).containsExactly(BTC + " fills " + COIN + " position " + 2 * COIN + " fees 7 14");
    }

    @Test
    void aStartLooksAtAllPositions() {
        fill(BTC, true, COIN, "a");
        assertThat(found()).isEmpty();
        update("update positions set quantity_units = 0 where account_id = '" + account + "'");
        assertThat(Objects.requireNonNull(audit.all().block()))
                .extracting(PositionAuditStore.Drift::accountId)
                .contains(account);
        assertThat(audit.drifts().block()).isPositive();
        update("update positions set quantity_units = " + COIN + " where account_id = '" + account + "'");
        assertThat(Objects.requireNonNull(audit.all().block()))
                .extracting(PositionAuditStore.Drift::accountId)
                .doesNotContain(account);
    }

    @Test
    void whatDriftsIsInTheMetricThatTheAlertAsksFor() {
        fill(BTC, true, COIN, "a");
        update("update positions set quantity_units = 0 where account_id = '" + account + "'");
        long drifts = Objects.requireNonNull(audit.all().block()).size();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(api.get("operator", "/actuator/prometheus")
                                .raw()
                                .body()
                                .lines())
                        .contains("tickgrid_position_drifts " + drifts + ".0"));
        update("update positions set quantity_units = " + COIN + " where account_id = '" + account + "'");
        audit.all().block();
    }

    /** Of this account: others of the run may have been moved by hand. */
    private List<String> found() {
        return Objects.requireNonNull(audit.changed().block()).stream()
                .filter(d -> d.accountId().equals(account))
                .map(d -> d.instrument() + " fills " + d.fillQuantityUnits() + " position " + d.positionQuantityUnits()
                        + " fees " + d.fillFeeUnits() + " " + d.positionFeeUnits())
                .toList();
    }

    private void fill(String instrument, boolean buy, long units, String execution) {
        fills.book(List.of(part(order(instrument, buy, units), execution, instrument, buy, units)))
                .block();
    }

    private Fill part(String id, String execution, String instrument, boolean buy, long units) {
        return new Fill(id, execution, "audit", account, instrument, buy, units, 100_00, 7, 2);
    }

    private String order(String instrument, boolean buy, long units) {
        OrderRow row = OrderRow.market(
                account + "-" + ++orders, "audit", account, instrument, buy, units, "manual:" + orders, 1);
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(c, List.of(row), Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block();
        return row.clientOrderId();
    }

    private void update(String sql) {
        api.node.db().update(sql).block();
    }
}
