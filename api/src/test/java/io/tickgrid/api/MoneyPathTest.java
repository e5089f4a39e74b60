package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.ALPHA;
import static io.tickgrid.api.ApiFixture.BTC;
import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyQualityStore;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.order.OrderMove;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.OutboxStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.signal.SignalTraderStore;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.broker.SignalTrader;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.copytrade.LeaderCopies;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Orders, fills and copies on a real PostgreSQL and a real grid, with nothing in between: each test moves them by hand. Long,
 * because the cases share the steps with which they do so.
 */
class MoneyPathTest {
    private static final String TENANT = "books";
    private static final long CASH = 100_000_000L;
    /** One whole coin; the scale is 8. */
    private static final long COIN = 100_000_000L;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ApiFixture api = ApiFixture.shared();
    private final Stores stores = api.node.stores();
    private final FollowerBlocks blocks = new FollowerBlocks(api.node.hazelcast(), stores);
    private final Map<String, Instrument> listings = new ConcurrentHashMap<>(Objects.requireNonNull(
            stores.instruments().loadAll().collectMap(Instrument::id).block()));
    private final LeaderCopies copies = new LeaderCopies(api.node.hazelcast(), stores);
    private final OrderEntry entry = new OrderEntry(api.node.hazelcast(), api.node.db());
    private final FillStore fills = new FillStore(
            api.node.db(),
            id -> Objects.requireNonNull(listings.get(id)),
            Topics.LEADER_EVENTS,
            OrderWire::leaderEvent);
    private final String test = "books-" + NUMBER.incrementAndGet() + "-";
    private final String leader = account("leader", "leader", 10_000, 0);

    // ---- copying ----

    @Test
    void linksAreCopiedAsPostgreSqlHasThemThoughNobodyToldTheBlocks() {
        String follower = account("f", "follower", 10_000, 0);
        link("first", follower, "fixed", COIN);
        assertThat(leaderBuys(1, ALPHA, COIN, 100_00)).isTrue();
        assertThat(outcomes(1)).containsExactly(follower + " pending 100000000 " + test + "first");

        stores.copies().setStatus(test + "first", TENANT, "CLOSED").block();
        leaderBuys(2, ALPHA, COIN, 100_00);
        assertThat(outcomes(2)).isEmpty();

        link("second", follower, "fixed", COIN);
        leaderBuys(3, ALPHA, COIN, 100_00);
        assertThat(outcomes(3)).containsExactly(follower + " pending 100000000 " + test + "second");
        assertThat(api.node.hazelcast().<String, CopyLink>getMap("copy-links").get(test + "second"))
                .isNotNull();
    }

    @Test
    void aShareOfTheBalanceAndARiskUntilTheStopOfTheSignalAreSized() {
        String half = account("half", "follower", 5_000, 0);
        String risk = account("risk", "follower", 10_000, 0);
        link("half", half, "balance_ratio", CASH);
        link("risk", risk, "risk_percent", CASH);
        Signal signal =
                new Signal(test + "signal", 0, ALPHA, "1m", "BUY", 0.5, 0.6, 100, 90, 120, 130, NOON, NOON * 1_000_000);
        stores.signals().insert(List.of(signal)).block();
        fill(order("signalled", leader, ALPHA, true, COIN, "signal:" + signal.id()), ALPHA, leader, true, COIN, 100_00);
        assertThat(copies.copy(leader, 1)).isTrue();
        // a half of 1, and 1 % of 10,000 over a distance of 10
        assertThat(outcomes(1))
                .containsExactlyInAnyOrder(
                        half + " pending 50000000 " + test + "half", risk + " pending 1000000000 " + test + "risk");

        leaderBuys(2, ALPHA, COIN, 100_00); // by hand: nobody knows of a stop
        assertThat(outcomes(2)).contains(risk + " rejected 0 " + test + "risk");
        assertThat(count("copy_ledger where follower_account_id = '" + risk + "' and code = 'stop_required'"))
                .isEqualTo(1);
    }

    @Test
    void theLedgerSaysHowWellALinkCopies() {
        String follower = account("f", "follower", 10_000, 0);
        link("l", follower, "percent", 100 * CASH);
        leaderBuys(1, ALPHA, COIN, 100_00);
        long opened = blocks.openOrders().count();
        assertThat(blocks.openOrders().oldestNs()).isPositive();
        filledLater(follower, 1, COIN, 100_10, 250);
        assertThat(blocksLearn(follower)).isEqualTo(opened - 1);
        leaderBuys(2, ALPHA, 3 * COIN, 100_00);
        filledLater(follower, 2, 3 * COIN, 100_50, 750);

        assertThat(row(2, follower).filledEventNs() - row(2, follower).eventTimeNs())
                .isEqualTo(750_000_000);
        CopyQualityStore.Quality q = Objects.requireNonNull(
                stores.copyQuality().quality(TENANT, leader, "", "", "", 10).blockFirst());
        assertThat(q.linkId() + " " + q.instrument() + " " + q.fills()).isEqualTo(test + "l " + ALPHA + " 2");
        assertThat(q.delayMsMedian()).isEqualTo(500);
        assertThat(q.delayMsP95()).isCloseTo(725, within(1e-9));
        assertThat(q.delayMsMax()).isEqualTo(750);
        // 10 for one and 50 for three
        assertThat(q.slippageBps()).isCloseTo(40, within(1e-9));
        assertThat(q.heldUnits()).isEqualTo(4 * COIN);
        assertThat(stores.copyQuality()
                        .quality(TENANT, leader, "", q.linkId(), q.instrument(), 10)
                        .collectList()
                        .block())
                .isEmpty();
    }

    private void filledLater(String follower, long sequence, long units, long price, long delayMs) {
        Fill fill = Fill.whole(
                orderOf(follower, sequence),
                TENANT,
                follower,
                ALPHA,
                true,
                units,
                price,
                0,
                row(sequence, follower).eventTimeNs() + delayMs * 1_000_000);
        assertThat(fills.book(List.of(fill)).block()).isEqualTo(1);
    }

    /** Tells the blocks the last event of an account; gives how many copied orders are open then. */
    private long blocksLearn(String account) {
        blocks.apply(stores.orders().eventsAfter(account, 0, 100).collectList().block());
        return blocks.openOrders().count();
    }

    @Test
    void fillsThatKafkaLostAreCopiedInTheirPlace() {
        String follower = account("f", "follower", 10_000, 0);
        link("l", follower, "percent", 100 * CASH);
        for (int n = 1; n <= 3; n++) {
            book(n, ALPHA, true, n * COIN / 10, 100_00);
        }
        assertThat(copies.copy(leader, 3)).isTrue();
        assertThat(outcomes(1)).containsExactly(follower + " pending 10000000 " + test + "l");
        assertThat(outcomes(2)).containsExactly(follower + " pending 20000000 " + test + "l");
        assertThat(outcomes(3)).containsExactly(follower + " pending 30000000 " + test + "l");

        assertThat(copies.copy(leader, 2)).isTrue();
        assertThat(new LeaderCopies(api.node.hazelcast(), stores).copy(leader, 3))
                .isTrue();
        assertThat(count("orders where account_id = '" + follower + "'")).isEqualTo(3);
        assertThat(copies.copy(leader, 99)).as("no such fill is booked").isFalse();
    }

    @Test
    void fillsThatAreNotCopiedAreSentAgain() {
        book(1, ALPHA, true, COIN, 100_00);
        book(2, ALPHA, true, COIN, 100_00);
        copies.copy(leader, 1); // for nobody: the ledger has no row of it
        api.node
                .db()
                .moneyTransaction(
                        c -> OutboxStore.addAgain(c, Topics.MARKET_INPUT, OrderWire::paperOrders, Topics.LEADER_EVENTS)
                                .thenReturn(true))
                .block();
        assertThat(count("outbox where record_key = '" + leader + "'"))
                .as("two told, one again")
                .isEqualTo(3);
    }

    @Test
    void aFillOfAnInstrumentThatTheMapLostIsCopied() {
        String instrument = unlisted("LOST");
        String follower = account("f", "follower", 10_000, 0);
        link("l", follower, "fixed", COIN);
        assertThat(leaderBuys(1, instrument, COIN, 100_00)).isTrue();
        assertThat(outcomes(1)).hasSize(1);
    }

    @Test
    void aPriceThatFitsNothingStopsNothingAndWhatIsHeldIsWorthItsCost() {
        String odd = unlisted("ODD");
        String follower = account("f", "follower", 10_000, 0);
        // 9,000 of 10,000 are in something that has no price
        fill(order("o", follower, odd, true, 90 * COIN), odd, follower, true, 90 * COIN, 100_00);
        for (double price : new double[] {1e300, Double.NaN}) {
            api.put(
                    GridMaps.FORMING_CANDLES,
                    IndicatorRow.key(odd, "1m"),
                    ApiFixture.candle(odd, "1m", NOON, price, false));
            link("l" + price, account("f" + price, "follower", 1, 0), "fixed", COIN);
        }
        link("l", follower, "equity_ratio", CASH);
        assertThat(leaderBuys(1, ALPHA, COIN, 100_00)).isTrue();
        assertThat(outcomes(1)).contains(follower + " pending 100000000 " + test + "l");

        stores.candles()
                .upsert(List.of(ApiFixture.candle(odd, "1m", NOON, 49, true)))
                .block();
        String second = account("f2", "follower", 10_000, 0);
        fill(order("o2", second, odd, true, 90 * COIN), odd, second, true, 90 * COIN, 100_00);
        link("l2", second, "equity_ratio", CASH);
        leaderBuys(2, ALPHA, COIN, 100_00);
        // the last stored close is 50: 1,000 + 4,500 of 10,000
        assertThat(outcomes(2)).contains(second + " pending 55000000 " + test + "l2");
    }

    @Test
    void aLostBlockIsMadeAgainBeforeAnythingIsDecidedOrApplied() {
        String follower = account("f", "follower", 10_000, 0);
        link("l", follower, "percent", 100 * CASH);
        leaderBuys(1, ALPHA, COIN, 100_00);
        String first = orderOf(follower, 1);

        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        fill(first, ALPHA, follower, true, COIN, 100_00);
        blocks.apply(events(follower));
        leaderBuys(2, ALPHA, COIN, 100_00);
        assertThat(outcomes(2)).containsExactly(follower + " pending 100000000 " + test + "l");

        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        book(3, ALPHA, false, 2 * COIN, 100_00);
        assertThat(copies.copy(leader, 3)).isTrue();
        assertThat(row(3, follower).orderedUnits()).as("all of it").isEqualTo(2 * COIN);
        assertThat(row(3, follower).side()).isEqualTo("SELL");
        assertThat(row(3, follower).heldUnits()).isEqualTo(COIN);
    }

    @Test
    void outcomesWithoutAnOrderAreInTheMap() {
        String follower = account("f", "follower", 10_000, 0);
        link("l", follower, "percent", 100 * CASH);
        stores.copies().setStatus(test + "l", TENANT, "PAUSED").block();
        leaderBuys(1, ALPHA, COIN, 100_00);
        LedgerRow row = row(1, follower);
        assertThat(row.outcome()).isEqualTo("skipped");
        assertThat(api.node
                        .hazelcast()
                        .<String, LedgerRow>getMap(GridMaps.COPY_LEDGER.mapName())
                        .get(LedgerRow.key(leader, 1, follower, row.leg())))
                .isEqualTo(row);
    }

    // ---- orders that nothing can fill ----

    @Test
    void anOrderThatNothingCanFillEndsRejectedAndItsFollowerCatchesUp() {
        String follower = account("f", "follower", 10_000, 0);
        link("l", follower, "percent", 100 * CASH);
        leaderBuys(1, ALPHA, COIN, 100_00);
        String id = orderOf(follower, 1);
        OrderMove end = OrderMove.reject(id, TENANT, follower, ErrorCode.INACTIVE_INSTRUMENT, 7);
        assertThat(fills.move(List.of(OrderMove.reject(id, "other", follower, ErrorCode.MALFORMED, 7)))
                        .block())
                .as("of another tenant")
                .isZero();
        assertThat(fills.move(List.of(end)).block()).isEqualTo(1);
        assertThat(fills.move(List.of(end)).block()).isZero();
        assertThat(book(id, ALPHA, follower, true, COIN, 100_00))
                .as("it has ended")
                .isZero();

        OrderRow order = stored(id);
        assertThat(order.status()).isEqualTo("REJECTED");
        assertThat(order.code()).isEqualTo("inactive_instrument");
        List<OrderEvent> events = events(follower);
        assertThat(events).extracting(OrderEvent::kind).containsExactly("STORED", "REJECTED");
        assertThat(events.getLast().releasedUnits()).isEqualTo(COIN);
        assertThat(events.getLast().sequence()).isEqualTo(order.sequence());
        assertThat(row(1, follower).outcome()).isEqualTo("rejected");
        assertThat(row(1, follower).code()).isEqualTo("inactive_instrument");

        blocks.apply(events);
        leaderBuys(2, ALPHA, COIN, 100_00);
        assertThat(row(2, follower).orderedUnits()).isEqualTo(2 * COIN);
    }

    @Test
    void aFillWhoseValueFitsNoNumberEndsItsOrderAndNoOther() {
        String rich = account("rich", "own", 10_000, 0);
        String poor = account("poor", "own", 10_000, 0);
        String great = order("great", leader, ALPHA, true, Long.MAX_VALUE);
        String small = order("small", poor, ALPHA, true, COIN);
        String most = order("most", rich, ALPHA, false, 900_000_000L * COIN);
        String more = order("more", rich, ALPHA, false, 900_000_000L * COIN);
        assertThat(fills.book(List.of(
                                of(great, ALPHA, leader, true, Long.MAX_VALUE, 100_00),
                                of(most, ALPHA, rich, false, 900_000_000L * COIN, 60_00),
                                of(more, ALPHA, rich, false, 900_000_000L * COIN, 60_00),
                                of(small, ALPHA, poor, true, COIN, 100_00)))
                        .block())
                .isNotNull();
        assertThat(stored(great).status()).isEqualTo("REJECTED");
        assertThat(stored(great).code()).isEqualTo("amount_out_of_range");
        assertThat(stored(most).status()).isEqualTo("FILLED");
        assertThat(stored(more).status()).as("cash would not fit").isEqualTo("REJECTED");
        assertThat(stored(small).status()).isEqualTo("FILLED");
        assertThat(count("leader_events where leader_account_id = '" + leader + "'"))
                .isZero();
        assertThat(count("fills where account_id = '" + rich + "'")).isEqualTo(1);
    }

    // ---- single orders ----

    @Test
    void waitingOrdersBindCash() {
        String account = account("a", "own", 10_000, 0);
        // 861.50 each
        assertThat(manual(account, true, 10 * COIN)).isEqualTo("STORED ");
        assertThat(manual(account, true, 10 * COIN)).isEqualTo("REJECTED insufficient_balance");
        assertThat(manual(account, true, COIN)).isEqualTo("STORED ");
        assertThat(manual(account, true, COIN)).isEqualTo("REJECTED insufficient_balance");
    }

    @Test
    void whatAShortBroughtInIsNotFree() {
        String account = account("a", "own", 10_000, 0);
        assertThat(manual(account, false, 10 * COIN)).isEqualTo("STORED ");
        assertThat(manual(account, false, 10 * COIN)).isEqualTo("REJECTED insufficient_balance");
        String id = stores.orders()
                .latest(List.of(account), 9)
                .filter(o -> o.status().equals("STORED"))
                .map(OrderRow::clientOrderId)
                .blockFirst();
        fill(Objects.requireNonNull(id), BTC, account, false, 10 * COIN, 861_50);
        assertThat(manual(account, false, 10 * COIN)).isEqualTo("REJECTED insufficient_balance");
        assertThat(manual(account, false, COIN)).isEqualTo("STORED ");
        assertThat(manual(account, true, 9 * COIN)).as("closes").isEqualTo("STORED ");
    }

    @Test
    void waitingOrdersCountAsPosition() {
        String account = account("a", "own", 10_000, 2_000);
        assertThat(manual(account, true, 2 * COIN)).isEqualTo("STORED ");
        assertThat(manual(account, true, COIN)).isEqualTo("REJECTED max_position");
        assertThat(manual(account, false, 2 * COIN)).as("takes it back").isEqualTo("STORED ");
    }

    @Test
    void ordersOfSignalsPassTheRiskRulesToo() {
        String poor = account("poor", "own", 100, 0);
        String closed = account("closed", "leader", 10_000, 0);
        update("update accounts set active = false where id = '" + closed + "'");
        for (String account : List.of(poor, closed, leader)) {
            SignalTraderStore.add(
                            api.node.db(),
                            new SignalTraderStore.Exposure(account, TENANT, BTC, test + "frame", COIN, 0))
                    .block();
        }
        Signal signal = new Signal(
                test + "signal", 1, BTC, test + "frame", "BUY", 1, 1, 860, 850, 870, 880, NOON, NOON * 1_000_000);
        api.node
                .db()
                .moneyTransaction(
                        c -> SignalTrader.trade(c, entry, List.of(signal)).thenReturn(true))
                .block();
        assertThat(newest(poor)).isEqualTo("REJECTED insufficient_balance");
        assertThat(newest(closed)).isEqualTo("REJECTED account_inactive");
        assertThat(newest(leader)).isEqualTo("STORED ");
        assertThat(count("outbox where payload::text like '%" + hex(poor) + "%'"))
                .isZero();
        assertThat(count("outbox where payload::text like '%" + hex(leader) + "%'"))
                .isPositive();
    }

    // ---- by hand ----

    private String account(String name, String kind, long cash, long maxPosition) {
        String id = test + name;
        stores.accounts()
                .add(List.of(new Account(
                        id, TENANT, "nobody", id, kind, "USD", cash * CASH, true, true, maxPosition * CASH, 0, 1)))
                .block();
        return id;
    }

    private void link(String id, String follower, String mode, long value) {
        stores.copies()
                .add(List.of(CopyLink.of(test + id, TENANT, leader, follower, mode, value)
                        .build()))
                .block();
    }

    /** Listed in PostgreSQL, and not in the map. */
    private String unlisted(String name) {
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
                10_000,
                COIN,
                true,
                true,
                Instrument.ALWAYS);
        stores.instruments().add(listing).block();
        listings.put(listing.id(), listing);
        return listing.id();
    }

    /** The leader's n-th fill, booked and copied. */
    private boolean leaderBuys(int n, String instrument, long units, long price) {
        book(n, instrument, true, units, price);
        return copies.copy(leader, n);
    }

    private void book(int n, String instrument, boolean buy, long units, long price) {
        fill(order("leader-" + n, leader, instrument, buy, units), instrument, leader, buy, units, price);
    }

    private String order(String name, String account, String instrument, boolean buy, long units) {
        return order(name, account, instrument, buy, units, "manual:" + name);
    }

    private String order(String name, String account, String instrument, boolean buy, long units, String cause) {
        OrderRow row = OrderRow.market(test + name, TENANT, account, instrument, buy, units, cause, 1);
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(c, List.of(row), Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block();
        return row.clientOrderId();
    }

    private static Fill of(String id, String instrument, String account, boolean buy, long units, long price) {
        return Fill.whole(id, TENANT, account, instrument, buy, units, price, 0, 2);
    }

    private int book(String id, String instrument, String account, boolean buy, long units, long price) {
        return Objects.requireNonNull(fills.book(List.of(of(id, instrument, account, buy, units, price)))
                .block());
    }

    private void fill(String id, String instrument, String account, boolean buy, long units, long price) {
        assertThat(book(id, instrument, account, buy, units, price)).isEqualTo(1);
    }

    private String manual(String account, boolean buy, long units) {
        String id = test + "manual-" + NUMBER.incrementAndGet();
        OrderRow row = Objects.requireNonNull(
                entry.place(OrderEntry.NewOrder.market(TENANT, account, BTC, buy, units, "manual:" + id, id))
                        .block());
        assertThat(row.createdEventNs()).as("the forming bar's time").isEqualTo((NOON + ApiFixture.MINUTE) * 1_000_000);
        return row.status() + " " + row.code();
    }

    private String newest(String account) {
        OrderRow row = Objects.requireNonNull(
                stores.orders().latest(List.of(account), 1).blockFirst());
        return row.status() + " " + row.code();
    }

    private OrderRow stored(String id) {
        return Objects.requireNonNull(stores.orders().byIds(List.of(id)).blockFirst());
    }

    private List<OrderEvent> events(String account) {
        return Objects.requireNonNull(
                stores.orders().eventsAfter(account, 0, 100).collectList().block());
    }

    private List<LedgerRow> ledger(long sequence) {
        return Objects.requireNonNull(stores.copies()
                .ledger(new CopyStore.LedgerQuery(TENANT, leader, "", "", 0, sequence + 1, "", "", ""), 100)
                .filter(r -> r.leaderSequence() == sequence)
                .collectList()
                .block());
    }

    private List<String> outcomes(long sequence) {
        return ledger(sequence).stream()
                .map(r -> r.followerAccountId() + " " + r.outcome() + " " + r.orderedUnits() + " " + r.linkId())
                .toList();
    }

    private LedgerRow row(long sequence, String follower) {
        return ledger(sequence).stream()
                .filter(r -> r.followerAccountId().equals(follower))
                .findFirst()
                .orElseThrow();
    }

    private String orderOf(String follower, long sequence) {
        return row(sequence, follower).clientOrderId();
    }

    private long count(String rows) {
        return Objects.requireNonNull(api.node
                .db()
                .query("select count(*) as n from " + rows, r -> Db.int64(r, "n"))
                .single()
                .block());
    }

    private void update(String sql) {
        api.node.db().update(sql).block();
    }

    private static String hex(String text) {
        return java.util.HexFormat.of().formatHex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
