package io.tickgrid.grid.order;

import static io.tickgrid.grid.db.Db.bytes;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.text;

import io.r2dbc.spi.Connection;
import io.tickgrid.grid.db.Db;
import java.util.List;
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
