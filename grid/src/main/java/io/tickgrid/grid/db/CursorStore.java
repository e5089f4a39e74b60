package io.tickgrid.grid.db;

import io.r2dbc.spi.Connection;
import reactor.core.publisher.Mono;

/** How far named readers have come. */
public final class CursorStore {
    /** Begins the names of cursors that say up to which of its fills a leader is copied; the rest is its account. */
    public static final String COPIED = "copied:";

    private final Db db;

    public CursorStore(Db db) {
        this.db = db;
    }

    /** The position of a reader; 0 when it has none yet. */
    public Mono<Long> get(String name) {
        return db.query("select position from cursors where name = $1", r -> Db.int64(r, "position"), name)
                .next()
                .defaultIfEmpty(0L);
    }

    public Mono<Long> set(String name, long position) {
        return db.update(UPSERT, name, position);
    }

    /** As {@link #get}, within a transaction. */
    public static Mono<Long> get(Connection c, String name) {
        return Db.query(c, "select position from cursors where name = $1", r -> Db.int64(r, "position"), name)
                .next()
                .defaultIfEmpty(0L);
    }

    /** As {@link #set}, within the transaction of what was done up to the position. */
    public static Mono<Long> set(Connection c, String name, long position) {
        return Db.update(c, UPSERT, name, position);
    }

    private static final String UPSERT = "insert into cursors (name, position) values ($1, $2)"
            + " on conflict (name) do update set position = excluded.position";
}
