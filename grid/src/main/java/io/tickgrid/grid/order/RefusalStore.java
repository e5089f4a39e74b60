package io.tickgrid.grid.order;

import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.tickgrid.grid.db.Db;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Refusals in PostgreSQL: written with the order that was refused, never changed. */
public final class RefusalStore {
    private final Db db;

    public RefusalStore(Db db) {
        this.db = db;
    }

    /** Adds them in the transaction that stores the orders; those that are there stay. */
    public static Mono<Long> add(Connection c, List<Refusal> rows) {
        return rows.isEmpty()
                ? Mono.just(0L)
                : Db.update(
                        c,
                        """
                        insert into order_refusals (client_order_id, rule, seen, limit_value, unit)
                        select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
                        on conflict do nothing
                        """,
                        texts(rows, Refusal::clientOrderId),
                        texts(rows, Refusal::rule),
                        texts(rows, Refusal::seen),
                        texts(rows, Refusal::limit),
                        texts(rows, Refusal::unit));
    }

    /** Those of the orders that have one. */
    public Flux<Refusal> byIds(List<String> clientOrderIds) {
        return clientOrderIds.isEmpty()
                ? Flux.empty()
                : db.query(
                        "select * from order_refusals where client_order_id = any($1::text[])",
                        row -> new Refusal(
                                text(row, "client_order_id"),
                                text(row, "rule"),
                                text(row, "seen"),
                                text(row, "limit_value"),
                                text(row, "unit")),
                        (Object) clientOrderIds.toArray(String[]::new));
    }
}
