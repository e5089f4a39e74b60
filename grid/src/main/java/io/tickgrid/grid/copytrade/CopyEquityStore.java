package io.tickgrid.grid.copytrade;

import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.portfolio.PositionMath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What links that may stop have gained with what they copied, in PostgreSQL. Fills are taken in the order of the order
 * events, each once; a link that falls too far is paused in the transaction that stores the events by which it closes what
 * it holds, so that it stops once.
 */
public final class CopyEquityStore {
    private static final String CURSOR = "copy-equities";

    /** The gain of links that may stop, at prices $1 of the instruments $2: cash, and what is held at them or else at cost. */
    private static final String GAINS = """
        with prices as (select * from unnest($1::bigint[], $2::text[]) as x(price, instrument)),
        gains as (
            select e.link_id, e.cash_units + coalesce(sum(case when x.price is null then h.cost_units
                       else floor(h.held_units::numeric * x.price / power(10::numeric, i.quantity_scale + i.price_scale - 8))
                       end), 0) as gain
            from copy_equities e join copy_links k on k.id = e.link_id
            left join copy_equity_positions h on h.link_id = e.link_id and h.held_units <> 0
            left join instruments i on i.id = h.instrument left join prices x on x.instrument = h.instrument
            where k.stop_drawdown_units > 0 and k.status <> 'CLOSED' and k.pause_reason = ''
            group by e.link_id, e.cash_units
        )
        """;

    private final Db db;

    public CopyEquityStore(Db db) {
        this.db = db;
    }

    /** The latest price of an instrument, and the market's event time. */
    public record Mark(Instrument instrument, long priceUnits, long timeNs) {}

    private record Moved(long sequence, String linkId, String instrument, long signedUnits, long cashUnits) {}

    /**
     * Takes the next order events into what links have gained.
     *
     * @return how many events were read; fewer than {@code limit} when there are no more
     */
    public Mono<Integer> learn(int limit) {
        return db.query(
                        "select coalesce(max(sequence), 0) > coalesce((select position from cursors where name = $1),"
                                + " 0) as more from order_events",
                        row -> Db.bool(row, "more"),
                        CURSOR)
                .single()
                .filter(more -> more)
                .flatMap(more -> db.moneyTransaction(c -> learn(c, limit)))
                .defaultIfEmpty(0);
    }

    private static Mono<Integer> learn(Connection c, int limit) {
        return CursorStore.get(c, CURSOR)
                .flatMap(from -> Db.query(
                                c,
                                "select coalesce(max(sequence), 0) as last, count(*) as n from (select sequence from"
                                        + " order_events where sequence > $1 order by sequence limit $2) e",
                                row -> new long[] {int64(row, "last"), int64(row, "n")},
                                from,
                                limit)
                        .single()
                        .flatMap(next -> next[1] == 0
                                ? Mono.just(0)
                                : moved(c, from, next[0])
                                        .flatMap(moved -> book(c, moved))
                                        .then(CursorStore.set(c, CURSOR, next[0]))
                                        .thenReturn((int) next[1])));
    }

    private static Mono<List<Moved>> moved(Connection c, long from, long upTo) {
        return Db.query(
                        c,
                        """
                        select e.sequence, l.link_id, e.instrument, e.signed_units, e.cash_units
                        from order_events e join copy_ledger l on l.client_order_id = e.client_order_id
                        join copy_links k on k.id = l.link_id
                        where e.sequence > $1 and e.sequence <= $2 and e.signed_units <> 0 and l.client_order_id <> ''
                              and k.stop_drawdown_units > 0
                        order by e.sequence
                        """,
                        row -> new Moved(
                                int64(row, "sequence"),
                                text(row, "link_id"),
                                text(row, "instrument"),
                                int64(row, "signed_units"),
                                int64(row, "cash_units")),
                        from,
                        upTo)
                .collectList();
    }

    /** What a link has, as fills move it. */
    private static final class Equity {
        BigDecimal cash = BigDecimal.ZERO;
        BigDecimal committed = BigDecimal.ZERO;
        final Map<String, Position> positions = new HashMap<>();

        void fill(Moved m) {
            Position before =
                    positions.getOrDefault(m.instrument(), new Position(m.linkId(), "", m.instrument(), 0, 0, 0, 0, 0));
            positions.put(
                    m.instrument(),
                    PositionMath.fill(before, m.signedUnits(), Math.negateExact(m.cashUnits()), 0, m.sequence()));
            cash = cash.add(BigDecimal.valueOf(m.cashUnits()));
            BigDecimal cost = positions.values().stream()
                    .map(p -> BigDecimal.valueOf(p.costUnits()).abs())
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            committed = committed.max(cost);
        }
    }

    private static Mono<Void> book(Connection c, List<Moved> moved) {
        List<String> ids = moved.stream().map(Moved::linkId).distinct().toList();
        if (ids.isEmpty()) {
            return Mono.empty();
        }
        Map<String, Equity> links = new HashMap<>();
        ids.forEach(id -> links.put(id, new Equity()));
        Object keys = ids.toArray(String[]::new);
        return Db.query(
                        c,
                        "select * from copy_equities where link_id = any($1::text[])",
                        row -> {
                            Equity e = Objects.requireNonNull(links.get(text(row, "link_id")));
                            e.cash = Objects.requireNonNull(row.get("cash_units", BigDecimal.class));
                            e.committed = Objects.requireNonNull(row.get("committed_units", BigDecimal.class));
                            return e;
                        },
                        keys)
                .thenMany(Db.query(
                        c,
                        "select * from copy_equity_positions where link_id = any($1::text[])",
                        row -> {
                            String link = text(row, "link_id");
                            String instrument = text(row, "instrument");
                            Objects.requireNonNull(links.get(link))
                                    .positions
                                    .put(
                                            instrument,
                                            new Position(
                                                    link,
                                                    "",
                                                    instrument,
                                                    int64(row, "held_units"),
                                                    int64(row, "cost_units"),
                                                    0,
                                                    0,
                                                    0));
                            return link;
                        },
                        keys))
                .then(Mono.fromRunnable(() -> moved.forEach(
                        m -> Objects.requireNonNull(links.get(m.linkId())).fill(m))))
                .then(Mono.defer(() -> put(c, ids, links)));
    }

    private static Mono<Void> put(Connection c, List<String> ids, Map<String, Equity> links) {
        List<Position> positions = ids.stream()
                .flatMap(id -> Objects.requireNonNull(links.get(id)).positions.values().stream())
                .toList();
        return Db.update(
                        c,
                        """
                        insert into copy_equities (link_id, cash_units, committed_units)
                        select * from unnest($1::text[], $2::numeric[], $3::numeric[])
                        on conflict (link_id) do update set cash_units = excluded.cash_units,
                            committed_units = excluded.committed_units
                        """,
                        ids.toArray(String[]::new),
                        ids.stream()
                                .map(id -> Objects.requireNonNull(links.get(id)).cash)
                                .toArray(BigDecimal[]::new),
                        ids.stream()
                                .map(id -> Objects.requireNonNull(links.get(id)).committed)
                                .toArray(BigDecimal[]::new))
                .then(Db.update(
                        c,
                        """
                        insert into copy_equity_positions (link_id, instrument, held_units, cost_units)
                        select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
                        on conflict (link_id, instrument) do update set held_units = excluded.held_units,
                            cost_units = excluded.cost_units
                        """,
                        Db.texts(positions, Position::accountId),
                        Db.texts(positions, Position::instrument),
                        Db.longs(positions, Position::quantityUnits),
                        Db.longs(positions, Position::costUnits)))
                .then();
    }

    /** Instruments of which links that may stop hold something. */
    public Flux<String> held() {
        return db.query("""
            select distinct h.instrument from copy_equity_positions h join copy_links k on k.id = h.link_id
            where h.held_units <> 0 and k.stop_drawdown_units > 0 and k.status <> 'CLOSED' and k.pause_reason = ''
            """, row -> text(row, "instrument"));
    }

    /**
     * Notes the greatest gains at these prices.
     *
     * @return the links that have fallen too far from theirs, by id
     */
    public Flux<String> mark(List<Mark> marks) {
        Object prices = Db.longs(marks, Mark::priceUnits);
        Object ids = Db.texts(marks, m -> m.instrument().id());
        return db.update(GAINS + """
            update copy_equities e set peak_units = g.gain from gains g
            where g.link_id = e.link_id and g.gain > e.peak_units
            """, prices, ids)
                .thenMany(db.query(GAINS + """
                    select e.link_id from gains g join copy_equities e on e.link_id = g.link_id
                    join copy_links k on k.id = e.link_id
                    where e.committed_units + e.peak_units > 0
                          and (e.peak_units - g.gain) * 10000000000
                              >= k.stop_drawdown_units * (e.committed_units + e.peak_units)
                    order by e.link_id
                    """, row -> text(row, "link_id"), prices, ids));
    }

    private record Held(String instrument, boolean isLong, boolean reverse, long priceUnits, long timeNs) {}

    /**
     * Stops a link: pauses it, ends what it waits for, and stores for each instrument that it holds, intends or has ordered
     * an event of its leader by which it closes that.
     *
     * @param marks of what it holds; what has none is told at its leader's last price
     * @return false when it is closed or has stopped already
     */
    public Mono<Boolean> stop(String linkId, List<Mark> marks, String topic, Function<LeaderFill, byte[]> record) {
        long timeNs = marks.stream().mapToLong(Mark::timeNs).max().orElse(0);
        return db.moneyTransaction(c -> Db.query(
                        c,
                        """
                        update copy_links set status = 'PAUSED', pause_reason = $2, stops = stops + 1,
                                              change_sequence = nextval('copy_link_change_sequence')
                        where id = $1 and status <> 'CLOSED' and pause_reason = '' and stop_drawdown_units > 0
                        returning leader_account_id, stops, reverse
                        """,
                        row -> Map.entry(
                                text(row, "leader_account_id"),
                                new Stop(Db.int32(row, "stops"), Db.bool(row, "reverse"))),
                        linkId,
                        CopyLink.STOP_COPY)
                .next()
                .flatMap(stopped -> CopyJoinStore.end(c, linkId)
                        .then(AccountStore.byIdsIn(c, List.of(stopped.getKey())).single())
                        .flatMap(leader -> held(c, linkId, stopped.getValue().reverse(), marks)
                                .flatMap(held -> Flux.fromIterable(events(
                                                leader,
                                                linkId,
                                                stopped.getValue().stops(),
                                                held,
                                                timeNs))
                                        .concatMap(e -> CopyJoinStore.tellOne(c, e, topic, record))
                                        .then(Mono.just(true)))))
                .defaultIfEmpty(false));
    }

    private record Stop(int stops, boolean reverse) {}

    private static Mono<List<Held>> held(Connection c, String linkId, boolean reverse, List<Mark> marks) {
        return Db.query(
                        c,
                        """
                        with working as (
                            select l.instrument, sum(case o.side when 'BUY' then 1 else -1 end
                                                     * (o.quantity_units - o.filled_units)) as units
                            from copy_links k
                            join orders o on o.account_id = k.follower_account_id and o.status in OPEN
                            join copy_ledger l on l.client_order_id = o.client_order_id and l.client_order_id <> ''
                                              and l.link_id = k.id
                            where k.id = $1
                            group by l.instrument)
                        select i.instrument, i.held_units + coalesce(w.units, 0) as units, coalesce(x.price,
                               (select l.leader_price_units from copy_ledger l
                                where l.follower_account_id = k.follower_account_id and l.link_id = k.id
                                and l.instrument = i.instrument order by l.leader_sequence desc limit 1)) as price,
                               coalesce(x.time_ns, 0) as time_ns
                        from copy_intended i join copy_links k on k.id = i.link_id left join working w on w.instrument = i.instrument
                        left join unnest($2::bigint[], $3::text[], $4::bigint[]) as x(price, instrument, time_ns)
                             on x.instrument = i.instrument
                        where i.link_id = $1
                              and (i.held_units <> 0 or i.intended::numeric <> 0 or coalesce(w.units, 0) <> 0)
                        order by i.instrument
                        """.replace("OPEN", OrderState.OPEN_SQL),
                        row -> new Held(
                                text(row, "instrument"),
                                Objects.requireNonNull(row.get("units", BigDecimal.class))
                                                .signum()
                                        >= 0,
                                reverse,
                                int64(row, "price"),
                                int64(row, "time_ns")),
                        linkId,
                        Db.longs(marks, Mark::priceUnits),
                        Db.texts(marks, m -> m.instrument().id()),
                        Db.longs(marks, Mark::timeNs))
                .collectList();
    }

    /** As if the leader closed all of what he has, which for this link is what the link has. */
    private static List<LeaderFill> events(Account leader, String linkId, int stops, List<Held> held, long timeNs) {
        List<LeaderFill> events = new ArrayList<>();
        for (Held h : held) {
            boolean leaderLong = h.isLong() != h.reverse();
            events.add(new LeaderFill(
                    leader.id(),
                    leader.tenantId(),
                    leader.leaderSequence() + 1 + events.size(),
                    h.instrument(),
                    !leaderLong,
                    1,
                    h.priceUnits(),
                    0,
                    0,
                    0,
                    leaderLong ? 1 : -1,
                    LeaderFill.stopName(linkId, stops, h.instrument()),
                    h.timeNs() > 0 ? h.timeNs() : timeNs, // its own market's time: others may be open when it is not
                    linkId));
        }
        return events;
    }

    /**
     * Lets a link that had stopped begin anew when it is resumed, in that transaction: without gain, and what it holds still
     * at its cost.
     */
    static Mono<Long> beginAnew(Connection c, String linkId, String tenantId, String status) {
        return status.equals("ACTIVE") ? Db.update(c, """
            update copy_equities e set peak_units = 0, cash_units = -coalesce(h.cost, 0),
                                       committed_units = coalesce(h.size, 0)
            from copy_links k left join (select link_id, sum(cost_units) as cost, sum(abs(cost_units)) as size
                                         from copy_equity_positions group by link_id) h on h.link_id = k.id
            where k.id = $1 and k.tenant_id = $2 and k.pause_reason = $3 and e.link_id = k.id
            """, linkId, tenantId, CopyLink.STOP_COPY) : Mono.just(0L);
    }
}
