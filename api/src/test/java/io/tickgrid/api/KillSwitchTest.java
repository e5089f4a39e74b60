package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.BTC;
import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.identity.Role;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.api.risk.KillSwitchCommands;
import io.tickgrid.api.risk.KillSwitchCommands.SwitchRequest;
import io.tickgrid.api.risk.KillSwitchQueries;
import io.tickgrid.api.risk.KillSwitchQueries.ChangeView;
import io.tickgrid.api.risk.KillSwitchView;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.Fill;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.signal.SignalTraderStore;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.broker.SignalTrader;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.copytrade.LeaderCopies;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Kill switches on a real PostgreSQL and a real grid: each test books the leader's fills, and copies them, by hand. Long,
 * since all of them share the accounts and the steps at its end.
 */
class KillSwitchTest {
    private static final String TENANT = "halls";
    private static final long CASH = 100_000_000L;
    /** One whole coin; the scale is 8. */
    private static final long COIN = 100_000_000L;
    /** What a follower buys at each fill: there is cash for many. */
    private static final long PIECE = COIN / 100;

    private static final long LIMIT_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final Caller OPERATOR = caller("chief", Role.OPERATOR);
    private static final Caller OWNER = caller("owner", Role.TRADER);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ApiFixture api = ApiFixture.shared();
    private final Stores stores = api.node.stores();
    private final KillSwitchCommands commands = api.server.bean(KillSwitchCommands.class);
    private final KillSwitchQueries queries = api.server.bean(KillSwitchQueries.class);
    private final LeaderCopies copies = new LeaderCopies(api.node.hazelcast(), stores);
    private final OrderEntry entry = new OrderEntry(api.node.hazelcast(), api.node.db());
    private final Instrument btc =
            Objects.requireNonNull(stores.instruments().byIds(List.of(BTC)).blockFirst());
    private final FillStore fills =
            new FillStore(api.node.db(), id -> btc, Topics.LEADER_EVENTS, OrderWire::leaderEvent);
    private final String test = "halls-" + NUMBER.incrementAndGet() + "-";
    private final String leader = account("leader", "leader");
    private final String first = account("first", "follower");
    private final String second = account("second", "follower");
    private int booked;

    KillSwitchTest() {
        api.node.loadAccounts();
        link(first);
        link(second);
    }

    private static Caller caller(String name, Role role) {
        return new Caller(name, TENANT, Set.of(role), Set.of(Caller.ALL_SCOPES), Long.MAX_VALUE);
    }

    /** Other tests trade too. */
    @AfterEach
    void liftWhatConcernsEverybody() {
        set("all", "", false);
        set("instrument", BTC, false);
    }

    // ---- what they stop ----

    @Test
    void eachScopeStopsTheVeryNextDecisionAndOrderOfItsOwnAndLiftedTheyTradeAgain() {
        assertThat(leaderBuys()).containsExactly("pending ", "pending ");
        for (KillScope scope : KillScope.values()) {
            String name = name(scope);
            book(true);
            assertThat(set(scope.text(), name, true).on()).isTrue();

            assertThat(copied())
                    .as(scope.text())
                    .isEqualTo(
                            switch (scope) {
                                case ACCOUNT -> List.of("rejected kill_switch", "pending ");
                                case ALL, LEADER, INSTRUMENT -> List.of("rejected kill_switch", "rejected kill_switch");
                            });
            assertThat(manual(first, true))
                    .as(scope.text())
                    .isEqualTo(
                            switch (scope) {
                                case LEADER -> "STORED ";
                                case ALL, INSTRUMENT, ACCOUNT -> "REJECTED kill_switch";
                            });
            assertThat(manual(leader, true))
                    .as(scope.text())
                    .isEqualTo(
                            switch (scope) {
                                case LEADER, ACCOUNT -> "STORED ";
                                case ALL, INSTRUMENT -> "REJECTED kill_switch";
                            });
            assertThat(row(first).orderedUnits()).isZero();

            set(scope.text(), name, false);
            assertThat(manual(first, true)).as(scope.text()).isEqualTo("STORED ");
            assertThat(leaderBuys()).as(scope.text()).containsExactly("pending ", "pending ");
            assertThat(row(first).orderedUnits()).isEqualTo(PIECE);
        }
    }

    @Test
    void whatReducesIsStoppedTooAndTheFollowerCatchesUpAfterwards() {
        leaderBuys();
        leaderBuys();
        assertThat(manual(second, true)).isEqualTo("STORED ");
        set("leader", leader, true);
        set("account", second, true);
        book(false);
        assertThat(copied()).containsExactly("rejected kill_switch", "rejected kill_switch");
        assertThat(manual(second, false)).as("closes").isEqualTo("REJECTED kill_switch");
        set("leader", leader, false);
        set("account", second, false);
        book(false);
        assertThat(copied()).containsExactly("pending ", "pending ");
        assertThat(row(first).side()).isEqualTo("SELL");
        assertThat(row(first).orderedUnits()).as("of both sells").isEqualTo(2 * PIECE);
    }

    @Test
    void ordersOfSignalsAreStoppedToo() {
        SignalTraderStore.add(
                        api.node.db(), new SignalTraderStore.Exposure(leader, TENANT, BTC, test + "frame", PIECE, 0))
                .block();
        set("account", leader, true);
        trade("stopped");
        assertThat(newest(leader)).isEqualTo("REJECTED kill_switch");
        set("account", leader, false);
        trade("lifted");
        assertThat(newest(leader)).isEqualTo("STORED ");
    }

    @Test
    void anOrderThatIsStoredAlreadyIsNotTouched() {
        leaderBuys();
        String order = row(first).clientOrderId();
        set("account", first, true);
        assertThat(book(order, first, true, PIECE)).isEqualTo(1);
        assertThat(row(first).outcome()).isEqualTo("filled");
    }

    // ---- when ----

    /** From the acknowledgement to the stored refusals; the best of several times, since the machine may be busy. */
    @Test
    void aSwitchIsEffectiveWithinAHundredMilliseconds() {
        leaderBuys();
        manual(first, true);
        List<Long> copying = new ArrayList<>();
        List<Long> ordering = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            book(true);
            set("all", "", true);
            long acknowledged = System.nanoTime();
            String refused = manual(first, true);
            long ordered = System.nanoTime();
            List<String> outcomes = copied();
            long copied = System.nanoTime();
            assertThat(refused).isEqualTo("REJECTED kill_switch");
            assertThat(outcomes).containsExactly("rejected kill_switch", "rejected kill_switch");
            ordering.add(ordered - acknowledged);
            copying.add(copied - ordered);
            set("all", "", false);
        }
        assertThat(Collections.min(ordering)).isLessThan(LIMIT_NS);
        assertThat(Collections.min(copying)).isLessThan(LIMIT_NS);
    }

    @Test
    void decisionsThatDoNotKnowTheLatestSwitchAreNotStored() {
        set("account", second, true);
        long known = lastChange();
        book(true);
        LeaderFill fill = OrderWire.leaderFill(Objects.requireNonNull(
                stores.copies().leaderEvents(leader, booked - 1, booked, 1).blockFirst()));
        LedgerRow decided = new LedgerRow(
                leader,
                booked,
                first,
                "open",
                TENANT,
                test + first,
                BTC,
                "BUY",
                "skipped",
                "nothing_to_do",
                "0",
                0,
                0,
                0,
                0,
                fill.priceUnits(),
                "",
                fill.eventTimeNs(),
                0);
        set("account", leader, true);
        set("account", first, true);
        assertThat(store(fill, decided, known)).isNull();
        assertThat(count("copy_ledger where leader_account_id = '" + leader + "'"))
                .isZero();
        long latest = lastChange();
        set("account", second, false);
        assertThat(store(fill, decided, latest)).as("of another follower").containsExactly(decided);
        assertThat(row(first)).isEqualTo(decided);
    }

    /** A batch is one follower; whoever comes first makes the other's switch go on, in the transaction of its decision. */
    @Test
    void aSwitchInTheMiddleOfAFanOutStopsWhatIsNotStoredYetAndNothingElse() {
        set("account", first, true);
        set("account", first, false);
        set("account", second, true);
        set("account", second, false);
        api.node.db().update("""
            create function halls_switch() returns trigger language plpgsql as $$
            begin
                update kill_switches set is_on = true, change_sequence = nextval('kill_switch_change_sequence')
                where scope = 'account' and name <> new.follower_account_id
                      and not exists (select 1 from copy_ledger l where l.leader_account_id = new.leader_account_id
                                      and l.leader_sequence = new.leader_sequence
                                      and l.follower_account_id <> new.follower_account_id)
                      and name in (select follower_account_id from copy_links
                                   where leader_account_id = new.leader_account_id);
                return new;
            end $$
            """).block();
        api.node.db().update("""
            create trigger halls_switch after insert on copy_ledger for each row
            when (new.leader_account_id like 'halls-%') execute function halls_switch()
            """).block();
        List<String> outcomes;
        try {
            book(true);
            assertThat(new LeaderCopies(api.node.hazelcast(), stores, 1).copy(leader, booked))
                    .isTrue();
            outcomes = outcomes();
        } finally {
            api.node.db().update("drop trigger halls_switch on copy_ledger").block();
            api.node.db().update("drop function halls_switch").block();
        }
        assertThat(outcomes).containsExactlyInAnyOrder("pending ", "rejected kill_switch");
        assertThat(count("orders where cause = 'leader:" + leader + ":" + booked + "'"))
                .isEqualTo(1);
        assertThat(leaderBuys()).as("the blocks know it").isEqualTo(outcomes);
    }

    @Test
    void blocksThatAreMadeAnewKnowTheSwitches() {
        set("account", first, true);
        assertThat(leaderBuys()).containsExactly("rejected kill_switch", "pending ");
        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        assertThat(leaderBuys()).containsExactly("rejected kill_switch", "pending ");

        // lost when the change is told
        set("leader", leader, true);
        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        assertThat(leaderBuys()).containsExactly("rejected kill_switch", "rejected kill_switch");

        // lost, and another job takes over
        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        set("leader", leader, false);
        book(true);
        assertThat(new LeaderCopies(api.node.hazelcast(), stores).copy(leader, booked))
                .isTrue();
        assertThat(outcomes()).containsExactly("rejected kill_switch", "pending ");
    }

    // ---- who and why ----

    @Test
    void everyChangeIsAuditedOnceAndStays() {
        set("account", first, true);
        KillSwitchView again = set("account", first, true, "said again");
        assertThat(again.reason()).isEqualTo("because true");
        set("account", first, false);
        set("account", first, false);
        set("account", second, false);

        List<ChangeView> changes = changes(OPERATOR);
        assertThat(changes)
                .extracting(c -> c.scope() + " " + c.name() + " " + c.from() + " " + c.to() + " " + c.reason() + " "
                        + c.changedBy())
                .containsExactly(
                        "account " + first + " on off because false chief",
                        "account " + first + " off on because true chief");
        assertThat(changes.getFirst().changedAtMs())
                .isBetween(changes.getLast().changedAtMs(), System.currentTimeMillis() + 1_000);
        for (String sql : List.of(
                "update kill_switch_changes set reason = 'another'",
                "delete from kill_switch_changes",
                "truncate kill_switch_changes")) {
            assertThatThrownBy(() -> api.node.db().update(sql).block())
                    .hasMessageContaining("rows of kill_switch_changes are added, never changed or removed");
        }
    }

    @Test
    void anOwnerLiftsWhatAnOwnerSetAndOnlyAnOperatorWhatAnOperatorSet() {
        SwitchRequest on = new SwitchRequest(true, "mine");
        SwitchRequest off = new SwitchRequest(false, "mine");
        commands.set(OWNER, "account", first, on).block();
        assertThat(commands.set(OWNER, "account", first, off).block().on()).isFalse();
        commands.set(OWNER, "account", first, on).block();

        set("account", first, true);
        assertThatThrownBy(() -> commands.set(OWNER, "account", first, off).block())
                .hasMessageContaining("an operator set the kill switch of account " + first);
        assertThat(commands.set(OWNER, "account", first, on).block().byOperator())
                .isTrue();
        assertThat(changes(OWNER))
                .extracting(c -> c.from() + " " + c.to() + " " + c.changedBy())
                .containsExactly("on on chief", "off on owner", "on off owner", "off on owner");
    }

    @Test
    void anotherTenantSeesOnlyWhatConcernsEverybody() {
        set("account", first, true);
        set("leader", leader, true);
        set("instrument", BTC, true);
        Caller stranger =
                new Caller("stranger", "other-halls", Set.of(Role.OPERATOR), Set.of(Caller.ALL_SCOPES), Long.MAX_VALUE);
        assertThat(changes(OPERATOR)).hasSize(2);
        assertThat(changes(stranger)).isEmpty();
        assertThat(listed(OPERATOR)).contains("account " + first, "leader " + leader, "instrument " + BTC);
        assertThat(listed(stranger))
                .contains("instrument " + BTC)
                .doesNotContain("account " + first, "leader " + leader);
        assertThatThrownBy(() -> commands.set(stranger, "account", first, new SwitchRequest(false, "not mine"))
                        .block())
                .hasMessageContaining("expected an account of the tenant, got \"" + first + "\"");
    }

    // ---- by hand ----

    private String name(KillScope scope) {
        return switch (scope) {
            case ALL -> "";
            case LEADER -> leader;
            case INSTRUMENT -> BTC;
            case ACCOUNT -> first;
        };
    }

    private KillSwitchView set(String scope, String name, boolean on) {
        return set(scope, name, on, "because " + on);
    }

    private KillSwitchView set(String scope, String name, boolean on, String reason) {
        return Objects.requireNonNull(commands.set(OPERATOR, scope, name, new SwitchRequest(on, reason))
                .block());
    }

    /** Of this test's accounts, newest first. */
    private List<ChangeView> changes(Caller caller) {
        return Objects.requireNonNull(
                        queries.changes(caller, PageRequest.of(null, 500)).block())
                .items()
                .stream()
                .filter(c -> c.name() != null && c.name().startsWith(test))
                .toList();
    }

    private List<String> listed(Caller caller) {
        return Objects.requireNonNull(
                        queries.list(caller, PageRequest.of(null, 500)).block())
                .items()
                .stream()
                .map(s -> s.scope() + " " + s.name())
                .toList();
    }

    private long lastChange() {
        return Objects.requireNonNull(api.node
                .db()
                .query("select max(change_sequence) as n from kill_switches", r -> Db.int64(r, "n"))
                .single()
                .block());
    }

    private List<LedgerRow> store(LeaderFill fill, LedgerRow row, long knownChange) {
        return stores.copies()
                .store(fill, List.of(row), List.of(), knownChange, Topics.MARKET_INPUT, OrderWire::paperOrders)
                .block();
    }

    private String account(String name, String kind) {
        String id = test + name;
        stores.accounts()
                .add(List.of(new Account(id, TENANT, "owner", id, kind, "USD", 10_000 * CASH, true, true, 0, 0, 1)))
                .block();
        return id;
    }

    private void link(String follower) {
        stores.copies()
                .add(List.of(CopyLink.of(test + follower, TENANT, leader, follower, "fixed", PIECE)
                        .build()))
                .block();
    }

    /** What became of a new fill of the leader for the first and the second follower. */
    private List<String> leaderBuys() {
        book(true);
        return copied();
    }

    private List<String> copied() {
        assertThat(copies.copy(leader, booked)).isTrue();
        return outcomes();
    }

    private void book(boolean buy) {
        String id = test + "leader-" + ++booked;
        OrderRow row = OrderRow.market(id, TENANT, leader, BTC, buy, PIECE, "manual:" + id, 1);
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(c, List.of(row), Topics.MARKET_INPUT, OrderWire::paperOrders))
                .block();
        assertThat(book(id, leader, buy, PIECE)).isEqualTo(1);
    }

    private int book(String order, String account, boolean buy, long units) {
        return Objects.requireNonNull(
                fills.book(List.of(Fill.whole(order, TENANT, account, BTC, buy, units, 860_00, 0, 2)))
                        .block());
    }

    private String manual(String account, boolean buy) {
        String id = test + "manual-" + NUMBER.incrementAndGet();
        OrderRow row = Objects.requireNonNull(
                entry.place(OrderEntry.NewOrder.market(TENANT, account, BTC, buy, PIECE, "manual:" + id, id))
                        .block());
        return row.status() + " " + row.code();
    }

    private void trade(String name) {
        Signal signal = new Signal(
                test + name, 1, BTC, test + "frame", "BUY", 1, 1, 860, 850, 870, 880, NOON, NOON * 1_000_000);
        api.node
                .db()
                .moneyTransaction(
                        c -> SignalTrader.trade(c, entry, List.of(signal)).thenReturn(true))
                .block();
    }

    private String newest(String account) {
        OrderRow row = Objects.requireNonNull(
                stores.orders().latest(List.of(account), 1).blockFirst());
        return row.status() + " " + row.code();
    }

    private List<String> outcomes() {
        return List.of(row(first), row(second)).stream()
                .map(r -> r.outcome() + " " + r.code())
                .toList();
    }

    /** Of the last fill. */
    private LedgerRow row(String follower) {
        return Objects.requireNonNull(stores.copies()
                .ledger(new CopyStore.LedgerQuery(TENANT, leader, follower, "", 0, booked + 1L, "", "", ""), 1)
                .filter(r -> r.leaderSequence() == booked)
                .blockFirst());
    }

    private long count(String rows) {
        return Objects.requireNonNull(api.node
                .db()
                .query("select count(*) as n from " + rows, r -> Db.int64(r, "n"))
                .single()
                .block());
    }
}
