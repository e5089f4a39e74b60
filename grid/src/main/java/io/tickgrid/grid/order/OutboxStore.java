package io.tickgrid.grid.order;

import static io.tickgrid.grid.db.Db.bytes;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.db.Db;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What a committed transaction has still to tell Kafka. A row is added in the transaction that it speaks of, numbered in
 * the order of commits, and removed when the broker has acknowledged it.
 */
public final class OutboxStore {
    private final Db db;

    public OutboxStore(Db db) {
        this.db = db;
    }

    /** A record to send. */
    public record Row(long id, String topic, String key, byte[] payload) {}

    /** Adds a row; the connection must hold the money lock, see {@link Db#moneyTransaction}. */
    public static Mono<Long> add(Connection c, String topic, String key, byte[] payload) {
        return Db.update(
                c,
                "insert into outbox (id, topic, record_key, payload) values (nextval('outbox_sequence'), $1, $2, $3)",
                topic,
                key,
                payload);
    }

    /**
     * Adds again what a topic that lost records may have lost: orders that wait for their fill on paper, and leaders' fills
     * that are not copied. Whoever has them knows them by client order id or leader's sequence.
     */
    public static Mono<Void> addAgain(
            Connection c, String orderTopic, Function<List<OrderRow>, byte[]> orderRecord, String leaderTopic) {
        return Db.query(
                        c,
                        "select * from orders o where status in " + OrderState.OPEN_SQL
                                + " and not exists (select 1 from broker_orders b where b.client_order_id ="
                                + " o.client_order_id) order by first_sequence",
                        OrderStore::row)
                .collectList()
                .flatMapMany(open -> Flux.fromIterable(groups(open)))
                .concatMap(some -> add(c, orderTopic, some.getFirst().instrument(), orderRecord.apply(some)))
                .then(Db.update(c, """
                    insert into outbox (id, topic, record_key, payload)
                    select nextval('outbox_sequence'), $1, leader_account_id, event from
                        (select e.* from leader_events e left join cursors c on c.name = $2 || e.leader_account_id
                         where e.leader_sequence > c.position or c.position is null and not exists
                            (select 1 from copy_ledger l where l.leader_account_id = e.leader_account_id
                             and l.leader_sequence = e.leader_sequence)
                         order by leader_account_id, leader_sequence) as untold
                    """, leaderTopic, CursorStore.COPIED))
                .then();
    }

    /** Orders that go in one record: those of a group, else each by itself. */
    private static Collection<List<OrderRow>> groups(List<OrderRow> orders) {
        return orders.stream()
                .collect(Collectors.groupingBy(
                        o -> o.groupId().isEmpty() ? o.clientOrderId() : o.groupId(),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .values();
    }

    /** The oldest rows. */
    public Flux<Row> oldest(int limit) {
        return db.query(
                "select * from outbox order by id limit $1",
                row -> new Row(int64(row, "id"), text(row, "topic"), text(row, "record_key"), bytes(row, "payload")),
                limit);
    }

    /** Forgets what the broker has. */
    public Mono<Long> remove(List<Row> rows) {
        return db.update("delete from outbox where id = any($1::bigint[])", (Object)
                rows.stream().map(Row::id).toArray(Long[]::new));
    }
}
