package io.tickgrid.grid.copytrade;

import static io.tickgrid.grid.db.Db.bool;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OutboxStore;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.portfolio.Position;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What links are yet to open of positions that their leaders had, in PostgreSQL. A row is stored with its link; its end is
 * stored with the leader's event that opens it, so that each is opened once.
 */
public final class CopyJoinStore {
    private static final String WAITING = """
        select j.*, k.join_mode, k.reverse from copy_joins j join copy_links k on k.id = j.link_id
        where j.status = 'WAITING' and k.status = 'ACTIVE' and\
        """;

    private final Db db;

    public CopyJoinStore(Db db) {
        this.db = db;
    }

    /** A market at which something that waits is to be opened, event time. */
    public record Market(Instrument instrument, long priceUnits, long timeNs) {}

    /** Something that waits, and the market at which it is to be opened. */
    public record Ready(CopyJoin join, Market market) {}

    /** Stores what new links are to open, in the transaction that adds them. */
    static Mono<Long> add(Connection c, List<String> linkIds) {
        return linkIds.isEmpty()
                ? Mono.just(0L)
                : Db.update(c, """
                    insert into copy_joins (link_id, tenant_id, leader_account_id, instrument, waiting_units, entry_units,
                                            entry_cost_units, last_sequence, status)
                    select k.id, k.tenant_id, k.leader_account_id, p.instrument, p.quantity_units, p.quantity_units,
                           p.cost_units, k.from_sequence, 'WAITING'
                    from copy_links k join positions p on p.account_id = k.leader_account_id
                    where k.id = any($1::text[]) and k.join_mode <> $2 and k.status <> 'CLOSED' and p.quantity_units <> 0
                    """, linkIds.toArray(String[]::new), CopyLink.NEW_TRADES);
    }

    /** Ends what a link waits for, in the transaction that closes it. */
    static Mono<Long> end(Connection c, String linkId) {
        return Db.update(c, "update copy_joins set status = 'ENDED' where link_id = $1 and status = 'WAITING'", linkId);
    }

    /** What active links wait for, after these in the order of leader, link and instrument. */
    public Flux<CopyJoin> waiting(String afterLeader, String afterLink, String afterInstrument, int limit) {
        return db.query(
                WAITING + " (j.leader_account_id, j.link_id, j.instrument) > ($1, $2, $3)"
                        + " order by j.leader_account_id, j.link_id, j.instrument limit $4",
                CopyJoinStore::join,
                afterLeader,
                afterLink,
                afterInstrument,
                limit);
    }

    /** What these links wait for, though they may be paused. */
    public Flux<CopyJoin> of(List<String> linkIds) {
        return db.query(
                "select j.*, k.join_mode, k.reverse from copy_joins j join copy_links k on k.id = j.link_id where"
                        + " j.status = 'WAITING' and j.link_id = any($1::text[]) order by j.link_id, j.instrument",
                CopyJoinStore::join,
                (Object) linkIds.toArray(String[]::new));
    }

    /**
     * Takes the share that a leader's fill closes off what waits of the instrument; what he closes wholly ends. The same
     * fill again changes nothing.
     */
    public Mono<Long> close(LeaderFill fill) {
        long before = Math.abs(fill.leaderPositionBeforeUnits());
        boolean against = fill.buy() ? fill.leaderPositionBeforeUnits() < 0 : fill.leaderPositionBeforeUnits() > 0;
        if (!against || !fill.linkId().isEmpty()) {
            return Mono.just(0L);
        }
        return db.update(
                """
                update copy_joins set waiting_units = round(waiting_units * $4::numeric / $5::numeric, 12),
                                      status = case when $4::numeric = 0 then 'ENDED' else status end,
                                      last_sequence = $3
                where leader_account_id = $1 and instrument = $2 and status = 'WAITING' and last_sequence < $3
                """,
                fill.leaderAccountId(),
                fill.instrument(),
                fill.leaderSequence(),
                Math.max(0, before - fill.quantityUnits()),
                before);
    }

    /**
     * Opens what waits of one leader: an event of his for each, numbered after his fills, and the records that tell of
     * them, in one transaction.
     *
     * @param copied the leader's last fill that is copied, and so taken off what waits
     * @return how many were opened; 0 when the leader has traded since, or none of them waits any more
     */
    public Mono<Integer> open(
            String leaderAccountId, long copied, List<Ready> ready, String topic, Function<LeaderFill, byte[]> record) {
        return db.moneyTransaction(c -> AccountStore.byIdsIn(c, List.of(leaderAccountId))
                        .filter(a -> a.leaderSequence() == copied)
                        .next()
                        .flatMap(leader -> AccountStore.positions(c, List.of(leaderAccountId))
                                .collectList()
                                .flatMap(positions -> stillWaiting(c, ready).flatMap(now -> {
                                    List<LeaderFill> events = new ArrayList<>();
                                    List<CopyJoin> over = new ArrayList<>();
                                    for (Ready r : now) {
                                        long units = r.join().units();
                                        if (units == 0 || !stands(positions, r.join())) {
                                            over.add(r.join());
                                            continue;
                                        }
                                        events.add(CopyJoin.event(
                                                leader,
                                                positions,
                                                r.market().instrument(),
                                                r.join().linkId(),
                                                r.join().eventName(),
                                                units,
                                                r.market().priceUnits(),
                                                copied + 1 + events.size(),
                                                r.market().timeNs()));
                                    }
                                    return tell(c, events, topic, record)
                                            .then(ended(c, over))
                                            .thenReturn(events.size());
                                }))))
                .defaultIfEmpty(0);
    }

    /** Whether the leader has at least what waits, on its side. */
    private static boolean stands(List<Position> positions, CopyJoin join) {
        long position = positions.stream()
                .filter(p -> p.instrument().equals(join.instrument()))
                .mapToLong(Position::quantityUnits)
                .sum();
        return (position > 0) == (join.units() > 0) && Math.abs(position) >= Math.abs(join.units());
    }

    /** Those that wait still, as they are now. */
    private static Mono<List<Ready>> stillWaiting(Connection c, List<Ready> ready) {
        return Db.query(
                        c,
                        WAITING + " (j.link_id, j.instrument) in (select * from unnest($1::text[], $2::text[]))"
                                + " order by j.link_id, j.instrument",
                        CopyJoinStore::join,
                        Db.texts(ready, r -> r.join().linkId()),
                        Db.texts(ready, r -> r.join().instrument()))
                .map(join -> ready.stream()
                        .filter(r -> r.join().eventName().equals(join.eventName()))
                        .map(r -> new Ready(join, r.market()))
                        .findFirst()
                        .orElseThrow())
                .collectList();
    }

    private static Mono<Void> tell(
            Connection c, List<LeaderFill> events, String topic, Function<LeaderFill, byte[]> record) {
        return Flux.fromIterable(events)
                .concatMap(e -> tellOne(c, e, topic, record)
                        .then(Db.update(
                                c,
                                "update copy_joins set status = 'OPENED', opened_sequence = $3"
                                        + " where link_id = $1 and instrument = $2",
                                e.linkId(),
                                e.instrument(),
                                e.leaderSequence())))
                .then();
    }

    /** Stores an event of a leader for one link as the last of his, and the record that tells of it. */
    static Mono<Long> tellOne(Connection c, LeaderFill e, String topic, Function<LeaderFill, byte[]> record) {
        byte[] bytes = record.apply(e);
        return Db.update(
                        c,
                        "insert into leader_events (leader_account_id, leader_sequence, tenant_id, client_order_id,"
                                + " event) values ($1, $2, $3, $4, $5)",
                        e.leaderAccountId(),
                        e.leaderSequence(),
                        e.tenantId(),
                        e.clientOrderId(),
                        bytes)
                .then(Db.update(
                        c,
                        "update accounts set leader_sequence = $2 where id = $1",
                        e.leaderAccountId(),
                        e.leaderSequence()))
                .then(OutboxStore.add(c, topic, e.leaderAccountId(), bytes));
    }

    private static Mono<Void> ended(Connection c, List<CopyJoin> joins) {
        return Flux.fromIterable(joins)
                .concatMap(j -> Db.update(
                        c,
                        "update copy_joins set status = 'ENDED' where link_id = $1 and instrument = $2",
                        j.linkId(),
                        j.instrument()))
                .then();
    }

    private static CopyJoin join(Readable row) {
        return new CopyJoin(
                text(row, "link_id"),
                text(row, "tenant_id"),
                text(row, "leader_account_id"),
                text(row, "instrument"),
                text(row, "join_mode"),
                bool(row, "reverse"),
                Objects.requireNonNull(row.get("waiting_units", BigDecimal.class)),
                int64(row, "entry_units"),
                int64(row, "entry_cost_units"));
    }
}
