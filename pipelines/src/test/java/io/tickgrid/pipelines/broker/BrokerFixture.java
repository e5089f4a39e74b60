package io.tickgrid.pipelines.broker;

import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.BrokerOrderRow;
import io.tickgrid.grid.order.BrokerOrderStore;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.copytrade.LeaderCopies;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A real PostgreSQL and a real node, with leaders, followers and orders of brokers outside. */
final class BrokerFixture {
    static final String TENANT = "brokers";
    /** One whole coin; the scale is 8. */
    static final long COIN = 100_000_000L;

    static final long CASH = 1_000_000L * 100_000_000L;
    static final Instrument ALPHA = new Instrument(
            "SIM:ALPHA/USD",
            "SIM",
            "ALPHA/USD",
            "Alpha",
            "crypto",
            "ALPHA",
            "USD",
            2,
            8,
            1,
            1,
            10_000,
            100_000_000,
            true,
            true,
            Instrument.ALWAYS);

    private static final AtomicInteger NUMBER = new AtomicInteger();

    /** Apart from its users: made by the first. */
    private static final class Shared {
        static final BrokerFixture FIXTURE = new BrokerFixture();
    }

    final GridNode node;
    final Stores stores;
    final FillStore fills;
    final BrokerOrderStore brokerOrders;
    final BrokerJournal journal;
    private final LeaderCopies copies;

    static BrokerFixture shared() {
        return Shared.FIXTURE;
    }

    private BrokerFixture() {
        try {
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            node = GridNode.start(new GridConfig(
                    "broker-test-" + UUID.randomUUID(),
                    freePort(),
                    List.of(),
                    Set.of(GridConfig.Role.MARKET, GridConfig.Role.MONEY),
                    1,
                    new DbUrl("localhost", postgres.getPort(), "postgres", "postgres", "postgres"),
                    MarketSettings.DEFAULT_FRAMES,
                    MarketSettings.indicatorColumns()));
            stores = node.stores();
            fills = new FillStore(node.db(), id -> ALPHA, Topics.LEADER_EVENTS, OrderWire::leaderEvent);
            brokerOrders = new BrokerOrderStore(node.db(), fills);
            journal = BrokerJournal.of(brokerOrders);
            stores.instruments().add(ALPHA).block();
            node.hazelcast().getMap(GridMaps.INSTRUMENTS.mapName()).set(ALPHA.id(), ALPHA);
            new FollowerBlocks(node.hazelcast(), stores).loadOnce();
            copies = new LeaderCopies(node.hazelcast(), stores);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                node.close();
                try {
                    postgres.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** A name that no other test has. */
    static String unique(String name) {
        return name + "-" + NUMBER.incrementAndGet();
    }

    String account(String id, String kind, String broker) {
        stores.accounts()
                .add(List.of(new Account(id, TENANT, "nobody", id, kind, "USD", CASH, true, true, 0, 0, 1)))
                .block();
        node.db()
                .update("update accounts set broker = $2 where id = $1", id, broker)
                .block();
        return id;
    }

    void link(String leader, String follower) {
        stores.copies()
                .add(List.of(CopyLink.of(leader + ">" + follower, TENANT, leader, follower, "fixed", COIN / 10)
                        .build()))
                .block();
    }

    /** The leader's n-th fill, booked and copied. */
    void leaderTrades(String leader, int n, boolean buy, long timeNs) {
        String id = leader + "-" + n;
        place(OrderRow.market(id, TENANT, leader, ALPHA.id(), buy, COIN, "manual:" + n, timeNs));
        fills.book(List.of(Fill.whole(id, TENANT, leader, ALPHA.id(), buy, COIN, 100_00, 0, timeNs)))
                .block();
        if (!copies.copy(leader, n)) {
            throw new IllegalStateException("expected the fill " + n + " of " + leader);
        }
    }

    /** Stores an order of one coin. */
    String order(String account, OrderTerms terms, TestClock clock) {
        String id = unique("order");
        place(OrderRow.of(id, TENANT, account, ALPHA.id(), true, COIN, terms, null, "manual:" + id, clock.nanos()));
        return id;
    }

    String order(String account, TestClock clock) {
        return order(account, OrderTerms.MARKET, clock);
    }

    private void place(OrderRow row) {
        node.db()
                .moneyTransaction(c -> OrderStore.place(c, List.of(row), Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block();
    }

    OrderRow row(String id) {
        return Objects.requireNonNull(stores.orders().byIds(List.of(id)).blockFirst());
    }

    String state(String id) {
        OrderRow row = row(id);
        return row.status() + (row.code().isEmpty() ? "" : " " + row.code());
    }

    BrokerOrderRow brokerRow(String broker, String id) {
        return Objects.requireNonNull(
                brokerOrders.named(broker, List.of(id), List.of()).blockFirst());
    }

    long count(String rows) {
        return Objects.requireNonNull(node.db()
                .query("select count(*) as n from " + rows, r -> Db.int64(r, "n"))
                .single()
                .block());
    }

    BrokerDispatcher dispatcher(Broker broker, BrokerJournal to, TestClock clock) {
        return new BrokerDispatcher(broker, to, id -> ALPHA, clock, Runnable::run);
    }
}
