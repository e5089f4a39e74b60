package io.tickgrid.grid.order;

import static io.tickgrid.grid.db.Db.int64;
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
 * followers copy, all in one transaction, once for each execution of an order. Long, because these belong together.
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

    /** A fill that is booked, with what its order is after it. */
    private record Event(
            Fill fill,
            long sequence,
            long signedUnits,
            long cashUnits,
            OrderState previous,
            OrderState state,
            long filledUnits,
            long priceUnits,
            long feeUnits) {}

    /** A fill with its order; fills of one order share it. */
    private record Due(Fill fill, Filling order) {}

    /** How far an order is filled, while its fills are booked. */
    private static final class Filling {
        private final long quantityUnits;
        private final boolean reduceOnly;
        private OrderState state;
        private long filledUnits;
        private long feeUnits;
        /** Sum of price times quantity, both in units. */
        private BigInteger value;

        Filling(
                long quantityUnits,
                boolean reduceOnly,
                OrderState state,
                long filledUnits,
                long feeUnits,
                BigInteger value) {
            this.quantityUnits = quantityUnits;
            this.reduceOnly = reduceOnly;
            this.state = state;
            this.filledUnits = filledUnits;
            this.feeUnits = feeUnits;
            this.value = value;
        }

        long left() {
            return quantityUnits - filledUnits;
        }

        /** @throws ArithmeticException when the fees would not fit 64 bits; nothing has changed then */
        Event fill(Fill fill, long sequence, long signedUnits, long cashUnits) {
            long fees = Math.addExact(feeUnits, fill.feeUnits());
            OrderState previous = state;
            feeUnits = fees;
            filledUnits += fill.quantityUnits();
            value = value.add(BigInteger.valueOf(fill.priceUnits()).multiply(BigInteger.valueOf(fill.quantityUnits())));
            state = left() == 0 ? OrderState.Final.FILLED : OrderState.Open.PARTLY_FILLED;
            long average = new BigDecimal(value)
                    .divide(BigDecimal.valueOf(filledUnits), 0, RoundingMode.HALF_EVEN)
                    .longValueExact();
            return new Event(fill, sequence, signedUnits, cashUnits, previous, state, filledUnits, average, feeUnits);
        }

        void end(OrderState over) {
            state = over;
        }
    }

    /**
     * Books the fills that are new; the same fill again changes nothing. A fill whose amounts do not fit 64 bits ends its
     * order as rejected. Of an order that only reduces, what would go beyond the position is not booked, and the order ends.
     * Gives how many were new.
     */
    public Mono<Integer> book(List<Fill> fills) {
        return fills.isEmpty() ? Mono.just(0) : db.moneyTransaction(c -> book(c, fills));
    }

    /** As the other, in a transaction that holds the money lock. */
    public Mono<Integer> book(Connection c, List<Fill> fills) {
        return due(c, fills).flatMap(fresh -> {
            if (fresh.isEmpty()) {
                return Mono.just(0);
            }
            List<String> accountIds =
                    fresh.stream().map(d -> d.fill().accountId()).distinct().toList();
            return AccountRiskStore.limited(c, accountIds)
                    .flatMapMany(limited ->
                            Flux.fromIterable(parts(fresh, limited)).concatMap(some -> bookPart(c, some, limited)))
                    .then()
                    .thenReturn(fresh.size());
        });
    }

    /**
     * Fills in their order. Where accounts have limits it is cut when the day (UTC) changes, since its begin is marked before
     * the first fill of a day, and before the next fill of such an account, since its equity is looked at after each.
     */
    private static List<List<Due>> parts(List<Due> fills, Set<String> limited) {
        if (limited.isEmpty()) {
            return List.of(fills);
        }
        List<List<Due>> parts = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        long last = Long.MIN_VALUE;
        for (Due due : fills) {
            Fill fill = due.fill();
            long day = RiskMarks.day(fill.eventTimeNs());
            if (parts.isEmpty() || day != last || seen.contains(fill.accountId())) {
                parts.add(new ArrayList<>());
                seen.clear();
            }
            parts.getLast().add(due);
            last = day;
            if (limited.contains(fill.accountId())) {
                seen.add(fill.accountId());
            }
        }
        return parts;
    }

    private Mono<Void> bookPart(Connection c, List<Due> due, Set<String> allLimited) {
        List<Fill> fills = due.stream().map(Due::fill).toList();
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
                        .flatMap(stops -> write(c, due, t.getT1(), t.getT2(), t.getT3(), stops)))
                .then(Mono.defer(
                        () -> EquityMarks.filled(c, limited, fills.getLast().eventTimeNs(), prices)));
    }

    /** Moves orders, see {@link OrderStore#move}. Gives how many moves were made. */
    public Mono<Long> move(List<OrderMove> moves) {
        return moves.isEmpty() ? Mono.just(0L) : db.moneyTransaction(c -> OrderStore.move(c, moves));
    }

    /**
     * The fills that are new, of orders that are open and as the fills say, in their order. A fill that is not of the order
     * that is stored under its id, whoever wrote its record, is none.
     */
    private static Mono<List<Due>> due(Connection c, List<Fill> fills) {
        Map<String, Fill> byName = new LinkedHashMap<>();
        fills.forEach(f -> byName.putIfAbsent(f.clientOrderId() + " " + f.executionId(), f));
        List<Fill> rows = List.copyOf(byName.values());
        Map<String, Filling> orders = new HashMap<>();
        return Db.query(
                        c,
                        """
                        select n, o.quantity_units, o.filled_units, o.fee_units, o.status, o.reduce_only,
                               coalesce(before.value, 0)::text as value
                        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bigint[])
                             with ordinality as x(i, e, tenant, account, symbol, side, q, n)
                        join orders o on o.client_order_id = x.i and o.status in OPEN
                             and o.tenant_id = x.tenant and o.account_id = x.account and o.instrument = x.symbol
                             and o.side = x.side
                        left join lateral (select sum(p.price_units::numeric * p.quantity_units) as value from fills p
                                           where p.client_order_id = o.client_order_id) as before
                             on o.filled_units > 0
                        where x.q > 0 and not exists (select 1 from fills p where p.client_order_id = x.i
                                                      and p.execution_id = x.e)
                        order by n
                        """.replace("OPEN", OrderState.OPEN_SQL),
                        row -> {
                            Fill fill = rows.get((int) int64(row, "n") - 1);
                            return new Due(
                                    fill,
                                    orders.computeIfAbsent(
                                            fill.clientOrderId(),
                                            id -> new Filling(
                                                    int64(row, "quantity_units"),
                                                    Db.bool(row, "reduce_only"),
                                                    OrderState.of(text(row, "status")),
                                                    int64(row, "filled_units"),
                                                    int64(row, "fee_units"),
                                                    new BigInteger(text(row, "value")))));
                        },
                        texts(rows, Fill::clientOrderId),
                        texts(rows, Fill::executionId),
                        texts(rows, Fill::tenantId),
                        texts(rows, Fill::accountId),
                        texts(rows, Fill::instrument),
                        texts(rows, f -> f.buy() ? "BUY" : "SELL"),
                        longs(rows, Fill::quantityUnits))
                .collectList();
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
            List<Due> fills,
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
        List<OrderMove> ends = new ArrayList<>();
        for (int i = 0; i < fills.size(); i++) {
            Filling order = fills.get(i).order();
            Fill fill = bookable(fills.get(i), positionByKey, ends);
            if (fill == null) {
                continue;
            }
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
                event = order.fill(fill, sequences.get(i), signed, cashUnits);
                if (fill != fills.get(i).fill()) {
                    order.end(OrderState.Final.CANCELLED); // it was cut, and is told to end behind its fills
                }
            } catch (ArithmeticException e) {
                ends.add(end(fill, OrderState.Final.REJECTED, ErrorCode.AMOUNT_OUT_OF_RANGE));
                order.end(OrderState.Final.REJECTED);
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
        return insertFills(c, events)
                .then(updateOrders(c, events))
                .then(insertEvents(c, events))
                .then(updatePositions(c, List.copyOf(changed.values())))
                .then(updateAccounts(c, cash, leaderSequence))
                .then(updateLedger(c, events))
                .then(Mono.defer(() -> OrderStore.move(c, ends)))
                .then(tellFollowers(c, leaderFills));
    }

    /**
     * What of a fill may be booked; null for nothing. An order that only reduces, and has nothing more to reduce, ends.
     */
    private static @Nullable Fill bookable(Due due, Map<String, Position> positions, List<OrderMove> ends) {
        Fill fill = due.fill();
        Filling order = due.order();
        if (order.state instanceof OrderState.Final || fill.quantityUnits() > order.left()) {
            return null;
        }
        if (!order.reduceOnly) {
            return fill;
        }
        Position held = positions.get(Position.key(fill.accountId(), fill.instrument()));
        long position = held == null ? 0 : held.quantityUnits();
        long reducible = fill.buy() ? Math.max(0, -position) : Math.max(0, position);
        if (reducible >= fill.quantityUnits()) {
            return fill;
        }
        ends.add(end(fill, OrderState.Final.CANCELLED, ErrorCode.NOTHING_TO_REDUCE));
        if (reducible == 0) {
            order.end(OrderState.Final.CANCELLED);
            return null;
        }
        long fee = BigDecimal.valueOf(fill.feeUnits())
                .multiply(BigDecimal.valueOf(reducible))
                .divide(BigDecimal.valueOf(fill.quantityUnits()), 0, RoundingMode.CEILING)
                .longValueExact();
        return new Fill(
                fill.clientOrderId(),
                fill.executionId(),
                fill.tenantId(),
                fill.accountId(),
                fill.instrument(),
                fill.buy(),
                reducible,
                fill.priceUnits(),
                fee,
                fill.eventTimeNs());
    }

    private static OrderMove end(Fill fill, OrderState.Final over, ErrorCode why) {
        return new OrderMove(
                fill.clientOrderId(),
                fill.tenantId(),
                fill.accountId(),
                over,
                why,
                "fill:" + fill.executionId(),
                fill.eventTimeNs());
    }

    /** @throws ArithmeticException when the cash, or the size of the position, would not fit 64 bits */
    private static void requireFit(long cash, long movedBefore, long moves, Position after) {
        BigInteger cashAfter = BigInteger.valueOf(cash).add(BigInteger.valueOf(Math.addExact(movedBefore, moves)));
        if (cashAfter.bitLength() >= Long.SIZE || after.quantityUnits() == Long.MIN_VALUE) {
            throw new ArithmeticException(
                    "expected cash and position within 64 bits, got " + cashAfter + " and " + after.quantityUnits());
        }
    }

    private static Mono<Long> insertFills(Connection c, List<Event> events) {
        return Db.update(
                c,
                """
                insert into fills (client_order_id, execution_id, tenant_id, account_id, instrument, side,
                                   quantity_units, price_units, fee_units, event_time_ns)
                select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                                     $7::bigint[], $8::bigint[], $9::bigint[], $10::bigint[])
                """,
                texts(events, e -> e.fill().clientOrderId()),
                texts(events, e -> e.fill().executionId()),
                texts(events, e -> e.fill().tenantId()),
                texts(events, e -> e.fill().accountId()),
                texts(events, e -> e.fill().instrument()),
                texts(events, e -> e.fill().buy() ? "BUY" : "SELL"),
                longs(events, e -> e.fill().quantityUnits()),
                longs(events, e -> e.fill().priceUnits()),
                longs(events, e -> e.fill().feeUnits()),
                longs(events, e -> e.fill().eventTimeNs()));
    }

    /** The last event of each order. */
    private static List<Event> last(List<Event> events) {
        Map<String, Event> byOrder = new LinkedHashMap<>();
        events.forEach(e -> byOrder.put(e.fill().clientOrderId(), e));
        return List.copyOf(byOrder.values());
    }

    private static Mono<Long> updateOrders(Connection c, List<Event> events) {
        List<Event> rows = last(events);
        return Db.update(
                c,
                """
                update orders set filled_units = x.q, price_units = x.p, fee_units = x.f, status = x.st,
                                  updated_event_ns = x.t, sequence = x.s
                from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[])
                     as x(i, q, p, f, t, s, st)
                where client_order_id = x.i
                """,
                texts(rows, e -> e.fill().clientOrderId()),
                longs(rows, Event::filledUnits),
                longs(rows, Event::priceUnits),
                longs(rows, Event::feeUnits),
                longs(rows, e -> e.fill().eventTimeNs()),
                longs(rows, Event::sequence),
                texts(rows, e -> e.state().name()));
    }

    private static Mono<Long> insertEvents(Connection c, List<Event> events) {
        return Db.update(
                c,
                """
                insert into order_events (sequence, tenant_id, account_id, client_order_id, instrument, kind,
                                          signed_units, released_units, cash_units, event_time_ns, previous, cause,
                                          filled_units, price_units, fee_units)
                select s, t, a, i, n, k, u, u, m, e, p, 'fill:' || x, q, r, f
                from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[],
                            $8::bigint[], $9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[],
                            $14::bigint[]) as x(s, t, a, i, n, u, m, e, k, p, x, q, r, f)
                """,
                longs(events, Event::sequence),
                texts(events, e -> e.fill().tenantId()),
                texts(events, e -> e.fill().accountId()),
                texts(events, e -> e.fill().clientOrderId()),
                texts(events, e -> e.fill().instrument()),
                longs(events, Event::signedUnits),
                longs(events, Event::cashUnits),
                longs(events, e -> e.fill().eventTimeNs()),
                texts(events, e -> e.state().name()),
                texts(events, e -> e.previous().name()),
                texts(events, e -> e.fill().executionId()),
                longs(events, Event::filledUnits),
                longs(events, Event::priceUnits),
                longs(events, Event::feeUnits));
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
        Map<String, Long> units = new HashMap<>();
        events.forEach(e -> units.merge(e.fill().clientOrderId(), e.fill().quantityUnits(), Math::addExact));
        List<Event> rows = last(events);
        return Db.update(
                c,
                """
                with filled as (
                    update copy_ledger set outcome = 'filled', filled_units = x.q, price_units = x.p,
                                           filled_event_ns = x.t
                    from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) as x(i, q, p, t, u)
                    where client_order_id = x.i and client_order_id <> ''
                    returning link_id, instrument, case side when 'BUY' then x.u else -x.u end as units
                )
                update copy_intended i set held_units = held_units + s.units
                from (select link_id, instrument, sum(units)::bigint as units from filled group by 1, 2) s
                where i.link_id = s.link_id and i.instrument = s.instrument
                """,
                texts(rows, e -> e.fill().clientOrderId()),
                longs(rows, Event::filledUnits),
                longs(rows, Event::priceUnits),
                longs(rows, e -> e.fill().eventTimeNs()),
                longs(rows, e -> units.getOrDefault(e.fill().clientOrderId(), 0L)));
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
