package io.tickgrid.grid.order;

import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Orders and their events in PostgreSQL. */
public final class OrderStore {
    /**
     * Orders by the events that are their last: what is indexed is the sequence of events, which stays. An order has the
     * sequence of its last event, so "at most" says the same as "equal", of which PostgreSQL would expect a single row, and
     * read all orders for it.
     */
    private static final String LAST_EVENTS = """
        select o.* from order_events e
        join orders o on o.client_order_id = e.client_order_id and o.sequence <= e.sequence
        """;

    private final Db db;

    public OrderStore(Db db) {
        this.db = db;
    }

    /** A new order and who fills it. */
    private record Placed(String clientOrderId, String broker) {}

    /** Orders that go in one record. */
    private record Batch(String instrument, long causeTimeNs) {}

    /**
     * Stores the orders that are new, each with its event, and the record that sends them; what is there stays. Those of
     * an account of another broker than {@link BrokerOrderStore#PAPER} go into no record: they wait for it in
     * {@link BrokerOrderStore}. Where an account has a limit on orders in a minute they are counted; those that are stored together count to the latest minute
     * of them. The connection must hold the money lock. An order of an account or instrument that does not exist fails all of them.
     *
     * @param topic where the record goes
     * @param payload makes the record of the new orders of one instrument and cause
     * @return the client order ids that were new
     */
    public static Mono<Set<String>> place(
            Connection c, List<OrderRow> orders, String topic, Function<List<OrderRow>, byte[]> payload) {
        if (orders.isEmpty()) {
            return Mono.just(Set.of());
        }
        return Db.query(
                        c,
                        """
                        with placed as (
                            insert into orders (client_order_id, tenant_id, account_id, instrument, side, type,
                                                quantity_units, status, code, cause, created_event_ns,
                                                updated_event_ns, first_sequence, sequence, limit_units, stop_units,
                                                time_in_force, expires_event_ns, reduce_only, group_id, leg)
                            select i, t, account, instrument, d, y, q, st, co, ca, n, n, first, first, li, sp, tf, ex,
                                   ro, gr, lg
                            from (select x.*, accounts.id as account, instruments.id as instrument,
                                         nextval('order_event_sequence') as first
                                  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                                              $7::bigint[], $8::text[], $9::text[], $10::text[], $11::bigint[],
                                              $12::bigint[], $13::bigint[], $14::text[], $15::bigint[],
                                              $16::boolean[], $17::text[], $18::text[])
                                       as x(i, t, a, s, d, y, q, st, co, ca, n, li, sp, tf, ex, ro, gr, lg)
                                  left join accounts on accounts.id = a
                                  left join instruments on instruments.id = s
                                  where not exists (select 1 from orders where client_order_id = i)) as fresh
                            returning *
                        ), told as (
                            insert into order_events (sequence, tenant_id, account_id, client_order_id, instrument,
                                                      kind, signed_units, released_units, cash_units, event_time_ns,
                                                      previous)
                            select sequence, tenant_id, account_id, client_order_id, instrument, status, 0, 0, 0,
                                   created_event_ns, 'NEW'
                            from placed
                        ), counted as (
                            update account_risk r
                            set order_minute = greatest(r.order_minute, x.m),
                                minute_orders = case when x.m > r.order_minute then x.n else r.minute_orders + x.n end,
                                change_sequence = nextval('risk_change_sequence')
                            from (select account_id, max(created_event_ns / 60000000000) as m, count(*) as n
                                  from placed where status = 'STORED' group by account_id) as x
                            where r.account_id = x.account_id and r.max_orders_per_minute > 0
                        ), routed as (
                            insert into broker_orders (client_order_id, broker, sequence)
                            select p.client_order_id, a.broker, p.sequence
                            from placed p join accounts a on a.id = p.account_id
                            where p.status = 'STORED' and a.broker <> 'paper'
                        )
                        select p.client_order_id, a.broker from placed p join accounts a on a.id = p.account_id
                        """,
                        row -> new Placed(text(row, "client_order_id"), text(row, "broker")),
                        texts(orders, OrderRow::clientOrderId),
                        texts(orders, OrderRow::tenantId),
                        texts(orders, OrderRow::accountId),
                        texts(orders, OrderRow::instrument),
                        texts(orders, OrderRow::side),
                        texts(orders, OrderRow::type),
                        longs(orders, OrderRow::quantityUnits),
                        texts(orders, OrderRow::status),
                        texts(orders, OrderRow::code),
                        texts(orders, OrderRow::cause),
                        longs(orders, OrderRow::createdEventNs),
                        longs(orders, OrderRow::limitUnits),
                        longs(orders, OrderRow::stopUnits),
                        texts(orders, OrderRow::timeInForce),
                        longs(orders, OrderRow::expiresEventNs),
                        Db.booleans(orders, OrderRow::reduceOnly),
                        texts(orders, OrderRow::groupId),
                        texts(orders, OrderRow::leg))
                .collectMap(Placed::clientOrderId, Placed::broker)
                .flatMap(placed -> {
                    Set<String> ids = new HashSet<>(placed.keySet());
                    Map<Batch, List<OrderRow>> batches = orders.stream()
                            .filter(o -> BrokerOrderStore.PAPER.equals(placed.get(o.clientOrderId()))
                                    && o.status().equals("STORED"))
                            .collect(Collectors.groupingBy(
                                    o -> new Batch(o.instrument(), o.createdEventNs()),
                                    LinkedHashMap::new,
                                    Collectors.toList()));
                    Mono<Void> sends = Flux.fromIterable(batches.entrySet())
                            .concatMap(e ->
                                    OutboxStore.add(c, topic, e.getKey().instrument(), payload.apply(e.getValue())))
                            .then();
                    return sends.thenReturn(ids);
                });
    }

    /**
     * Moves orders, each with an event that releases what was working where the order is over, and with its row of the copy
     * ledger. Moves of one order are made in the order of the list. One that its order may not make, see
     * {@link OrderState}, and one of an order of another account, changes nothing. The connection must hold the money lock.
     *
     * @return how many were made
     */
    public static Mono<Long> move(Connection c, List<OrderMove> moves) {
        return Flux.fromIterable(oneEach(moves))
                .concatMap(some -> moveOnce(c, some))
                .reduce(0L, Long::sum);
    }

    /** Lists in which no order is twice. */
    private static List<List<OrderMove>> oneEach(List<OrderMove> moves) {
        List<List<OrderMove>> parts = new ArrayList<>();
        Map<String, Integer> next = new HashMap<>();
        for (OrderMove move : moves) {
            int part = next.merge(move.clientOrderId(), 1, Integer::sum) - 1;
            if (part == parts.size()) {
                parts.add(new ArrayList<>());
            }
            parts.get(part).add(move);
        }
        return parts;
    }

    private static Mono<Long> moveOnce(Connection c, List<OrderMove> moves) {
        return Db.query(
                        c,
                        """
                        with moved as (
                            update orders o set status = x.s, code = x.c, updated_event_ns = x.e,
                                                sequence = nextval('order_event_sequence')
                            from (select m.*, was.status as previous
                                  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
                                              $7::bigint[]) as m(i, t, a, s, c, w, e)
                                  join orders was on was.client_order_id = m.i and was.tenant_id = m.t
                                                  and was.account_id = m.a
                                  join (MOVES) as legal(f, l) on legal.f = was.status and legal.l = m.s) as x
                            where o.client_order_id = x.i
                            returning o.*, x.previous, x.w as made_by,
                                      case when o.status in OPEN then 0
                                           else case o.side when 'BUY' then 1 else -1 end
                                                * (o.quantity_units - o.filled_units) end as released
                        ), told as (
                            insert into order_events (sequence, tenant_id, account_id, client_order_id, instrument, kind,
                                                      signed_units, released_units, cash_units, event_time_ns, previous,
                                                      cause, filled_units, price_units, fee_units)
                            select sequence, tenant_id, account_id, client_order_id, instrument, status, 0, released, 0,
                                   updated_event_ns, previous, made_by, filled_units, price_units, fee_units
                            from moved
                        ), copied as (
                            update copy_ledger l set outcome = case when e.filled_units > 0 then 'filled'
                                                                    else 'rejected' end, code = e.code
                            from moved e
                            where l.client_order_id = e.client_order_id and l.client_order_id <> ''
                                  and e.status not in OPEN
                        )
                        select count(*) as n from moved
                        """.replace("MOVES", OrderState.movesSql()).replace("OPEN", OrderState.OPEN_SQL),
                        row -> int64(row, "n"),
                        texts(moves, OrderMove::clientOrderId),
                        texts(moves, OrderMove::tenantId),
                        texts(moves, OrderMove::accountId),
                        texts(moves, m -> m.to().name()),
                        texts(moves, OrderMove::codeText),
                        texts(moves, OrderMove::cause),
                        longs(moves, OrderMove::eventTimeNs))
                .single();
    }

    /** An order with the sequence of its first event, which stays: by it orders are listed. */
    public record Listed(OrderRow order, long firstSequence) {}

    /** Those of the accounts whose first event came before {@code firstSequence}, newest first. */
    public Flux<Listed> placedBefore(List<String> accountIds, long firstSequence, int limit) {
        return db.query(
                "select * from orders where account_id = any($1::text[]) and first_sequence < $2"
                        + " order by first_sequence desc limit $3",
                row -> new Listed(row(row), int64(row, "first_sequence")),
                accountIds.toArray(String[]::new),
                firstSequence,
                limit);
    }

    /** Those of the accounts in which something happened last, newest event first. */
    public Flux<OrderRow> latest(List<String> accountIds, int limit) {
        return db.query(
                LAST_EVENTS + "where e.account_id = any($1::text[]) order by e.sequence desc limit $2",
                OrderStore::row,
                accountIds.toArray(String[]::new),
                limit);
    }

    public Flux<OrderRow> byIds(List<String> clientOrderIds) {
        return db.query("select * from orders where client_order_id = any($1::text[])", OrderStore::row, (Object)
                clientOrderIds.toArray(String[]::new));
    }

    /** One order, within a transaction. */
    public static Mono<OrderRow> byId(Connection c, String clientOrderId) {
        return Db.query(c, "select * from orders where client_order_id = $1", OrderStore::row, clientOrderId)
                .next();
    }

    /** Orders of the accounts that are not terminal, oldest first; within a transaction. */
    public static Flux<OrderRow> working(Connection c, List<String> accountIds) {
        return Db.query(
                c,
                "select * from orders where account_id = any($1::text[]) and status in " + OrderState.OPEN_SQL
                        + " order by sequence",
                OrderStore::row,
                (Object) accountIds.toArray(String[]::new));
    }

    /**
     * Open orders that wait for a price, or have not been sent to their broker, and would open or add to a position; an empty
     * id means any.
     */
    public static Flux<OrderRow> resting(Connection c, String accountId, String instrument) {
        return Db.query(
                c,
                "select * from orders o where status in " + OrderState.OPEN_SQL
                        + " and (type <> 'MARKET' or exists (select 1 from broker_orders b where b.client_order_id ="
                        + " o.client_order_id and b.open and b.calls = 0)) and not reduce_only and leg in ('SINGLE',"
                        + " 'ENTRY') and ($1 = '' or account_id = $1) and ($2 = '' or instrument = $2) order by"
                        + " first_sequence",
                OrderStore::row,
                accountId,
                instrument);
    }

    /** The newest orders of all accounts, for the start-up load. */
    public Flux<OrderRow> newest(int limit) {
        return db.query(LAST_EVENTS + "order by e.sequence desc limit $1", OrderStore::row, limit);
    }

    /** Events after {@code sequence}, oldest first. */
    public Flux<OrderEvent> eventsAfter(long sequence, int limit) {
        return db.query(
                "select * from order_events where sequence > $1 order by sequence limit $2",
                OrderStore::event,
                sequence,
                limit);
    }

    /** Events of one account after {@code sequence}, oldest first: what a client that comes back has missed. */
    public Flux<OrderEvent> eventsAfter(String accountId, long sequence, int limit) {
        return db.query(
                "select * from order_events where account_id = $1 and sequence > $2 order by sequence limit $3",
                OrderStore::event,
                accountId,
                sequence,
                limit);
    }

    /** How many events of one account came after {@code sequence}, counted up to {@code most}. */
    public Mono<Long> countAfter(String accountId, long sequence, int most) {
        return db.query(
                        "select count(*) as n from (select 1 from order_events where account_id = $1 and sequence > $2"
                                + " limit $3) as later",
                        row -> int64(row, "n"),
                        accountId,
                        sequence,
                        most)
                .single();
    }

    /** The sequence of the newest event; 0 before the first. */
    public Mono<Long> lastSequence() {
        return db.query("select coalesce(max(sequence), 0) as last from order_events", row -> int64(row, "last"))
                .single();
    }

    public static OrderRow row(Readable row) {
        return new OrderRow(
                text(row, "client_order_id"),
                text(row, "tenant_id"),
                text(row, "account_id"),
                text(row, "instrument"),
                text(row, "side"),
                text(row, "type"),
                int64(row, "quantity_units"),
                int64(row, "filled_units"),
                int64(row, "price_units"),
                int64(row, "fee_units"),
                text(row, "status"),
                text(row, "code"),
                text(row, "cause"),
                int64(row, "created_event_ns"),
                int64(row, "updated_event_ns"),
                int64(row, "sequence"),
                int64(row, "limit_units"),
                int64(row, "stop_units"),
                text(row, "time_in_force"),
                int64(row, "expires_event_ns"),
                Db.bool(row, "reduce_only"),
                text(row, "group_id"),
                text(row, "leg"));
    }

    private static OrderEvent event(Readable row) {
        return new OrderEvent(
                int64(row, "sequence"),
                text(row, "tenant_id"),
                text(row, "account_id"),
                text(row, "client_order_id"),
                text(row, "instrument"),
                text(row, "kind"),
                int64(row, "signed_units"),
                int64(row, "released_units"),
                int64(row, "cash_units"),
                int64(row, "event_time_ns"),
                text(row, "previous"),
                text(row, "cause"),
                int64(row, "filled_units"),
                int64(row, "price_units"),
                int64(row, "fee_units"));
    }
}
