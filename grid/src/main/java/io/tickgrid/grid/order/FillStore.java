package io.tickgrid.grid.order;

import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.portfolio.PositionMath;
import io.tickgrid.grid.risk.AccountRiskStore;
import io.tickgrid.grid.risk.EquityMarks;
import io.tickgrid.grid.risk.RiskMarks;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The one place where a fill becomes money: order, position, cash, copy ledger and, for a leader, the event that its
 * followers copy, all in one transaction, once for each client order id.
 */
public final class FillStore {
    private final Db db;
    private final Function<String, Instrument> instruments;
    private final String leaderTopic;
    private final Function<LeaderFill, byte[]> leaderRecord;

    /**
     * @param instruments finds the scales of an instrument by its id
     * @param leaderTopic where leaders' fills go
     * @param leaderRecord the record that tells of a leader's fill
     */
    public FillStore(
            Db db,
            Function<String, Instrument> instruments,
            String leaderTopic,
            Function<LeaderFill, byte[]> leaderRecord) {
        this.db = db;
        this.instruments = instruments;
        this.leaderTopic = leaderTopic;
        this.leaderRecord = leaderRecord;
    }

    private record Event(Fill fill, long sequence, long signedUnits, long notionalUnits, long cashUnits) {}

    /**
     * Books the fills that are new; the same fill again changes nothing. A fill whose amounts do not fit 64 bits ends its
     * order as rejected. Gives how many were new.
     */
    public Mono<Integer> book(List<Fill> fills) {
        if (fills.isEmpty()) {
            return Mono.just(0);
        }
        return db.moneyTransaction(c -> insertNew(c, fills).flatMap(fresh -> {
            if (fresh.isEmpty()) {
                return Mono.just(0);
            }
            List<String> accountIds =
                    fresh.stream().map(Fill::accountId).distinct().toList();
            return AccountRiskStore.limited(c, accountIds)
                    .flatMapMany(limited ->
                            Flux.fromIterable(parts(fresh, limited)).concatMap(some -> bookPart(c, some, limited)))
                    .then()
                    .thenReturn(fresh.size());
        }));
    }

    /**
     * Fills in their order. Where accounts have limits it is cut when the day (UTC) changes, since its begin is marked before
     * the first fill of a day, and before the next fill of such an account, since its equity is looked at after each.
     */
    private static List<List<Fill>> parts(List<Fill> fills, Set<String> limited) {
        if (limited.isEmpty()) {
            return List.of(fills);
        }
        List<List<Fill>> parts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long last = Long.MIN_VALUE;
        for (Fill fill : fills) {
            long day = RiskMarks.day(fill.eventTimeNs());
            if (parts.isEmpty() || day != last || seen.contains(fill.accountId())) {
                parts.add(new ArrayList<>());
                seen.clear();
            }
            parts.getLast().add(fill);
            last = day;
            if (limited.contains(fill.accountId())) {
                seen.add(fill.accountId());
            }
        }
        return parts;
    }

    private Mono<Void> bookPart(Connection c, List<Fill> fills, Set<String> allLimited) {
        List<String> accountIds = fills.stream().map(Fill::accountId).distinct().toList();
        List<String> limited = accountIds.stream().filter(allLimited::contains).toList();
        Map<String, Long> prices = new HashMap<>();
        fills.forEach(f -> prices.put(Position.key(f.accountId(), f.instrument()), f.priceUnits()));
        return EquityMarks.roll(c, limited, fills.getFirst().eventTimeNs())
                .then(Mono.defer(() -> Mono.zip(
                        AccountStore.byIdsIn(c, accountIds).collectList(),
                        AccountStore.positions(c, accountIds).collectList(),
                        sequences(c, fills.size()))))
                .flatMap(t -> stops(c, fills, t.getT1())
                        .flatMap(stops -> write(c, fills, t.getT1(), t.getT2(), t.getT3(), stops)))
                .then(Mono.defer(
                        () -> EquityMarks.filled(c, limited, fills.getLast().eventTimeNs(), prices)));
    }

    /** Ends orders that nothing can fill; one that is terminal stays as it is. Gives how many were ended. */
    public Mono<Long> reject(List<Rejection> rejections) {
        return rejections.isEmpty() ? Mono.just(0L) : db.moneyTransaction(c -> OrderStore.reject(c, rejections));
    }

    /** A fill that is not of the order that is stored under its id, whoever wrote its record, is none. */
    private static Mono<List<Fill>> insertNew(Connection c, List<Fill> fills) {
        Map<String, Fill> byId = new LinkedHashMap<>();
        fills.forEach(f -> byId.putIfAbsent(f.clientOrderId(), f));
        List<Fill> rows = List.copyOf(byId.values());
        return Db.query(
                        c,
                        """
                        insert into fills (client_order_id, tenant_id, account_id, instrument, side, quantity_units,
                                           price_units, fee_units, event_time_ns)
                        select i, o.tenant_id, o.account_id, o.instrument, o.side, q, p, f, t
                        from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[],
                                    $7::text[], $8::text[], $9::text[]) as x(i, q, p, f, t, tenant, account, symbol, side)
                        join orders o on o.client_order_id = x.i and o.status in ('STORED', 'SENT')
                             and o.tenant_id = x.tenant and o.account_id = x.account and o.instrument = x.symbol
                             and o.side = x.side and o.quantity_units = x.q
                        on conflict do nothing
                        returning client_order_id
                        """,
                        row -> text(row, "client_order_id"),
                        texts(rows, Fill::clientOrderId),
                        longs(rows, Fill::quantityUnits),
                        longs(rows, Fill::priceUnits),
                        longs(rows, Fill::feeUnits),
                        longs(rows, Fill::eventTimeNs),
                        texts(rows, Fill::tenantId),
                        texts(rows, Fill::accountId),
                        texts(rows, Fill::instrument),
                        texts(rows, f -> f.buy() ? "BUY" : "SELL"))
                .collect(Collectors.toSet())
                .map(ids -> rows.stream()
                        .filter(f -> ids.contains(f.clientOrderId()))
                        .toList());
    }

    /** The stops of the signals that leaders traded, by client order id. */
    private static Mono<Map<String, Double>> stops(Connection c, List<Fill> fills, List<Account> accounts) {
        Set<String> leaders = accounts.stream()
                .filter(a -> a.kind().equals("leader"))
                .map(Account::id)
                .collect(Collectors.toSet());
        String[] orders = fills.stream()
                .filter(f -> leaders.contains(f.accountId()))
                .map(Fill::clientOrderId)
                .toArray(String[]::new);
        return orders.length == 0
                ? Mono.just(Map.of())
                : Db.query(c, """
                    select o.client_order_id, s.stop from orders o
                    join signals s on s.id = substr(o.cause, length('signal:') + 1)
                    where o.client_order_id = any($1::text[]) and o.cause like 'signal:%'
                    """, row -> Map.entry(text(row, "client_order_id"), Db.float64(row, "stop")), (Object)
                                orders)
                        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** A stop in units of the price; 0 when there is none on the losing side of the fill. */
    private static long stopUnits(@Nullable Double stop, Fill fill, int priceScale) {
        if (stop == null || !(stop > 0) || Double.isInfinite(stop)) {
            return 0;
        }
        BigInteger units = BigDecimal.valueOf(stop)
                .setScale(priceScale, RoundingMode.HALF_EVEN)
                .unscaledValue();
        if (units.bitLength() >= Long.SIZE) {
            return 0;
        }
        long at = units.longValue();
        return fill.buy() == at < fill.priceUnits() && at != fill.priceUnits() ? at : 0;
    }

    private static Mono<List<Long>> sequences(Connection c, int count) {
        return Db.query(
                        c,
                        "select nextval('order_event_sequence') as n from generate_series(1, $1)",
                        row -> Db.int64(row, "n"),
                        count)
                .collectList();
    }

    private Mono<Void> write(
            Connection c,
            List<Fill> fills,
            List<Account> accounts,
            List<Position> positions,
            List<Long> sequences,
            Map<String, Double> stops) {
        Map<String, Account> accountById = new HashMap<>();
        accounts.forEach(a -> accountById.put(a.id(), a));
        Map<String, Position> positionByKey = new LinkedHashMap<>();
        positions.forEach(p -> positionByKey.put(Position.key(p.accountId(), p.instrument()), p));
        Map<String, Long> cash = new HashMap<>();
        Map<String, Long> leaderSequence = new HashMap<>();
        List<Event> events = new ArrayList<>();
        List<LeaderFill> leaderFills = new ArrayList<>();
        Map<String, Position> changed = new LinkedHashMap<>();
        List<Rejection> tooGreat = new ArrayList<>();
        for (int i = 0; i < fills.size(); i++) {
            Fill fill = fills.get(i);
            Account account = Objects.requireNonNull(accountById.get(fill.accountId()), fill.accountId());
            Instrument instrument = instruments.apply(fill.instrument());
            long signed = fill.buy() ? fill.quantityUnits() : -fill.quantityUnits();
            String key = Position.key(fill.accountId(), fill.instrument());
            Position before = positionByKey.getOrDefault(
                    key, new Position(fill.accountId(), fill.tenantId(), fill.instrument(), 0, 0, 0, 0, 0));
            Event event;
            Position after;
            try {
                long notional = PositionMath.notional(
                        signed,
                        fill.priceUnits(),
                        instrument.quantityScale(),
                        instrument.priceScale(),
                        RoundingMode.CEILING);
                long cashUnits = Math.negateExact(Math.addExact(notional, fill.feeUnits()));
                after = PositionMath.fill(before, signed, notional, fill.feeUnits(), sequences.get(i));
                requireFit(account.cashUnits(), cash.getOrDefault(account.id(), 0L), cashUnits, after);
                event = new Event(fill, sequences.get(i), signed, notional, cashUnits);
            } catch (ArithmeticException e) {
                tooGreat.add(new Rejection(
                        fill.clientOrderId(),
                        fill.tenantId(),
                        fill.accountId(),
                        ErrorCode.AMOUNT_OUT_OF_RANGE,
                        fill.eventTimeNs()));
                continue;
            }
            if (account.kind().equals("leader")) {
                long sequence = leaderSequence.merge(account.id(), account.leaderSequence() + 1, (old, n) -> old + 1);
                long cashBefore = account.cashUnits() + cash.getOrDefault(account.id(), 0L);
                List<Position> own = positionByKey.values().stream()
                        .filter(p -> p.accountId().equals(account.id()))
                        .toList();
                leaderFills.add(new LeaderFill(
                        account.id(),
                        account.tenantId(),
                        sequence,
                        fill.instrument(),
                        fill.buy(),
                        fill.quantityUnits(),
                        fill.priceUnits(),
                        stopUnits(stops.get(fill.clientOrderId()), fill, instrument.priceScale()),
                        PositionMath.freeCash(cashBefore, own, instrument, fill.priceUnits()),
                        PositionMath.equity(cashBefore, own, instrument, fill.priceUnits()),
                        before.quantityUnits(),
                        fill.clientOrderId(),
                        fill.eventTimeNs()));
            }
            positionByKey.put(key, after);
            changed.put(key, after);
            cash.merge(account.id(), event.cashUnits(), Long::sum);
            events.add(event);
        }
        return reject(c, tooGreat)
                .then(updateOrders(c, events))
                .then(insertEvents(c, events))
                .then(updatePositions(c, List.copyOf(changed.values())))
                .then(updateAccounts(c, cash, leaderSequence))
                .then(updateLedger(c, events))
                .then(tellFollowers(c, leaderFills));
    }

    /** @throws ArithmeticException when the cash, or the size of the position, would not fit 64 bits */
    private static void requireFit(long cash, long movedBefore, long moves, Position after) {
        BigInteger cashAfter = BigInteger.valueOf(cash).add(BigInteger.valueOf(Math.addExact(movedBefore, moves)));
        if (cashAfter.bitLength() >= Long.SIZE || after.quantityUnits() == Long.MIN_VALUE) {
            throw new ArithmeticException(
                    "expected cash and position within 64 bits, got " + cashAfter + " and " + after.quantityUnits());
        }
    }

    /** Takes back the fills that cannot be booked and ends their orders. */
    private static Mono<Long> reject(Connection c, List<Rejection> rejections) {
        return rejections.isEmpty()
                ? Mono.just(0L)
                : Db.update(c, "delete from fills where client_order_id = any($1::text[])", (Object)
                                texts(rejections, Rejection::clientOrderId))
                        .then(OrderStore.reject(c, rejections));
    }

    private static Mono<Long> updateOrders(Connection c, List<Event> events) {
        return Db.update(
                c,
                """
                update orders set filled_units = x.q, price_units = x.p, fee_units = x.f, status = 'FILLED',
                                  updated_event_ns = x.t, sequence = x.s
                from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[])
                     as x(i, q, p, f, t, s)
                where client_order_id = x.i
                """,
                texts(events, e -> e.fill().clientOrderId()),
                longs(events, e -> e.fill().quantityUnits()),
                longs(events, e -> e.fill().priceUnits()),
                longs(events, e -> e.fill().feeUnits()),
                longs(events, e -> e.fill().eventTimeNs()),
                longs(events, Event::sequence));
    }

    private static Mono<Long> insertEvents(Connection c, List<Event> events) {
        return Db.update(
                c,
                """
                insert into order_events (sequence, tenant_id, account_id, client_order_id, instrument, kind,
                                          signed_units, released_units, cash_units, event_time_ns)
                select s, t, a, i, n, 'FILLED', u, u, m, e
                from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                            $8::bigint[]) as x(s, t, a, i, n, u, m, e)
                """,
                longs(events, Event::sequence),
                texts(events, e -> e.fill().tenantId()),
                texts(events, e -> e.fill().accountId()),
                texts(events, e -> e.fill().clientOrderId()),
                texts(events, e -> e.fill().instrument()),
                longs(events, Event::signedUnits),
                longs(events, Event::cashUnits),
                longs(events, e -> e.fill().eventTimeNs()));
    }

    private static Mono<Long> updatePositions(Connection c, List<Position> rows) {
        return Db.update(
                c,
                """
                insert into positions (account_id, tenant_id, instrument, quantity_units, cost_units, realized_units,
                                       fee_units, sequence)
                select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
                                     $7::bigint[], $8::bigint[])
                on conflict (account_id, instrument) do update set
                    quantity_units = excluded.quantity_units, cost_units = excluded.cost_units,
                    realized_units = excluded.realized_units, fee_units = excluded.fee_units,
                    sequence = excluded.sequence
                """,
                texts(rows, Position::accountId),
                texts(rows, Position::tenantId),
                texts(rows, Position::instrument),
                longs(rows, Position::quantityUnits),
                longs(rows, Position::costUnits),
                longs(rows, Position::realizedUnits),
                longs(rows, Position::feeUnits),
                longs(rows, Position::sequence));
    }

    private static Mono<Long> updateAccounts(Connection c, Map<String, Long> cash, Map<String, Long> leaderSequence) {
        List<String> ids = cash.keySet().stream().sorted().toList();
        return Db.update(
                c,
                """
                update accounts set cash_units = cash_units + x.m,
                                    leader_sequence = greatest(leader_sequence, x.s)
                from unnest($1::text[], $2::bigint[], $3::bigint[]) as x(i, m, s)
                where id = x.i
                """,
                ids.toArray(String[]::new),
                longs(ids, id -> cash.getOrDefault(id, 0L)),
                longs(ids, id -> leaderSequence.getOrDefault(id, 0L)));
    }

    private static Mono<Long> updateLedger(Connection c, List<Event> events) {
        return Db.update(
                c,
                """
                with filled as (
                    update copy_ledger set outcome = 'filled', filled_units = x.q, price_units = x.p,
                                           filled_event_ns = x.t
                    from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[]) as x(i, q, p, t)
                    where client_order_id = x.i and client_order_id <> ''
                    returning link_id, instrument, case side when 'BUY' then x.q else -x.q end as units
                )
                update copy_intended i set held_units = held_units + s.units
                from (select link_id, instrument, sum(units)::bigint as units from filled group by 1, 2) s
                where i.link_id = s.link_id and i.instrument = s.instrument
                """,
                texts(events, e -> e.fill().clientOrderId()),
                longs(events, e -> e.fill().quantityUnits()),
                longs(events, e -> e.fill().priceUnits()),
                longs(events, e -> e.fill().eventTimeNs()));
    }

    private Mono<Void> tellFollowers(Connection c, List<LeaderFill> fills) {
        return Flux.fromIterable(fills)
                .concatMap(f -> {
                    byte[] record = leaderRecord.apply(f);
                    return Db.update(
                                    c,
                                    "insert into leader_events (leader_account_id, leader_sequence, tenant_id,"
                                            + " client_order_id, event) values ($1, $2, $3, $4, $5)",
                                    f.leaderAccountId(),
                                    f.leaderSequence(),
                                    f.tenantId(),
                                    f.clientOrderId(),
                                    record)
                            .then(OutboxStore.add(c, leaderTopic, f.leaderAccountId(), record));
                })
                .then();
    }
}
