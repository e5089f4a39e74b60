package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.MINUTE;
import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.api.risk.RiskLimitCommands;
import io.tickgrid.api.risk.RiskLimitCommands.LimitsRequest;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.Refusal;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskMarks;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.copytrade.LeaderCopies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Limits of accounts on a real PostgreSQL and a real grid: fills are booked and copied by hand, at times that a test says.
 * Each test has an instrument of its own, at 100.00 at noon.
 */
class RiskLimitsTest {
    private static final String TENANT = "limits";
    private static final long CASH = 100_000_000L;
    /** One whole coin; the scale is 8. */
    private static final long COIN = 100_000_000L;

    private static final long DAY = 86_400_000;
    /** 2013-11-26T00:00:00Z. */
    private static final long MIDNIGHT = NOON + DAY / 2;

    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final LimitsRequest NONE = new LimitsRequest(null, null, null, null, null, null, null, null);

    private final ApiFixture api = ApiFixture.shared();
    private final Stores stores = api.node.stores();
    private final RiskLimitCommands commands = api.server.bean(RiskLimitCommands.class);
    private final LeaderCopies copies = new LeaderCopies(api.node.hazelcast(), stores);
    private final OrderEntry entry = new OrderEntry(api.node.hazelcast(), api.node.db());
    private final String test = "limits-" + NUMBER.incrementAndGet() + "-";
    private final List<String> listings = new ArrayList<>();
    private final Instrument coin = listed("24x7");
    private final FillStore fills =
            new FillStore(api.node.db(), id -> coin, Topics.LEADER_EVENTS, OrderWire::leaderEvent);
    private final Caller operator = caller("chief", Role.OPERATOR);
    private final Caller owner = caller("owner", Role.TRADER);
    private final String leader = account("leader", "leader");
    private final String follower = account("follower", "follower");
    private int booked;

    /** Other tests of this platform ask for the newest bars of everything. */
    @AfterEach
    void forget() {
        for (String id : listings) {
            api.node.hazelcast().getMap(GridMaps.FORMING_CANDLES.mapName()).delete(IndicatorRow.key(id, "1m"));
            api.node.hazelcast().getMap(GridMaps.INSTRUMENTS.mapName()).delete(id);
        }
    }

    RiskLimitsTest() {
        api.node.loadAccounts();
    }

    // ---- orders one by one ----

    @Test
    void aManualOrderBeyondALimitIsKeptWithTheRuleWhatItSawAndTheLimit() {
        set(operator, position("5"));
        price(100, NOON);

        assertThat(manual(true, 6 * COIN)).isEqualTo("REJECTED max_position");
        assertThat(refusal()).isEqualTo("max-position 6 5 percent");
        assertThat(manual(true, 3 * COIN)).isEqualTo("STORED ");
        assertThat(manual(true, 3 * COIN)).as("the first one waits").isEqualTo("REJECTED max_position");
        assertThat(manual(true, 2 * COIN)).isEqualTo("STORED ");

        set(operator, NONE);
        assertThat(manual(true, 30 * COIN)).as("lifted").isEqualTo("STORED ");
    }

    @Test
    void ordersOfAMinuteOfEventTimeAreCountedInPostgreSql() {
        set(operator, rate(2));
        price(100, NOON);
        assertThat(manual(true, COIN)).isEqualTo("STORED ");
        assertThat(manual(true, COIN)).isEqualTo("STORED ");
        assertThat(manual(true, COIN)).isEqualTo("REJECTED order_rate");
        assertThat(refusal()).isEqualTo("order-rate 3 2 orders");
        assertThat(risk().marks().minuteOrders())
                .as("refused ones are not counted")
                .isEqualTo(2);
        assertThat(risk().marks().minute()).isEqualTo(NOON / MINUTE);

        price(100, NOON + MINUTE);
        assertThat(manual(true, COIN)).isEqualTo("STORED ");
        assertThat(risk().marks().minuteOrders()).isEqualTo(1);
    }

    @Test
    void aClosedMarketTakesNoOrderAndIsKnownByItsClock() {
        Instrument stock = listed("XNYS");
        // 2013-11-25, a Monday: New York closes at 21:00 UTC
        long open = NOON + 8 * 60 * MINUTE;
        forming(stock, 50, open);
        assertThat(manual(stock, true, COIN)).isEqualTo("STORED ");

        clock(stock, open + 61 * MINUTE);
        assertThat(manual(stock, true, COIN)).isEqualTo("REJECTED market_closed");
        assertThat(refusal()).isEqualTo("trading-hours no yes flag");
    }

    // ---- copies ----

    @Test
    void aFollowerKeepsToItsLimitsFromTheAcknowledgementOnAlsoInABlockThatIsMadeAgain() {
        link("fixed", 6 * COIN);
        assertThat(leaderBuys(COIN, 100, NOON)).isEqualTo("pending  600000000");

        // 10 % of 10,000 are 10 coins, of which 6 are ordered
        set(operator, position("10"));
        assertThat(leaderBuys(COIN, 100, NOON)).isEqualTo("pending max_position 400000000");
        assertThat(leaderBuys(COIN, 100, NOON)).isEqualTo("rejected max_position 0");
        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        assertThat(leaderBuys(COIN, 100, NOON)).isEqualTo("rejected max_position 0");

        set(operator, NONE);
        assertThat(leaderBuys(COIN, 100, NOON)).as("all that is missing").isEqualTo("pending  2000000000");
    }

    /** Decided by the blocks alone, which nobody tells anything before. */
    @Test
    void theBlockHasTheLimitsWhenTheyAreAcknowledged() {
        link("fixed", 6 * COIN);
        leaderBuys(COIN, 100, NOON);
        FollowerBlocks blocks = new FollowerBlocks(api.node.hazelcast(), stores);
        LeaderFill next = new LeaderFill(
                leader, TENANT, 2, coin.id(), true, COIN, 100_00, 0, CASH, CASH, COIN, test + "next", NOON * 1_000_000);
        assertThat(blocks.count(next)).isEqualTo(new FollowerBlocks.Counts(1, 0, 0, 6 * COIN));
        set(operator, position("10"));
        assertThat(blocks.count(next)).isEqualTo(new FollowerBlocks.Counts(1, 0, 0, 4 * COIN));
        set(operator, NONE);
        assertThat(blocks.count(next)).isEqualTo(new FollowerBlocks.Counts(1, 0, 0, 6 * COIN));
    }

    @Test
    void copiedOrdersAndThoseByHandCountToOneRate() {
        link("fixed", COIN);
        set(operator, rate(2));
        price(100, NOON);
        assertThat(leaderBuys(COIN, 100, NOON)).isEqualTo("pending  100000000");
        assertThat(manual(true, COIN)).isEqualTo("STORED ");
        assertThat(leaderBuys(COIN, 100, NOON)).isEqualTo("rejected order_rate 0");
        assertThat(manual(true, COIN)).isEqualTo("REJECTED order_rate");
        assertThat(leaderBuys(COIN, 100, NOON + MINUTE)).as("two are missing").isEqualTo("pending  200000000");
    }

    @Test
    void aLeadersPriceFarFromTheLatestIsNotFollowed() {
        link("fixed", COIN);
        set(operator, new LimitsRequest(null, null, null, null, null, null, "2", null));
        price(100, NOON);
        assertThat(leaderBuys(COIN, 103, NOON)).isEqualTo("rejected order_price_band 0");
        assertThat(leaderBuys(COIN, 102, NOON)).isEqualTo("pending  200000000");
    }

    // ---- marks ----

    /**
     * By hand: 10,000; buy 10 at 100, buy 1 at 110: cash 8,890 and 11 at 110 are 10,100. At midnight the close is 120: 8,890
     * and 1,320 are 10,210. Sell 1 at 90: 8,980 and 900 are 9,880, 330 less: 3.23212537 %.
     */
    @Test
    void theDayIsMarkedBeforeItsFirstFillAndThePeakAfterEach() {
        set(operator, new LimitsRequest(null, null, null, "3", "10", null, null, null));
        assertThat(risk().marks()).isEqualTo(RiskMarks.NONE);

        fill(follower, true, 10 * COIN, 100_00, NOON);
        assertThat(risk().marks()).isEqualTo(marks(NOON, 10_000, 10_000));
        fill(follower, true, COIN, 110_00, NOON + 60 * MINUTE);
        assertThat(risk().marks()).isEqualTo(marks(NOON, 10_000, 10_100));

        close(120, MIDNIGHT - MINUTE);
        close(500, MIDNIGHT); // of the new day
        Fill morning = fill(follower, false, COIN, 90_00, MIDNIGHT + 9 * 60 * MINUTE);
        assertThat(risk().marks()).isEqualTo(marks(MIDNIGHT, 10_210, 10_210));

        link("fixed", COIN);
        long change = risk().changeSequence();
        fills.book(List.of(morning)).block();
        stores.risk().roll(leader, (MIDNIGHT + 9 * 60 * MINUTE) * 1_000_000).block();
        stores.risk().roll(leader, NOON * 1_000_000).block();
        assertThat(risk().changeSequence()).as("again, and an older day").isEqualTo(change);

        price(90, MIDNIGHT + 9 * 60 * MINUTE);
        assertThat(manual(true, COIN)).isEqualTo("REJECTED daily_loss");
        assertThat(refusal()).isEqualTo("daily-loss 3.23212537 3 percent");
        assertThat(manual(false, COIN)).as("reduces").isEqualTo("STORED ");
        assertThat(leaderBuys(COIN, 90, MIDNIGHT + 10 * 60 * MINUTE)).isEqualTo("rejected daily_loss 0");
        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        assertThat(leaderBuys(COIN, 90, MIDNIGHT + 10 * 60 * MINUTE)).isEqualTo("rejected daily_loss 0");

        // of the day after that only the peak is left: 8,980 and 10 at 91 are 9,890, 3.1 % below
        close(91, MIDNIGHT + DAY - MINUTE);
        assertThat(leaderBuys(COIN, 91, MIDNIGHT + DAY)).as("three are missing").isEqualTo("pending  300000000");
        assertThat(risk().marks()).isEqualTo(marks(MIDNIGHT + DAY, 9_890, 10_210));
    }

    @Test
    void fillsOfTwoDaysThatAreBookedTogetherAreMarkedOneByOne() {
        set(operator, new LimitsRequest(null, null, null, "3", null, null, null, null));
        close(120, MIDNIGHT - MINUTE);
        fills.book(List.of(
                        ordered(follower, true, 10 * COIN, 100_00, NOON),
                        ordered(follower, false, 10 * COIN, 90_00, MIDNIGHT)))
                .block();
        // 9,000 and 10 at 120 at midnight
        assertThat(risk().marks()).isEqualTo(marks(MIDNIGHT, 10_200, 10_200));
    }

    /** By hand: 10,000; 10 at 100 and 1 at 110 are 10,100, all sold at 90 leave 9,880. */
    @Test
    void thePeakIsThatAfterEachFillHoweverTheyAreBooked() {
        set(operator, new LimitsRequest(null, null, null, "3", "2", null, null, null));
        fills.book(List.of(
                        ordered(follower, true, 10 * COIN, 100_00, NOON),
                        ordered(follower, true, COIN, 110_00, NOON + MINUTE),
                        ordered(follower, false, 11 * COIN, 90_00, NOON + 2 * MINUTE)))
                .block();
        assertThat(risk().marks()).isEqualTo(marks(NOON, 10_000, 10_100));
    }

    /** A leader who is far ahead, of another market or era, begins no day of accounts that do not follow him. */
    @Test
    void anotherLeadersDayIsNotTheAccounts() {
        set(operator, new LimitsRequest(null, null, null, "3", null, null, null, null));
        fill(follower, true, COIN, 100_00, NOON);
        fill(leader, true, COIN, 100_00, NOON + 100 * DAY);
        assertThat(copies.copy(leader, ++booked)).isTrue();
        assertThat(risk().marks()).isEqualTo(marks(NOON, 10_000, 10_000));
        link("fixed", COIN);
        assertThat(leaderBuys(COIN, 100, NOON + 101 * DAY)).isEqualTo("pending  100000000");
        assertThat(risk().marks().day()).isEqualTo((NOON + 101 * DAY) / DAY);
    }

    // ---- who ----

    @Test
    void anOwnerMayOnlyTightenWhatAnOperatorSet() {
        set(owner, preset("aggressive"));
        assertThat(commands.get(owner, follower).block().byOperator()).isFalse();
        set(operator, preset("balanced"));
        set(owner, preset("conservative"));
        assertThatThrownBy(() -> set(owner, preset("aggressive")))
                .hasMessage("max_position_percent must be at most 5, which an operator set, was 10");
        assertThatThrownBy(() -> set(owner, NONE))
                .hasMessage("max_position_percent must be at most 5, which an operator set, was no limit");
        assertThat(commands.get(operator, follower).block().preset()).isEqualTo("conservative");
        set(owner, preset("balanced"));
        set(operator, NONE);
        set(owner, preset("aggressive"));
        assertThat(commands.get(operator, follower).block().changedBy()).isEqualTo("owner");

        Caller stranger =
                new Caller("chief", "others", Set.of(Role.OPERATOR), Set.of(Caller.ALL_SCOPES), Long.MAX_VALUE);
        assertThatThrownBy(() -> set(stranger, NONE)).hasMessageContaining("no account");
    }

    // ---- by hand ----

    private static Caller caller(String name, Role role) {
        return new Caller(name, TENANT, Set.of(role), Set.of(Caller.ALL_SCOPES), Long.MAX_VALUE);
    }

    private static LimitsRequest preset(String name) {
        return new LimitsRequest(name, null, null, null, null, null, null, null);
    }

    private static LimitsRequest position(String percent) {
        return new LimitsRequest(null, percent, null, null, null, null, null, null);
    }

    private static LimitsRequest rate(int orders) {
        return new LimitsRequest(null, null, null, null, null, null, null, orders);
    }

    private void set(Caller caller, LimitsRequest request) {
        commands.set(caller, follower, request).block();
    }

    private AccountRisk risk() {
        return Objects.requireNonNull(stores.risk().find(follower).block());
    }

    private static RiskMarks marks(long timeMs, long dayEquity, long peak) {
        return new RiskMarks(timeMs / DAY, dayEquity * CASH, peak * CASH, -1, 0);
    }

    private String account(String name, String kind) {
        String id = test + name;
        stores.accounts()
                .add(List.of(new Account(id, TENANT, "owner", id, kind, "USD", 10_000 * CASH, true, true, 0, 0, 1)))
                .block();
        return id;
    }

    private Instrument listed(String calendar) {
        String venue = "V" + NUMBER.incrementAndGet();
        Instrument listing = new Instrument(
                venue + ":" + test + "/USD",
                venue,
                test + "/USD",
                test,
                "crypto",
                test,
                "USD",
                2,
                8,
                1,
                1,
                10_000,
                CASH,
                true,
                true,
                calendar);
        stores.instruments().add(listing).block();
        api.put(GridMaps.INSTRUMENTS, listing.id(), listing);
        listings.add(listing.id());
        return listing;
    }

    private void link(String mode, long value) {
        stores.copies()
                .add(List.of(CopyLink.of(test + "link", TENANT, leader, follower, mode, value)
                        .build()))
                .block();
    }

    /** The latest price. */
    private void price(double price, long timeMs) {
        forming(coin, price, timeMs);
    }

    private void forming(Instrument of, double price, long timeMs) {
        api.put(
                GridMaps.FORMING_CANDLES,
                IndicatorRow.key(of.id(), "1m"),
                ApiFixture.candle(of.id(), "1m", timeMs, price - 1, false));
    }

    private void close(double price, long openMs) {
        stores.candles()
                .upsert(List.of(ApiFixture.candle(coin.id(), "1m", openMs, price - 1, true)))
                .block();
    }

    private void clock(Instrument of, long timeMs) {
        stores.engine()
                .saveNext("limits-test", NUMBER.incrementAndGet(), 1, Map.of(of.venue(), timeMs * 1_000_000))
                .block();
    }

    private Fill ordered(String account, boolean buy, long units, long price, long timeMs) {
        String id = test + "order-" + NUMBER.incrementAndGet();
        OrderRow row = OrderRow.market(id, TENANT, account, coin.id(), buy, units, "manual:" + id, timeMs * 1_000_000);
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(c, List.of(row), Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block();
        return Fill.whole(id, TENANT, account, coin.id(), buy, units, price, 0, timeMs * 1_000_000);
    }

    private Fill fill(String account, boolean buy, long units, long price, long timeMs) {
        Fill fill = ordered(account, buy, units, price, timeMs);
        assertThat(fills.book(List.of(fill)).block()).isEqualTo(1);
        return fill;
    }

    /** What becomes of a fill of the leader for the follower: outcome, code and quantity. */
    private String leaderBuys(long units, long price, long timeMs) {
        fill(leader, true, units, price * 100, timeMs);
        assertThat(copies.copy(leader, ++booked)).isTrue();
        LedgerRow row = Objects.requireNonNull(stores.copies()
                .ledger(new CopyStore.LedgerQuery(TENANT, leader, follower, "", 0, booked + 1L, "", "", ""), 1)
                .filter(r -> r.leaderSequence() == booked)
                .blockFirst());
        return row.outcome() + " " + row.code() + " " + row.orderedUnits();
    }

    private @Nullable String last;

    private String manual(boolean buy, long units) {
        return manual(coin, buy, units);
    }

    private String manual(Instrument of, boolean buy, long units) {
        String id = test + "manual-" + NUMBER.incrementAndGet();
        last = id;
        OrderRow row = Objects.requireNonNull(
                entry.place(OrderEntry.NewOrder.market(TENANT, follower, of.id(), buy, units, "manual:" + id, id))
                        .block());
        return row.status() + " " + row.code();
    }

    /** What was seen in the last manual order. */
    private String refusal() {
        Refusal r = Objects.requireNonNull(
                stores.refusals().byIds(List.of(Objects.requireNonNull(last))).blockFirst());
        return r.rule() + " " + r.seen() + " " + r.limit() + " " + r.unit();
    }
}
