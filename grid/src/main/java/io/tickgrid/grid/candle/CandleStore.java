package io.tickgrid.grid.candle;

import static io.tickgrid.grid.db.Db.doubles;
import static io.tickgrid.grid.db.Db.float64;
import static io.tickgrid.grid.db.Db.int32;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.ints;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.Months;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Closed bars in PostgreSQL, in monthly partitions. A frame is a text like any other here: only its bars' open times count.
 */
public final class CandleStore {
    private static final String TABLE = "candles";

    private final Db db;
    private final Months months;

    public CandleStore(Db db) {
        this.db = db;
        this.months = new Months(db);
    }

    /** Writes the rows in one statement; of two revisions the greater stays. No key may occur twice. */
    public Mono<Long> upsert(List<Candle> rows) {
        if (rows.isEmpty()) {
            return Mono.just(0L);
        }
        Mono<Long> statement = db.update(
                """
                insert into candles (instrument, frame, open_time_ms, open, high, low, close, volume, trades, revision)
                select * from unnest($1::text[], $2::text[], $3::bigint[], $4::float8[], $5::float8[], $6::float8[],
                                     $7::float8[], $8::float8[], $9::bigint[], $10::int[])
                on conflict (instrument, frame, open_time_ms) do update set
                    open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
                    volume = excluded.volume, trades = excluded.trades, revision = excluded.revision
                where excluded.revision >= candles.revision
                """,
                texts(rows, Candle::instrument),
                texts(rows, Candle::frame),
                longs(rows, Candle::openTimeMs),
                doubles(rows, Candle::open),
                doubles(rows, Candle::high),
                doubles(rows, Candle::low),
                doubles(rows, Candle::close),
                doubles(rows, Candle::volume),
                longs(rows, Candle::trades),
                ints(rows, Candle::revision));
        return months.write(rows, Candle::openTimeMs, statement);
    }

    /** Removes bars that are none any more. */
    public Mono<Long> withdraw(List<Candle> bars) {
        return months.remove(TABLE, bars, Candle::instrument, Candle::frame, Candle::openTimeMs);
    }

    /** The newest bars that open before {@code beforeMs}, newest first. */
    public Flux<Candle> before(String instrument, String frame, long beforeMs, int limit) {
        return months.newestFirst(
                TABLE,
                beforeMs,
                limit,
                (span, most) -> db.query(
                        "select * from candles where instrument = $1 and frame = $2 and open_time_ms < $3 and " + span
                                + " order by open_time_ms desc limit $4",
                        CandleStore::row,
                        instrument,
                        frame,
                        beforeMs,
                        most));
    }

    /** The newest bar of each of the instruments that has one. */
    public Flux<Candle> newest(List<String> instruments, String frame) {
        return months.spans(TABLE, Long.MAX_VALUE)
                .flatMapMany(spans -> newest(
                        spans,
                        instruments,
                        (span, wanted) -> db.query(newestWithin(span), CandleStore::row, wanted, frame)));
    }

    /** As {@link #newest}, within a transaction. */
    public static Flux<Candle> newestIn(Connection c, List<String> instruments, String frame) {
        return Months.spansIn(c, TABLE, Long.MAX_VALUE)
                .flatMapMany(spans -> newest(
                        spans,
                        instruments,
                        (span, wanted) -> Db.query(c, newestWithin(span), CandleStore::row, wanted, frame)));
    }

    /** As {@link #newestIn}, of the bars that open before {@code beforeMs}. */
    public static Flux<Candle> newestBefore(Connection c, List<String> instruments, String frame, long beforeMs) {
        return Months.spansIn(c, TABLE, beforeMs)
                .flatMapMany(spans -> newest(
                        spans,
                        instruments,
                        (span, wanted) -> Db.query(
                                c,
                                newestWithin(span + " and open_time_ms < $3"),
                                CandleStore::row,
                                wanted,
                                frame,
                                beforeMs)));
    }

    /** Looks into older months for those only that newer ones did not have. */
    private static Flux<Candle> newest(
            List<String> spans, List<String> instruments, BiFunction<String, String[], Flux<Candle>> read) {
        if (spans.isEmpty() || instruments.isEmpty()) {
            return Flux.empty();
        }
        return read.apply(spans.getFirst(), instruments.toArray(String[]::new))
                .collectList()
                .flatMapMany(found -> {
                    Set<String> done = found.stream().map(Candle::instrument).collect(Collectors.toSet());
                    List<String> rest =
                            instruments.stream().filter(i -> !done.contains(i)).toList();
                    return Flux.fromIterable(found)
                            .concatWith(Flux.defer(() -> newest(spans.subList(1, spans.size()), rest, read)));
                });
    }

    private static String newestWithin(String span) {
        return "select n.* from unnest($1::text[]) as wanted(id) cross join lateral (select * from candles"
                + " where instrument = wanted.id and frame = $2 and " + span
                + " order by open_time_ms desc limit 1) as n";
    }

    private static Candle row(Readable row) {
        return new Candle(
                text(row, "instrument"),
                text(row, "frame"),
                int64(row, "open_time_ms"),
                float64(row, "open"),
                float64(row, "high"),
                float64(row, "low"),
                float64(row, "close"),
                float64(row, "volume"),
                int64(row, "trades"),
                int32(row, "revision"),
                true);
    }
}
