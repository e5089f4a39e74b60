package io.tickgrid.grid.signal;

import static io.tickgrid.grid.db.Db.doubles;
import static io.tickgrid.grid.db.Db.float64;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Published signals in PostgreSQL, numbered in the order of their commit. */
public final class SignalStore {
    private final Db db;

    public SignalStore(Db db) {
        this.db = db;
    }

    /** Stores those that are new and gives all of {@code rows} as stored, with their sequence. */
    public Mono<List<Signal>> insert(List<Signal> rows) {
        if (rows.isEmpty()) {
            return Mono.just(List.of());
        }
        return db.moneyTransaction(c -> Db.update(
                        c,
                        """
                        insert into signals (sequence, id, instrument, frame, side, score, confidence, entry, stop,
                                             target1, target2, open_time_ms, event_time_ns)
                        select (select coalesce(max(sequence), 0) from signals) + row_number() over (order by n),
                               i, s, f, d, sc, co, en, st, t1, t2, ot, et
                        from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::float8[],
                                    $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::bigint[],
                                    $12::bigint[]) with ordinality
                             as x(i, s, f, d, sc, co, en, st, t1, t2, ot, et, n)
                        where not exists (select 1 from signals where id = i)
                        """,
                        texts(rows, Signal::id),
                        texts(rows, Signal::instrument),
                        texts(rows, Signal::frame),
                        texts(rows, Signal::side),
                        doubles(rows, Signal::score),
                        doubles(rows, Signal::confidence),
                        doubles(rows, Signal::entry),
                        doubles(rows, Signal::stop),
                        doubles(rows, Signal::target1),
                        doubles(rows, Signal::target2),
                        longs(rows, Signal::openTimeMs),
                        longs(rows, Signal::eventTimeNs))
                .then(Db.query(
                                c,
                                "select * from signals where id = any($1::text[]) order by sequence",
                                SignalStore::row,
                                (Object) texts(rows, Signal::id))
                        .collectList()));
    }

    /** Those after {@code sequence}, oldest first. */
    public static Flux<Signal> after(Connection connection, long sequence, int limit) {
        return Db.query(
                connection,
                "select * from signals where sequence > $1 order by sequence limit $2",
                SignalStore::row,
                sequence,
                limit);
    }

    /** Those after {@code sequence}, oldest first. */
    public Flux<Signal> after(long sequence, int limit) {
        return db.query(
                "select * from signals where sequence > $1 order by sequence limit $2",
                SignalStore::row,
                sequence,
                limit);
    }

    /** The newest before {@code sequence}, newest first; an empty instrument or frame means all. */
    public Flux<Signal> before(String instrument, String frame, long sequence, int limit) {
        return db.query(
                "select * from signals where sequence < $1 and ($2 = '' or instrument = $2) and ($3 = '' or frame = $3)"
                        + " order by sequence desc limit $4",
                SignalStore::row,
                sequence,
                instrument,
                frame,
                limit);
    }

    private static Signal row(Readable row) {
        return new Signal(
                text(row, "id"),
                int64(row, "sequence"),
                text(row, "instrument"),
                text(row, "frame"),
                text(row, "side"),
                float64(row, "score"),
                float64(row, "confidence"),
                float64(row, "entry"),
                float64(row, "stop"),
                float64(row, "target1"),
                float64(row, "target2"),
                int64(row, "open_time_ms"),
                int64(row, "event_time_ns"));
    }
}
