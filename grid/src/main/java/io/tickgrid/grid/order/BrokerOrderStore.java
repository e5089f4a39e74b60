package io.tickgrid.grid.order;

import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Orders of brokers outside, in PostgreSQL: the intent before each call, what came of it, and what is open. A row is added
 * with its order, see {@link OrderStore#place}.
 */
public final class BrokerOrderStore {
    /** The broker of accounts that name no other: the engine. */
    public static final String PAPER = "paper";

    private static final String SELECT =
            "select o.*, b.broker_order_id, b.intents, b.calls, b.first_call_ms, b.last_call_ms, b.refusal,"
                    + " b.cancel_by, b.absent_by, b.problem from broker_orders b join orders o using (client_order_id)"
                    + " where ";

    private final Db db;
    private final FillStore fills;

    /** @param fills books what brokers fill */
    public BrokerOrderStore(Db db, FillStore fills) {
        this.db = db;
        this.fills = fills;
    }

    /**
     * The end of an order, once as much of it is booked as its broker has filled, and as long as nobody has meant to send it
     * since.
     *
     * @param intents of the order when this was learned
     */
    public record End(OrderMove move, long filledUnits, int intents) {}

    /**
     * What was learned of an order beside its moves.
     *
     * @param brokerOrderId empty says nothing new; so does an empty refusal
     * @param unsent whether the last intent led to no call
     * @param problem what does not agree, empty when all does
     */
    public record Contact(String clientOrderId, String brokerOrderId, boolean unsent, String refusal, String problem) {}

    /**
     * What is booked in one transaction, in this order.
     *
     * @param moves to states that are open: they may come late
     */
    public record Booking(List<Fill> fills, List<OrderMove> moves, List<End> ends, List<Contact> contacts) {}

    /** Open orders of a broker for which nobody can have called it, in the order of commits. */
    public Flux<BrokerOrderRow> unsent(String broker, int limit) {
        return db.query(
                SELECT + "b.broker = $1 and b.open and b.calls = 0 order by b.sequence limit $2",
                BrokerOrderStore::row,
                broker,
                limit);
    }

    /** Open orders of a broker for which it was called, or may have been, in the order of commits. */
    public Flux<BrokerOrderRow> called(String broker) {
        return db.query(
                SELECT + "b.broker = $1 and b.open and b.calls > 0 order by b.sequence", BrokerOrderStore::row, broker);
    }

    /** Orders of a broker, open or not, by our ids or by its own. */
    public Flux<BrokerOrderRow> named(String broker, List<String> clientOrderIds, List<String> brokerOrderIds) {
        return db.query(
                SELECT + "b.broker = $1 and (b.client_order_id = any($2::text[]) or b.broker_order_id <> ''"
                        + " and b.broker_order_id = any($3::text[]))",
                BrokerOrderStore::row,
                broker,
                clientOrderIds.toArray(String[]::new),
                brokerOrderIds.toArray(String[]::new));
    }

    /**
     * Moves orders that are STORED or UNKNOWN to SENT, before the broker is called for them: only those that are as they
     * were read, so that of two who mean to send an order one does.
     *
     * @param nowMs by the sender's clock
     * @return the client order ids of those that the caller, and nobody else, may now send
     */
    public Mono<Set<String>> intend(List<BrokerOrderRow> rows, long nowMs) {
        return rows.isEmpty() ? Mono.just(Set.of()) : db.moneyTransaction(c -> intend(c, rows, nowMs));
    }

    private static Mono<Set<String>> intend(Connection c, List<BrokerOrderRow> rows, long nowMs) {
        return Db.query(
                        c,
                        """
                        update broker_orders b
                        set intents = b.intents + 1, calls = b.calls + 1, last_call_ms = $3,
                            first_call_ms = case when b.calls = 0 then $3 else b.first_call_ms end
                        from unnest($1::text[], $2::bigint[]) as x(i, n)
                        join orders o on o.client_order_id = x.i and o.status in ('STORED', 'UNKNOWN')
                        where b.client_order_id = x.i and b.intents = x.n and b.open
                        returning b.client_order_id
                        """,
                        row -> text(row, "client_order_id"),
                        texts(rows, BrokerOrderRow::clientOrderId),
                        longs(rows, BrokerOrderRow::intents),
                        nowMs)
                .collect(HashSet<String>::new, Set::add)
                .flatMap(ids -> {
                    List<OrderMove> moves = rows.stream()
                            .filter(r -> ids.contains(r.clientOrderId()))
                            .map(r -> sent(r.order()))
                            .toList();
                    return OrderStore.move(c, moves)
                            .filter(moved -> moved == ids.size())
                            .switchIfEmpty(Mono.error(() ->
                                    new IllegalStateException("expected " + ids.size() + " orders to move to SENT")))
                            .thenReturn(ids);
                });
    }

    private static OrderMove sent(OrderRow order) {
        return new OrderMove(
                order.clientOrderId(),
                order.tenantId(),
                order.accountId(),
                OrderState.Open.SENT,
                null,
                "dispatch",
                order.updatedEventNs());
    }

    /** Books what a broker said; the same again changes nothing, apart from unsent intents, which are told once. */
    public Mono<Void> book(Booking booking) {
        return db.moneyTransaction(c -> fills.book(c, booking.fills())
                        .then(OrderStore.move(c, booking.moves()))
                        .then(Mono.defer(() -> agreed(c, booking.ends())))
                        .flatMap(ends -> OrderStore.move(c, ends))
                        .then(Mono.defer(() -> contacts(c, booking.contacts()))))
                .then();
    }

    /** Of the ends those whose order has all its fills, and no later intent. */
    private static Mono<List<OrderMove>> agreed(Connection c, List<End> ends) {
        return ends.isEmpty()
                ? Mono.just(List.of())
                : Db.query(
                                c,
                                """
                                select n
                                from unnest($1::text[], $2::bigint[], $3::bigint[]) with ordinality as x(i, q, k, n)
                                join orders o on o.client_order_id = x.i and o.filled_units = x.q
                                join broker_orders b on b.client_order_id = x.i and b.intents = x.k
                                order by n
                                """,
                                row -> ends.get((int) int64(row, "n") - 1).move(),
                                texts(ends, e -> e.move().clientOrderId()),
                                longs(ends, End::filledUnits),
                                longs(ends, End::intents))
                        .collectList();
    }

    private static Mono<Long> contacts(Connection c, List<Contact> contacts) {
        return Db.update(
                c,
                """
                update broker_orders b
                set broker_order_id = coalesce(nullif(x.at_broker, ''), b.broker_order_id),
                    calls = greatest(0, b.calls - x.unsent),
                    refusal = coalesce(nullif(x.refusal, ''), b.refusal),
                    problem = x.problem,
                    open = o.status in OPEN
                from unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[])
                     as x(i, at_broker, unsent, refusal, problem)
                join orders o on o.client_order_id = x.i
                where b.client_order_id = x.i
                """.replace("OPEN", OrderState.OPEN_SQL),
                texts(contacts, Contact::clientOrderId),
                texts(contacts, Contact::brokerOrderId),
                longs(contacts, x -> x.unsent() ? 1 : 0),
                texts(contacts, Contact::refusal),
                texts(contacts, Contact::problem));
    }

    /**
     * Asks for the end of an order, within the transaction of whoever asks; the last one who asks is remembered.
     *
     * @param cause who asks: {@code user:NAME}
     * @return whether it is an open order of a broker outside
     */
    public static Mono<Boolean> cancel(Connection c, String clientOrderId, String cause) {
        return cancel(c, List.of(clientOrderId), cause).map(ids -> !ids.isEmpty());
    }

    /** As the other, of several; gives those that are open orders of brokers outside. */
    public static Mono<Set<String>> cancel(Connection c, List<String> clientOrderIds, String cause) {
        return Db.query(
                        c,
                        "update broker_orders set cancel_by = $2 where client_order_id = any($1::text[]) and open"
                                + " returning client_order_id",
                        row -> text(row, "client_order_id"),
                        clientOrderIds.toArray(String[]::new),
                        cause)
                .collect(HashSet::new, Set::add);
    }

    /**
     * Orders of a broker that need watching.
     *
     * @param open all that are not over
     * @param unsent those of them for which nobody can have called the broker
     * @param unknown those of which nobody knows whether the broker has them, or that it knows no longer
     * @param oldestUnknownMs when the oldest of these was first sent, milliseconds since the epoch; 0 when there is none
     * @param problems open or over, that do not agree with the broker
     */
    public record Watched(String broker, long open, long unsent, long unknown, long oldestUnknownMs, long problems) {}

    /** A row for each broker that has orders which are open or do not agree. */
    public static Flux<Watched> watched(Db db) {
        return db.query(
                """
                select b.broker, count(*) filter (where b.open) as open,
                       count(*) filter (where b.open and b.calls = 0) as unsent,
                       count(*) filter (where o.status in ('SENT', 'UNKNOWN') and b.calls > 0) as unknown,
                       coalesce(min(b.first_call_ms) filter (where o.status in ('SENT', 'UNKNOWN') and b.calls > 0), 0)
                           as oldest,
                       count(*) filter (where b.problem <> '') as problems
                from broker_orders b join orders o using (client_order_id)
                where b.open or b.problem <> ''
                group by b.broker order by b.broker
                """,
                row -> new Watched(
                        text(row, "broker"),
                        int64(row, "open"),
                        int64(row, "unsent"),
                        int64(row, "unknown"),
                        int64(row, "oldest"),
                        int64(row, "problems")));
    }

    private static BrokerOrderRow row(Readable row) {
        return new BrokerOrderRow(
                OrderStore.row(row),
                text(row, "broker_order_id"),
                Db.int32(row, "intents"),
                Db.int32(row, "calls"),
                int64(row, "first_call_ms"),
                int64(row, "last_call_ms"),
                text(row, "refusal"),
                text(row, "cancel_by"),
                text(row, "absent_by"),
                text(row, "problem"));
    }
}
