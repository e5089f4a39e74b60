package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.copytrade.LeaderCopies;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A leader and a follower on a real PostgreSQL and a real grid, with nothing in between: tests move them by hand. */
abstract class CopyByHand {
    static final String TENANT = "by-hand";
    static final long CASH = 100_000_000L;
    /** One whole coin; the scale is 8. */
    static final long COIN = 100_000_000L;

    static final long PERCENT = 100_000_000L;
    static final AtomicInteger NUMBER = new AtomicInteger();

    final ApiFixture api = ApiFixture.shared();
    final Stores stores = api.node.stores();
    final FollowerBlocks blocks = new FollowerBlocks(api.node.hazelcast(), stores);
    final Map<String, Instrument> listings = new ConcurrentHashMap<>(Objects.requireNonNull(
            stores.instruments().loadAll().collectMap(Instrument::id).block()));
    final FillStore fills = new FillStore(
            api.node.db(),
            id -> Objects.requireNonNull(listings.get(id)),
            Topics.LEADER_EVENTS,
            OrderWire::leaderEvent);
    final String test = "hand-" + NUMBER.incrementAndGet() + "-";
    final String leader = account("leader", "leader");
    final String follower = account("f", "follower");
    final String coin = listed("COIN");
    LeaderCopies copies = new LeaderCopies(api.node.hazelcast(), stores);
    String tenant = TENANT;
    int booked;

    void belong(String newTenant, String owner) {
        tenant = newTenant;
        for (String id : List.of(leader, follower)) {
            update("update accounts set tenant_id = '" + newTenant + "', owner_id = '" + owner + "' where id = '" + id
                    + "'");
            api.put(
                    GridMaps.ACCOUNTS,
                    id,
                    Objects.requireNonNull(stores.accounts().byIds(List.of(id)).blockFirst()));
        }
        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
    }

    static void refused(Answer answer, String detail) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
        assertThat(answer.json().path("detail").asString()).contains(detail);
    }

    String account(String name, String kind) {
        String id = test + name;
        stores.accounts()
                .add(List.of(new Account(id, TENANT, "nobody", id, kind, "USD", 10_000 * CASH, true, true, 0, 0, 1)))
                .block();
        return id;
    }

    String listed(String name) {
        String symbol = test + name + "/USD";
        Instrument listing = new Instrument(
                "SIM:" + symbol,
                "SIM",
                symbol,
                name,
                "crypto",
                name,
                "USD",
                2,
                8,
                1,
                1,
                1,
                0,
                true,
                true,
                Instrument.ALWAYS);
        stores.instruments().add(listing).block();
        listings.put(listing.id(), listing);
        return listing.id();
    }

    void market(double price) {
        price(coin, price);
    }

    void price(String instrument, double price) {
        api.put(
                GridMaps.FORMING_CANDLES,
                IndicatorRow.key(instrument, "1m"),
                ApiFixture.candle(instrument, "1m", NOON, price - 1, false));
    }

    long link(String id, String mode, long value, String join, boolean reverse) {
        return Objects.requireNonNull(stores.copies()
                .add(List.of(CopyLink.of(test + id, TENANT, leader, follower, mode, value)
                        .join(join)
                        .reverse(reverse)
                        .build()))
                .block());
    }

    void leaderTrades(boolean buy, long units, long price) {
        trade(leader, coin, buy, units, price);
        copyAll();
    }

    void trade(String account, String instrument, boolean buy, long units, long price) {
        OrderRow row = OrderRow.market(
                test + "order-" + ++booked, TENANT, account, instrument, buy, units, "manual:" + booked, 1);
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(c, List.of(row), Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block();
        assertThat(fills.book(List.of(Fill.whole(
                                row.clientOrderId(),
                                TENANT,
                                account,
                                instrument,
                                buy,
                                units,
                                price,
                                0,
                                NOON * 1_000_000)))
                        .block())
                .isEqualTo(1);
    }

    /** Copies all that is stored of the leader. */
    void copyAll() {
        long last = count("leader_events where leader_account_id = '" + leader + "'");
        if (last > 0) {
            assertThat(copies.copy(leader, last)).isTrue();
        }
    }

    void copyAgain(long sequence) {
        again();
        assertThat(copies.copy(leader, sequence)).isTrue();
    }

    /** As after a kill of the member that copied. */
    void again() {
        copies = new LeaderCopies(api.node.hazelcast(), stores);
    }

    /** The follower's order of a leader's event, wholly, and the blocks learn it. */
    void filled(long sequence) {
        filledAt(sequence, 100_00);
    }

    void filledAt(long sequence, long price) {
        filled(sequence, price, 0);
    }

    void filled(long sequence, long price, long feeUnits) {
        LedgerRow row = row(sequence);
        assertThat(fills.book(List.of(Fill.whole(
                                row.clientOrderId(),
                                tenant,
                                follower,
                                row.instrument(),
                                row.side().equals("BUY"),
                                row.orderedUnits(),
                                price,
                                feeUnits,
                                row.eventTimeNs())))
                        .block())
                .isEqualTo(1);
        blocks.apply(stores.orders().eventsAfter(follower, 0, 100).collectList().block());
    }

    LeaderFill event(long sequence) {
        return OrderWire.leaderFill(Objects.requireNonNull(
                stores.copies().leaderEvents(leader, sequence - 1, sequence, 1).blockFirst()));
    }

    String waiting() {
        return Objects.requireNonNull(api.node
                .db()
                .query(
                        "select waiting_units::text as n from copy_joins where link_id = $1",
                        r -> Db.text(r, "n"),
                        test + "l")
                .single()
                .block());
    }

    List<LedgerRow> rows() {
        return Objects.requireNonNull(stores.copies()
                .ledger(new CopyStore.LedgerQuery(tenant, leader, follower, "", 0, 1_000, "", "", ""), 100)
                .collectList()
                .block());
    }

    LedgerRow row(long sequence) {
        return rows().stream()
                .filter(r -> r.leaderSequence() == sequence)
                .findFirst()
                .orElseThrow();
    }

    /** Newest first. */
    List<String> ledger() {
        return rows().stream()
                .map(r -> r.leaderSequence() + " " + r.side() + " " + r.orderedUnits() + " " + r.outcome() + " "
                        + r.code() + " " + r.intendedText())
                .toList();
    }

    long count(String rows) {
        return Objects.requireNonNull(api.node
                .db()
                .query("select count(*) as n from " + rows, r -> Db.int64(r, "n"))
                .single()
                .block());
    }

    void update(String sql) {
        api.node.db().update(sql).block();
    }
}
