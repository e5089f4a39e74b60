package io.tickgrid.grid.copytrade;

import static io.tickgrid.grid.db.Db.bool;
import static io.tickgrid.grid.db.Db.booleans;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.grid.risk.KillSwitchStore;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Copy links, intended positions and the copy ledger in PostgreSQL. Long, because the three change together, in transactions
 * that are to be read in one piece.
 */
public final class CopyStore {
    private final Db db;

    public CopyStore(Db db) {
        this.db = db;
    }

    /** The exact unrounded position that a link should have of an instrument after {@code lastSequence}. */
    public record Intended(String linkId, String tenantId, String instrument, String intended, long lastSequence) {}

    /**
     * Adds links in one statement; those that are there stay as they are. A link copies what its leader does from now on:
     * its first sequence is the leader's at this moment. Its change sequence is the next of all links, whatever the row says.
     * What it is to open of the leader's present positions is stored with it.
     *
     * @return how many are new
     */
    public Mono<Long> add(List<CopyLink> rows) {
        return db.moneyTransaction(c -> Db.query(
                        c,
                        """
                        insert into copy_links (id, tenant_id, leader_account_id, follower_account_id, mode, value_units,
                                                max_quantity_units, max_cost_units, force_minimum, blocked_symbols, status,
                                                reverse, max_position_units, min_quantity_units, min_cost_units,
                                                max_slippage_units, max_open_trades, allowed_symbols, join_mode,
                                        stop_drawdown_units,
                                                change_sequence, from_sequence)
                        select x.*, nextval('copy_link_change_sequence'), a.leader_sequence
                        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[],
                                    $7::bigint[], $8::bigint[], $9::bool[], $10::text[], $11::text[], $12::bool[],
                                    $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::int[], $18::text[],
                                    $19::text[], $20::bigint[])
                             as x(id, tenant, leader, follower, mode, value, quantity, cost, force, blocked, status,
                                  reverse, position, min_quantity, min_cost, slippage, trades, allowed, join_mode,
                          stop)
                        join accounts a on a.id = x.leader
                        on conflict do nothing
                        returning id
                        """,
                        row -> text(row, "id"),
                        texts(rows, CopyLink::id),
                        texts(rows, CopyLink::tenantId),
                        texts(rows, CopyLink::leaderAccountId),
                        texts(rows, CopyLink::followerAccountId),
                        texts(rows, CopyLink::mode),
                        longs(rows, CopyLink::valueUnits),
                        longs(rows, CopyLink::maxQuantityUnits),
                        longs(rows, CopyLink::maxCostUnits),
                        booleans(rows, CopyLink::forceMinimum),
                        texts(rows, CopyLink::blockedSymbols),
                        texts(rows, CopyLink::status),
                        booleans(rows, CopyLink::reverse),
                        longs(rows, CopyLink::maxPositionUnits),
                        longs(rows, CopyLink::minQuantityUnits),
                        longs(rows, CopyLink::minCostUnits),
                        longs(rows, CopyLink::maxSlippageUnits),
                        Db.ints(rows, CopyLink::maxOpenTrades),
                        texts(rows, CopyLink::allowedSymbols),
                        texts(rows, CopyLink::joinMode),
                        longs(rows, CopyLink::stopDrawdownUnits))
                .collectList()
                .flatMap(added -> CopyJoinStore.add(c, added).thenReturn((long) added.size())));
    }

    /**
     * Changes the status of a link, unless it is closed. One that had stopped begins anew when it is resumed.
     *
     * @return the link as it is now; empty when there is none of that id and tenant, or it is closed
     */
    public Mono<CopyLink> setStatus(String linkId, String tenantId, String status) {
        return db.moneyTransaction(c -> CopyEquityStore.beginAnew(c, linkId, tenantId, status)
                .thenMany(Db.query(
                        c,
                        "update copy_links set status = $3, pause_reason = case $3 when 'PAUSED' then pause_reason"
                            + " else '' end, change_sequence = nextval('copy_link_change_sequence') where id = $1 and"
                            + " tenant_id = $2 and status <> 'CLOSED' returning *",
                        CopyStore::link,
                        linkId,
                        tenantId,
                        status))
                .next()
                .flatMap(link -> link.status().equals("CLOSED")
                        ? CopyJoinStore.end(c, link.id()).thenReturn(link)
                        : Mono.just(link)));
    }

    /** Links, as they are now, whose last change is after {@code changeSequence}; in the order of the changes. */
    public Flux<CopyLink> changedAfter(long changeSequence, int limit) {
        return db.query(
                "select * from copy_links where change_sequence > $1 order by change_sequence limit $2",
                CopyStore::link,
                changeSequence,
                limit);
    }

    /** The records of a leader's fills in ({@code after}, {@code upTo}], in their sequence. */
    public Flux<byte[]> leaderEvents(String leaderAccountId, long after, long upTo, int limit) {
        return db.query(
                "select event from leader_events where leader_account_id = $1 and leader_sequence > $2"
                        + " and leader_sequence <= $3 order by leader_sequence limit $4",
                row -> Db.bytes(row, "event"),
                leaderAccountId,
                after,
                upTo,
                limit);
    }

    /** The greatest sequence of a leader that has a ledger row; 0 before the first. */
    public Mono<Long> lastInLedger(String leaderAccountId) {
        return db.query(
                        "select coalesce(max(leader_sequence), 0) as n from copy_ledger where leader_account_id = $1",
                        row -> int64(row, "n"),
                        leaderAccountId)
                .single();
    }

    public Flux<CopyLink> loadLinks() {
        return db.query("select * from copy_links order by id", CopyStore::link);
    }

    public Mono<CopyLink> link(String linkId) {
        return db.query("select * from copy_links where id = $1", CopyStore::link, linkId)
                .singleOrEmpty();
    }

    /** The link of a pair that is not closed. */
    public Mono<CopyLink> openLink(String tenantId, String leader, String follower) {
        return db.query(
                        "select * from copy_links where tenant_id = $1 and leader_account_id = $2"
                                + " and follower_account_id = $3 and status <> 'CLOSED'",
                        CopyStore::link,
                        tenantId,
                        leader,
                        follower)
                .singleOrEmpty();
    }

    /** Links of a leader (empty = any) or a follower (empty = any) of the tenant with an id after {@code afterId}. */
    public Flux<CopyLink> links(String tenantId, String leader, String follower, String afterId, int limit) {
        return db.query(
                "select * from copy_links where tenant_id = $1 and ($2 = '' or leader_account_id = $2)"
                        + " and ($3 = '' or follower_account_id = $3) and id > $4 order by id limit $5",
                CopyStore::link,
                tenantId,
                leader,
                follower,
                afterId,
                limit);
    }

    private static Intended intendedRow(Readable row) {
        return new Intended(
                text(row, "link_id"),
                text(row, "tenant_id"),
                text(row, "instrument"),
                text(row, "intended"),
                int64(row, "last_sequence"));
    }

    /**
     * Stores the decisions of one block on one leader event, with their orders and the record that sends them, in one
     * transaction. The first stored decision wins: a row that is there stays and is given back. Nothing is stored when a
     * kill switch that concerns one of them changed after they were taken.
     *
     * @param killSwitchChange the last change of kill switches that the decisions know
     * @param rows of this event; outcome pending, rejected or skipped
     * @param orders the orders of the pending rows
     * @return the rows as stored, in no particular order; empty when decisions have to be taken anew
     * @throws IllegalArgumentException when a row is not of the event
     */
    public Mono<List<LedgerRow>> store(
            LeaderFill event,
            List<LedgerRow> rows,
            List<OrderRow> orders,
            long killSwitchChange,
            String topic,
            Function<List<OrderRow>, byte[]> payload) {
        if (rows.isEmpty()) {
            return Mono.just(List.of());
        }
        rows.forEach(row -> requireOf(event, row));
        return db.moneyTransaction(c -> KillSwitchStore.changedAfter(
                        c,
                        killSwitchChange,
                        event.leaderAccountId(),
                        event.instrument(),
                        texts(rows, LedgerRow::followerAccountId))
                .filter(changed -> !changed)
                .flatMap(known -> store(c, event, rows, orders, topic, payload)));
    }

    private static Mono<List<LedgerRow>> store(
            Connection c,
            LeaderFill event,
            List<LedgerRow> rows,
            List<OrderRow> orders,
            String topic,
            Function<List<OrderRow>, byte[]> payload) {
        return insertLedger(c, event, rows).flatMap(fresh -> {
            List<OrderRow> freshOrders =
                    orders.stream().filter(o -> fresh.contains(o.accountId())).toList();
            Map<Boolean, List<LedgerRow>> isFresh =
                    rows.stream().collect(Collectors.partitioningBy(r -> fresh.contains(r.followerAccountId())));
            List<LedgerRow> stored = Objects.requireNonNull(isFresh.get(true));
            return OrderStore.place(c, freshOrders, topic, payload)
                    .then(putIntended(c, stored))
                    .then(decidedBefore(c, event, Objects.requireNonNull(isFresh.get(false))))
                    .map(before -> before.isEmpty()
                            ? stored
                            : Stream.concat(stored.stream(), before.stream()).toList());
        });
    }

    /** What is the event's is stored as the event has it. */
    private static void requireOf(LeaderFill event, LedgerRow row) {
        if (!row.leaderAccountId().equals(event.leaderAccountId())
                || row.leaderSequence() != event.leaderSequence()
                || !row.instrument().equals(event.instrument())
                || row.leaderPriceUnits() != event.priceUnits()
                || row.eventTimeNs() != event.eventTimeNs()) {
            throw new IllegalArgumentException("a decision must be of " + event + ", was " + row);
        }
    }

    /** All that is stored on one leader event. */
    public Flux<LedgerRow> decided(String leaderAccountId, long leaderSequence) {
        return db.query(
                "select * from copy_ledger where leader_account_id = $1 and leader_sequence = $2",
                CopyStore::ledgerRow,
                leaderAccountId,
                leaderSequence);
    }

    /** The rows of these followers that were there. */
    private static Mono<List<LedgerRow>> decidedBefore(Connection c, LeaderFill event, List<LedgerRow> rows) {
        return rows.isEmpty()
                ? Mono.just(List.of())
                : Db.query(
                                c,
                                "select * from copy_ledger where leader_account_id = $1 and leader_sequence = $2"
                                        + " and follower_account_id = any($3::text[])",
                                CopyStore::ledgerRow,
                                event.leaderAccountId(),
                                event.leaderSequence(),
                                texts(rows, LedgerRow::followerAccountId))
                        .collectList();
    }

    private static Mono<Set<String>> insertLedger(Connection c, LeaderFill event, List<LedgerRow> rows) {
        return Db.query(
                        c,
                        """
                        insert into copy_ledger (leader_account_id, leader_sequence, instrument, leader_price_units,
                                                 event_time_ns, follower_account_id, leg, tenant_id, link_id, side,
                                                 outcome, code, intended, held_units, ordered_units, client_order_id)
                        select $1, $2, $3, $4, $5, x.*
                        from unnest($6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[],
                                    $13::text[], $14::bigint[], $15::bigint[], $16::text[]) as x
                        on conflict do nothing
                        returning follower_account_id
                        """,
                        row -> text(row, "follower_account_id"),
                        event.leaderAccountId(),
                        event.leaderSequence(),
                        event.instrument(),
                        event.priceUnits(),
                        event.eventTimeNs(),
                        texts(rows, LedgerRow::followerAccountId),
                        texts(rows, LedgerRow::leg),
                        texts(rows, LedgerRow::tenantId),
                        texts(rows, LedgerRow::linkId),
                        texts(rows, LedgerRow::side),
                        texts(rows, LedgerRow::outcome),
                        texts(rows, LedgerRow::code),
                        texts(rows, LedgerRow::intendedText),
                        longs(rows, LedgerRow::heldUnits),
                        longs(rows, LedgerRow::orderedUnits),
                        texts(rows, LedgerRow::clientOrderId))
                .collect(Collectors.toSet());
    }

    private static Mono<Long> putIntended(Connection c, List<LedgerRow> rows) {
        if (rows.isEmpty()) {
            return Mono.just(0L);
        }
        return Db.update(
                c,
                """
                insert into copy_intended (link_id, tenant_id, instrument, intended, last_sequence)
                select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])
                on conflict (link_id, instrument) do update set
                    intended = excluded.intended, last_sequence = excluded.last_sequence
                where excluded.last_sequence > copy_intended.last_sequence
                """,
                texts(rows, LedgerRow::linkId),
                texts(rows, LedgerRow::tenantId),
                texts(rows, LedgerRow::instrument),
                texts(rows, LedgerRow::intendedText),
                longs(rows, LedgerRow::leaderSequence));
    }

    /** Rows by the client order ids of their orders. */
    public Flux<LedgerRow> byOrders(List<String> clientOrderIds) {
        return db.query(
                "select * from copy_ledger where client_order_id <> '' and client_order_id = any($1::text[])",
                CopyStore::ledgerRow,
                (Object) clientOrderIds.toArray(String[]::new));
    }

    /**
     * Which rows of the ledger; an empty text or a sequence of 0 means all. The page continues after ({@code
     * beforeSequence}, {@code afterLeader}, {@code afterFollower}, {@code afterLeg}) in the order of {@link #ledger}.
     */
    public record LedgerQuery(
            String tenantId,
            String leader,
            String follower,
            String outcome,
            long leaderSequence,
            long beforeSequence,
            String afterLeader,
            String afterFollower,
            String afterLeg) {}

    /** A page of the ledger, newest leader event first; within it by leader, follower and leg. */
    public Flux<LedgerRow> ledger(LedgerQuery q, int limit) {
        return db.query(
                """
                select * from copy_ledger
                where tenant_id = $1 and ($2 = '' or leader_account_id = $2) and ($3 = '' or follower_account_id = $3)
                  and ($4 = '' or outcome = $4) and ($5 = 0 or leader_sequence = $5)
                  and leader_sequence <= $6
                  and (leader_sequence < $6 or (leader_account_id, follower_account_id, leg) > ($7, $8, $9))
                order by leader_sequence desc, leader_account_id, follower_account_id, leg limit $10
                """,
                CopyStore::ledgerRow,
                q.tenantId(),
                q.leader(),
                q.follower(),
                q.outcome(),
                q.leaderSequence(),
                q.beforeSequence(),
                q.afterLeader(),
                q.afterFollower(),
                q.afterLeg(),
                limit);
    }

    /** What these links should hold. */
    public Flux<Intended> intended(List<String> linkIds) {
        return db.query(
                "select * from copy_intended where link_id = any($1::text[]) order by link_id, instrument",
                CopyStore::intendedRow,
                (Object) linkIds.toArray(String[]::new));
    }

    /** The newest rows of all leaders, for the start-up load. */
    public Flux<LedgerRow> newest(int limit) {
        return db.query(
                "select * from copy_ledger order by leader_sequence desc limit $1", CopyStore::ledgerRow, limit);
    }

    /** A stored order of a link that is not terminal. */
    public record Working(
            String linkId,
            String accountId,
            String instrument,
            String clientOrderId,
            long signedUnits,
            long priceUnits,
            long causedNs) {}

    /** Everything that blocks are made of, as one moment has it. */
    public record Snapshot(
            List<Account> accounts,
            List<Position> positions,
            List<CopyLink> links,
            List<Intended> intended,
            List<LinkHolding> holdings,
            List<Working> working,
            List<KillSwitch> killSwitches,
            long lastEventSequence) {}

    /** Signed sum of what a link's orders filled of an instrument. */
    public record LinkHolding(String linkId, String instrument, long signedUnits) {}

    /** Reads the state of copying while no money moves. */
    public Mono<Snapshot> snapshot() {
        return db.moneyTransaction(c -> Db.query(c, "select * from accounts", AccountStore::account)
                .collectList()
                .flatMap(accounts -> Db.query(c, "select * from positions", AccountStore::position)
                        .collectList()
                        .flatMap(positions -> Db.query(c, "select * from copy_links order by id", CopyStore::link)
                                .collectList()
                                .flatMap(links -> copies(c, accounts, positions, links)))));
    }

    private static Mono<Snapshot> copies(
            Connection c, List<Account> accounts, List<Position> positions, List<CopyLink> links) {
        Mono<List<Intended>> intended = Db.query(c, "select * from copy_intended", CopyStore::intendedRow)
                .collectList();
        Mono<List<LinkHolding>> holdings = Db.query(
                        c,
                        "select link_id, instrument, held_units from copy_intended where held_units <> 0",
                        row -> new LinkHolding(text(row, "link_id"), text(row, "instrument"), int64(row, "held_units")))
                .collectList();
        Mono<List<Working>> working = Db.query(
                        c,
                        """
                        select l.link_id, l.follower_account_id, l.instrument, l.client_order_id, l.leader_price_units,
                               l.event_time_ns,
                               case o.side when 'BUY' then 1 else -1 end * (o.quantity_units - o.filled_units) as units
                        from orders o join copy_ledger l on l.client_order_id = o.client_order_id
                        where o.status in OPEN and l.client_order_id <> ''
                        """.replace("OPEN", OrderState.OPEN_SQL),
                        row -> new Working(
                                text(row, "link_id"),
                                text(row, "follower_account_id"),
                                text(row, "instrument"),
                                text(row, "client_order_id"),
                                int64(row, "units"),
                                int64(row, "leader_price_units"),
                                int64(row, "event_time_ns")))
                .collectList();
        Mono<Long> last = Db.query(
                        c, "select coalesce(max(sequence), 0) as n from order_events", row -> int64(row, "n"))
                .single();
        Mono<List<KillSwitch>> switches = KillSwitchStore.all(c).collectList();
        return intended.flatMap(i -> holdings.flatMap(h -> working.flatMap(
                w -> switches.flatMap(k -> last.map(n -> new Snapshot(accounts, positions, links, i, h, w, k, n))))));
    }

    private static CopyLink link(Readable row) {
        return new CopyLink(
                text(row, "id"),
                text(row, "tenant_id"),
                text(row, "leader_account_id"),
                text(row, "follower_account_id"),
                text(row, "mode"),
                int64(row, "value_units"),
                bool(row, "reverse"),
                int64(row, "max_quantity_units"),
                int64(row, "max_cost_units"),
                int64(row, "max_position_units"),
                int64(row, "min_quantity_units"),
                int64(row, "min_cost_units"),
                int64(row, "max_slippage_units"),
                Db.int32(row, "max_open_trades"),
                bool(row, "force_minimum"),
                text(row, "allowed_symbols"),
                text(row, "blocked_symbols"),
                text(row, "join_mode"),
                int64(row, "stop_drawdown_units"),
                text(row, "pause_reason"),
                Db.int32(row, "stops"),
                text(row, "status"),
                int64(row, "from_sequence"),
                int64(row, "change_sequence"));
    }

    private static LedgerRow ledgerRow(Readable row) {
        return new LedgerRow(
                text(row, "leader_account_id"),
                int64(row, "leader_sequence"),
                text(row, "follower_account_id"),
                text(row, "leg"),
                text(row, "tenant_id"),
                text(row, "link_id"),
                text(row, "instrument"),
                text(row, "side"),
                text(row, "outcome"),
                text(row, "code"),
                text(row, "intended"),
                int64(row, "held_units"),
                int64(row, "ordered_units"),
                int64(row, "filled_units"),
                int64(row, "price_units"),
                int64(row, "leader_price_units"),
                text(row, "client_order_id"),
                int64(row, "event_time_ns"),
                int64(row, "filled_event_ns"));
    }
}
