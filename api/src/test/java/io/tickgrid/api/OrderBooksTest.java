package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.ALPHA;
import static io.tickgrid.api.ApiFixture.BTC;
import static io.tickgrid.api.ApiFixture.MINUTE;
import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderMove;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.copytrade.LeaderCopies;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** States, parts of fills and terms of orders on a real PostgreSQL; each test moves its orders by hand. */
class OrderBooksTest {
    private static final String TENANT = "states";
    private static final long CASH = 100_000_000L;
    /** One whole coin; the scale is 8. Prices are in hundredths, the latest of BTC is 861.50. */
    private static final long COIN = 100_000_000L;

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ApiFixture api = ApiFixture.shared();
    private final Stores stores = api.node.stores();
    private final Map<String, Instrument> listings = Objects.requireNonNull(
            stores.instruments().loadAll().collectMap(Instrument::id).block());
    private final FillStore fills = new FillStore(
            api.node.db(),
            id -> Objects.requireNonNull(listings.get(id)),
            Topics.LEADER_EVENTS,
            OrderWire::leaderEvent);
    private final OrderEntry entry = new OrderEntry(api.node.hazelcast(), api.node.db());
    private final String test = "states-" + NUMBER.incrementAndGet() + "-";
    private final String account = account("own", "own");

    // ---- states ----

    @Test
    void theDatabaseAllowsTheMovesOfTheTableAndNoOther() {
        String rule = api.node
                .db()
                .query(
                        "select pg_get_expr(conbin, conrelid) as rule from pg_constraint where conname = 'order_moves'",
                        r -> Db.text(r, "rule"))
                .blockFirst();
        for (OrderState from : OrderState.all()) {
            for (OrderState to : OrderState.all()) {
                Boolean allowed = api.node
                        .db()
                        .query(
                                "select (" + rule
                                        + ") as allowed from (select $1::text as previous, $2::text as kind) x",
                                r -> Db.bool(r, "allowed"),
                                from.name(),
                                to.name())
                        .blockFirst();
                assertThat(allowed).as(from + " to " + to).isEqualTo(from.mayBecome(to));
            }
        }
    }

    @Test
    void aMoveThatAnOrderMayNotMakeChangesNothing() {
        String id = order("one", true, 3 * COIN, OrderTerms.MARKET);
        assertThat(move(id, OrderState.Open.SENT, null)).isEqualTo(1);
        assertThat(move(id, OrderState.Open.UNKNOWN, null)).isEqualTo(1);
        assertThat(move(id, OrderState.Open.UNKNOWN, null)).as("again").isZero();
        assertThat(move(id, OrderState.Open.SENT, null)).isEqualTo(1);
        assertThat(move(id, OrderState.Open.ACKNOWLEDGED, null)).isEqualTo(1);
        assertThat(move(id, OrderState.Open.STORED, null)).as("back").isZero();
        assertThat(move(id, OrderState.Final.EXPIRED, ErrorCode.ORDER_EXPIRED)).isEqualTo(1);
        assertThat(move(id, OrderState.Final.CANCELLED, ErrorCode.ORDER_CANCELLED))
                .as("it is over")
                .isZero();
        assertThat(fill(id, "1", true, COIN, 100_00, 0)).as("it is over").isZero();
        assertThat(stored(id).status() + " " + stored(id).code()).isEqualTo("EXPIRED order_expired");
        assertThat(events())
                .extracting(e -> e.previous() + ">" + e.kind() + " " + e.releasedUnits())
                .containsExactly(
                        "NEW>STORED 0",
                        "STORED>SENT 0",
                        "SENT>UNKNOWN 0",
                        "UNKNOWN>SENT 0",
                        "SENT>ACKNOWLEDGED 0",
                        "ACKNOWLEDGED>EXPIRED 300000000");
        assertThat(events().getLast().sequence()).isEqualTo(stored(id).sequence());
    }

    @Test
    void movesOfOneOrderThatComeTogetherAreMadeInTheirOrder() {
        String id = order("one", true, COIN, OrderTerms.MARKET);
        List<OrderMove> moves = List.of(
                of(id, OrderState.Open.SENT, null),
                of(id, OrderState.Open.ACKNOWLEDGED, null),
                of(id, OrderState.Final.CANCELLED, ErrorCode.ORDER_CANCELLED));
        assertThat(fills.move(moves).block()).isEqualTo(3);
        assertThat(fills.move(moves).block()).isZero();
        assertThat(events())
                .extracting(OrderEvent::kind)
                .containsExactly("STORED", "SENT", "ACKNOWLEDGED", "CANCELLED");
    }

    // ---- parts ----

    @Test
    void anOrderIsFilledInPartsEachOnce() {
        String id = order("one", true, 3 * COIN, OrderTerms.MARKET);
        Fill first = part(id, "a", true, COIN, 100_00, 7);
        Fill second = part(id, "b", true, 2 * COIN, 103_00, 5);
        assertThat(fills.book(List.of(first)).block()).isEqualTo(1);
        assertThat(stored(id).status() + " " + stored(id).filledUnits()).isEqualTo("PARTLY_FILLED 100000000");
        assertThat(fills.book(List.of(first, second, second)).block()).isEqualTo(1);
        assertThat(fills.book(List.of(second, first)).block()).as("again").isZero();

        OrderRow order = stored(id);
        assertThat(order.status()).isEqualTo("FILLED");
        assertThat(order.priceUnits()).as("the average").isEqualTo(102_00);
        assertThat(order.feeUnits()).isEqualTo(12);
        assertThat(position()).isEqualTo(3 * COIN);
        assertThat(events())
                .extracting(e -> e.previous() + ">" + e.kind() + " " + e.cause() + " " + e.filledUnits() + " "
                        + e.priceUnits() + " " + e.feeUnits())
                .containsExactly(
                        "NEW>STORED  0 0 0",
                        "STORED>PARTLY_FILLED fill:a 100000000 10000 7",
                        "PARTLY_FILLED>FILLED fill:b 300000000 10200 12");
        assertThat(order.asOf(events().get(1)).status()).isEqualTo("PARTLY_FILLED");
        assertThat(order.asOf(events().get(1)).filledUnits()).isEqualTo(COIN);
    }

    @Test
    void partsThatComeTogetherAreBookedTogether() {
        String id = order("one", true, 3 * COIN, OrderTerms.MARKET);
        assertThat(fills.book(List.of(
                                part(id, "a", true, COIN, 100_00, 7),
                                part(id, "b", true, COIN, 101_00, 7),
                                part(id, "c", true, 2 * COIN, 100_00, 7)))
                        .block())
                .isEqualTo(3);
        assertThat(position()).as("no more than was ordered").isEqualTo(2 * COIN);
        assertThat(stored(id).status() + " " + stored(id).priceUnits()).isEqualTo("PARTLY_FILLED 10050");
    }

    @Test
    void aFollowersPartsAddUpInLedgerAndLinkAlsoWhenTheRestIsCancelled() {
        String leader = account("leader", "leader");
        String follower = account("follower", "follower");
        stores.copies()
                .add(List.of(CopyLink.of(test + "link", TENANT, leader, follower, "percent", 100 * CASH)
                        .build()))
                .block();
        FollowerBlocks blocks = new FollowerBlocks(api.node.hazelcast(), stores);
        LeaderCopies copies = new LeaderCopies(api.node.hazelcast(), stores);
        String led = order("led", leader, ALPHA, true, 4 * COIN, OrderTerms.MARKET);
        fills.book(List.of(
                        part(led, "a", leader, ALPHA, true, COIN, 100_00, 0),
                        part(led, "b", leader, ALPHA, true, 3 * COIN, 101_00, 0)))
                .block();
        assertThat(copies.copy(leader, 2)).isTrue();
        LedgerRow first = row(leader, 1);
        LedgerRow second = row(leader, 2);
        assertThat(first.orderedUnits() + " " + second.orderedUnits()).isEqualTo("100000000 300000000");

        String id = second.clientOrderId();
        fills.book(List.of(
                        part(id, "x", follower, ALPHA, true, COIN, 101_00, 0),
                        part(id, "y", follower, ALPHA, true, COIN, 103_00, 0)))
                .block();
        fills.move(List.of(new OrderMove(
                        id, TENANT, follower, OrderState.Final.CANCELLED, ErrorCode.ORDER_CANCELLED, "user:me", 9)))
                .block();
        LedgerRow after = row(leader, 2);
        assertThat(after.outcome() + " " + after.code() + " " + after.filledUnits() + " " + after.priceUnits())
                .isEqualTo("filled order_cancelled 200000000 10200");
        assertThat(held(test + "link")).isEqualTo(2 * COIN);
        fills.move(List.of(new OrderMove(
                        first.clientOrderId(),
                        TENANT,
                        follower,
                        OrderState.Final.EXPIRED,
                        ErrorCode.ORDER_EXPIRED,
                        "time",
                        9)))
                .block();
        assertThat(row(leader, 1).outcome() + " " + row(leader, 1).code()).isEqualTo("rejected order_expired");

        blocks.apply(Objects.requireNonNull(
                stores.orders().eventsAfter(follower, 0, 100).collectList().block()));
        String again = order("again", leader, ALPHA, true, COIN, OrderTerms.MARKET);
        fills.book(List.of(part(again, "1", leader, ALPHA, true, COIN, 100_00, 0)))
                .block();
        assertThat(copies.copy(leader, 3)).isTrue();
        assertThat(row(leader, 3).orderedUnits())
                .as("five are intended, two are held")
                .isEqualTo(3 * COIN);
    }

    @Test
    void whatOnlyReducesIsCutWhereThePositionEnds() {
        String buys = order("buys", true, 2 * COIN, OrderTerms.MARKET);
        fill(buys, "1", true, 2 * COIN, 100_00, 0);
        OrderTerms reduces = new OrderTerms(OrderType.MARKET, 0, 0, TimeInForce.GTC, 0, true, "", OrderLeg.SINGLE);
        String id = order("sells", false, 5 * COIN, reduces);
        assertThat(fills.book(List.of(
                                part(id, "a", false, COIN, 100_00, 10),
                                part(id, "b", false, 3 * COIN, 100_00, 31),
                                part(id, "c", false, COIN, 100_00, 10)))
                        .block())
                .isEqualTo(3);
        assertThat(position()).isZero();
        OrderRow order = stored(id);
        assertThat(order.status() + " " + order.code()).isEqualTo("CANCELLED nothing_to_reduce");
        assertThat(order.filledUnits()).isEqualTo(2 * COIN);
        // a third of 31, rounded up
        assertThat(order.feeUnits()).isEqualTo(10 + 11);
        assertThat(cash()).isEqualTo(10_000 * CASH - 21);

        String late = order("late", false, COIN, reduces);
        fill(late, "1", false, COIN, 100_00, 0);
        assertThat(stored(late).status() + " " + stored(late).filledUnits()).isEqualTo("CANCELLED 0");
        assertThat(position()).isZero();
    }

    // ---- entry ----

    @Test
    void aBracketIsStoredWholeAndSentInOneRecord() {
        long before = count("outbox");
        OrderRow opened = place(true, COIN, bracket(limit(860_00), 900_00, 800_00));
        assertThat(opened.status() + " " + opened.leg() + " " + opened.limitUnits())
                .isEqualTo("STORED ENTRY 86000");
        List<OrderRow> all =
                stores.orders().latest(List.of(account), 9).collectList().block();
        assertThat(all)
                .extracting(o -> o.leg() + " " + o.side() + " " + o.type() + " " + o.reduceOnly() + " " + o.groupId())
                .containsExactlyInAnyOrder(
                        "ENTRY BUY LIMIT false " + test + "g",
                        "TAKE_PROFIT SELL LIMIT true " + test + "g",
                        "STOP_LOSS SELL STOP true " + test + "g");
        assertThat(count("outbox")).isEqualTo(before + 1);
    }

    @Test
    void exitsOnTheWrongSideAreRefusedByName() {
        assertThatThrownBy(() -> place(true, COIN, bracket(limit(860_00), 850_00, 800_00)))
                .isInstanceOf(TickgridException.class)
                .hasMessage("expected a take_profit above 860.00 in steps of 0.01, got 850.00");
        assertThatThrownBy(() -> place(true, COIN, bracket(OrderTerms.MARKET, 900_00, 870_00)))
                .hasMessage("expected a stop_loss below 861.50 in steps of 0.01, got 870.00");
        assertThat(count("orders where account_id = '" + account + "'")).isZero();
    }

    @Test
    void anOrderThatOnlyReducesNeedsAPositionAndCountsAsNone() {
        OrderTerms exit = new OrderTerms(OrderType.LIMIT, 900_00, 0, TimeInForce.GTC, 0, true, "", OrderLeg.SINGLE);
        assertThat(place(false, COIN, List.of(leg("none", false, exit))).code()).isEqualTo("nothing_to_reduce");
        fill(order("buys", true, 2 * COIN, OrderTerms.MARKET), "1", true, 2 * COIN, 100_00, 0);
        assertThat(place(false, 2 * COIN, List.of(leg("first", false, exit))).status())
                .isEqualTo("STORED");
        assertThat(place(false, 2 * COIN, List.of(leg("second", false, exit))).status())
                .as("the first counts as no sale")
                .isEqualTo("STORED");
    }

    @Test
    void aWaitingOrderBindsWhatItMayCost() {
        // 10,000: ten at 500 bind 5,000, one more at the price of 861.50 fits, six do not
        assertThat(place(true, 10 * COIN, List.of(leg("low", true, limit(500_00))))
                        .status())
                .isEqualTo("STORED");
        assertThat(place(true, 6 * COIN, List.of(leg("six", true, OrderTerms.MARKET)))
                        .code())
                .isEqualTo("insufficient_balance");
        assertThat(place(true, COIN, List.of(leg("one", true, OrderTerms.MARKET)))
                        .status())
                .isEqualTo("STORED");
        OrderTerms stop = new OrderTerms(OrderType.STOP, 0, 4_000_00, TimeInForce.GTC, 0, false, "", OrderLeg.SINGLE);
        assertThat(place(true, 2 * COIN, List.of(leg("stop", true, stop))).code())
                .as("bought at its stop")
                .isEqualTo("insufficient_balance");
    }

    @Test
    void whatWaitsForAPriceTakesNothingBack() {
        assertThat(place(true, 1_000 * COIN, List.of(leg("bait", true, limit(1))))
                        .status())
                .isEqualTo("STORED");
        assertThat(place(false, 1_000 * COIN, List.of(leg("short", false, OrderTerms.MARKET)))
                        .code())
                .as("a purchase that may never be filled does not cover a sale")
                .isEqualTo("insufficient_balance");
        assertThat(place(false, 1_000 * COIN, List.of(leg("waits", false, limit(900_00))))
                        .code())
                .isEqualTo("insufficient_balance");
        fill(order("buys", true, 2 * COIN, OrderTerms.MARKET), "1", true, 2 * COIN, 100_00, 0);
        assertThat(place(false, 2 * COIN, List.of(leg("closes", false, OrderTerms.MARKET)))
                        .status())
                .as("what is held may be sold")
                .isEqualTo("STORED");
    }

    @Test
    void aKillSwitchCancelsWhatWaitsAndLeavesExits() {
        OrderRow waits = place(true, COIN, List.of(leg("waits", true, limit(500_00))));
        place(true, COIN, bracket(limit(860_00), 900_00, 800_00));
        long before = count("outbox");
        assertThat(entry.cancelResting(KillScope.ACCOUNT, account).block())
                .as("it and the entry")
                .isEqualTo(2);
        assertThat(count("outbox")).as("one record for the instrument").isEqualTo(before + 1);
        move(waits.clientOrderId(), OrderState.Final.CANCELLED, ErrorCode.ORDER_CANCELLED);
        move(test + "entry", OrderState.Final.CANCELLED, ErrorCode.ORDER_CANCELLED);
        assertThat(entry.cancelResting(KillScope.ACCOUNT, account).block()).isZero();
    }

    @Test
    void manyCancellationsGoInRecordsThatCanBeSent() {
        List<OrderRow> many = IntStream.range(0, 1_200)
                .mapToObj(i -> OrderRow.of(
                        test + "many-" + i, TENANT, account, BTC, true, 1, limit(1), null, "manual:many", 1))
                .toList();
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(c, many, Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block();
        long before = count("outbox");
        assertThat(entry.cancelResting(KillScope.ACCOUNT, account).block()).isEqualTo(1_200);
        assertThat(count("outbox")).isEqualTo(before + 3);
    }

    @Test
    void anOrderThatWasCutIsOverForTheFillsBehindIt() {
        fill(order("buys", true, 2 * COIN, OrderTerms.MARKET), "1", true, 2 * COIN, 100_00, 0);
        OrderTerms reduces = new OrderTerms(OrderType.MARKET, 0, 0, TimeInForce.GTC, 0, true, "", OrderLeg.SINGLE);
        String cut = order("sells", false, 6 * COIN, reduces);
        String more = order("more", true, 4 * COIN, OrderTerms.MARKET);
        fills.book(List.of(
                        part(cut, "a", false, 3 * COIN, 100_00, 0),
                        part(more, "1", true, 4 * COIN, 100_00, 0),
                        part(cut, "b", false, 3 * COIN, 100_00, 0)))
                .block();
        assertThat(position()).isEqualTo(4 * COIN);
        assertThat(stored(cut).status() + " " + stored(cut).filledUnits()).isEqualTo("CANCELLED " + 2 * COIN);
    }

    @Test
    void aDayOrderEndsWithItsDay() {
        OrderTerms day = new OrderTerms(OrderType.LIMIT, 500_00, 0, TimeInForce.DAY, 0, false, "", OrderLeg.SINGLE);
        OrderRow order = place(true, COIN, List.of(leg("day", true, day)));
        // 2013-11-26T00:00:00Z
        assertThat(order.expiresEventNs()).isEqualTo(1_385_424_000_000_000_000L);
        OrderTerms past = new OrderTerms(
                OrderType.LIMIT, 500_00, 0, TimeInForce.GTD, NOON * 1_000_000, false, "", OrderLeg.SINGLE);
        assertThatThrownBy(() -> place(true, COIN, List.of(leg("past", true, past))))
                .hasMessage("expected expires_at_ms after the market's time, " + (NOON + MINUTE) + ", got " + NOON);
    }

    @Test
    void aCancellationIsSentToTheBrokerAndRefusedOfAnOrderThatIsOver() {
        OrderRow order = place(true, COIN, List.of(leg("one", true, limit(500_00))));
        long before = count("outbox");
        assertThat(Objects.requireNonNull(
                                entry.cancel(order.clientOrderId(), "user:me").block())
                        .status())
                .isEqualTo("STORED");
        assertThat(count("outbox")).isEqualTo(before + 1);
        move(order.clientOrderId(), OrderState.Final.CANCELLED, ErrorCode.ORDER_CANCELLED);
        assertThatThrownBy(() -> entry.cancel(order.clientOrderId(), "user:me").block())
                .isInstanceOf(TickgridException.class)
                .hasMessage("expected an order that is open, this one is CANCELLED");
        assertThatThrownBy(() -> entry.cancel("nothing", "user:me").block()).hasMessage("no order nothing");
    }

    // ---- by hand ----

    private String account(String name, String kind) {
        String id = test + name;
        stores.accounts()
                .add(List.of(new Account(id, TENANT, "nobody", id, kind, "USD", 10_000 * CASH, true, true, 0, 0, 1)))
                .block();
        return id;
    }

    private static OrderTerms limit(long units) {
        return new OrderTerms(OrderType.LIMIT, units, 0, TimeInForce.GTC, 0, false, "", OrderLeg.SINGLE);
    }

    private OrderEntry.Leg leg(String name, boolean buy, OrderTerms terms) {
        return new OrderEntry.Leg(test + name, buy, terms);
    }

    /** Of a purchase. */
    private List<OrderEntry.Leg> bracket(OrderTerms opens, long profit, long loss) {
        String group = test + "g";
        return List.of(
                leg(
                        "entry",
                        true,
                        new OrderTerms(
                                opens.type(), opens.limitUnits(), 0, TimeInForce.GTC, 0, false, group, OrderLeg.ENTRY)),
                leg(
                        "profit",
                        false,
                        new OrderTerms(
                                OrderType.LIMIT, profit, 0, TimeInForce.GTC, 0, true, group, OrderLeg.TAKE_PROFIT)),
                leg(
                        "loss",
                        false,
                        new OrderTerms(OrderType.STOP, 0, loss, TimeInForce.GTC, 0, true, group, OrderLeg.STOP_LOSS)));
    }

    private OrderRow place(boolean buy, long units, List<OrderEntry.Leg> legs) {
        assertThat(legs.getFirst().buy()).isEqualTo(buy);
        return Objects.requireNonNull(
                entry.place(new OrderEntry.NewOrder(TENANT, account, BTC, units, legs, "manual:" + test))
                        .block());
    }

    private String order(String name, boolean buy, long units, OrderTerms terms) {
        return order(name, account, BTC, buy, units, terms);
    }

    private String order(String name, String of, String instrument, boolean buy, long units, OrderTerms terms) {
        OrderRow row = OrderRow.of(test + name, TENANT, of, instrument, buy, units, terms, null, "manual:" + name, 1);
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(c, List.of(row), Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block();
        return row.clientOrderId();
    }

    private OrderMove of(String id, OrderState to, ErrorCode code) {
        return new OrderMove(id, TENANT, account, to, code, "test", 5);
    }

    private long move(String id, OrderState to, ErrorCode code) {
        return Objects.requireNonNull(fills.move(List.of(of(id, to, code))).block());
    }

    private Fill part(String id, String execution, boolean buy, long units, long price, long fee) {
        return part(id, execution, account, BTC, buy, units, price, fee);
    }

    private static Fill part(
            String id, String execution, String of, String instrument, boolean buy, long units, long price, long fee) {
        return new Fill(id, execution, TENANT, of, instrument, buy, units, price, fee, 6);
    }

    private int fill(String id, String execution, boolean buy, long units, long price, long fee) {
        return Objects.requireNonNull(
                fills.book(List.of(part(id, execution, buy, units, price, fee))).block());
    }

    private OrderRow stored(String id) {
        return Objects.requireNonNull(stores.orders().byIds(List.of(id)).blockFirst());
    }

    private List<OrderEvent> events() {
        return Objects.requireNonNull(
                stores.orders().eventsAfter(account, 0, 100).collectList().block());
    }

    private long position() {
        return stores.accounts()
                .positions(List.of(account))
                .map(Position::quantityUnits)
                .blockFirst();
    }

    private long cash() {
        return Objects.requireNonNull(stores.accounts().byIds(List.of(account)).blockFirst())
                .cashUnits();
    }

    private LedgerRow row(String leader, long sequence) {
        return Objects.requireNonNull(stores.copies()
                .ledger(new CopyStore.LedgerQuery(TENANT, leader, "", "", 0, sequence + 1, "", "", ""), 100)
                .filter(r -> r.leaderSequence() == sequence)
                .blockFirst());
    }

    private long held(String link) {
        return number("select held_units as n from copy_intended where link_id = '" + link + "'");
    }

    private long count(String from) {
        return number("select count(*) as n from " + from);
    }

    private long number(String query) {
        return Objects.requireNonNull(
                api.node.db().query(query, r -> Db.int64(r, "n")).blockFirst());
    }
}
