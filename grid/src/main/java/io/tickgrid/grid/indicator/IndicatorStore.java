package io.tickgrid.grid.indicator;

import static io.tickgrid.grid.db.Db.int32;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.ints;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Readable;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.Months;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Indicator values of closed bars in PostgreSQL, in monthly partitions; the names of the columns stand once per layout. */
public final class IndicatorStore {
    private final Db db;
    private final Months months;

    public IndicatorStore(Db db) {
        this.db = db;
        this.months = new Months(db);
    }

    /** Remembers the names of a layout. */
    public Mono<Long> putSet(long layoutHash, List<String> columns) {
        return db.update(
                "insert into indicator_sets (layout_hash, columns) values ($1, $2::text[]) on conflict do nothing",
                layoutHash,
                columns.toArray(String[]::new));
    }

    /** Writes the rows in one statement; of two revisions the greater stays. No key may occur twice. */
    public Mono<Long> upsert(long layoutHash, List<IndicatorRow> rows) {
        if (rows.isEmpty()) {
            return Mono.just(0L);
        }
        Mono<Long> statement = db.update(
                """
                insert into indicator_rows (instrument, frame, open_time_ms, revision, layout_hash, vals)
                select i, f, t, r, $5::bigint, v
                from unnest($1::text[], $2::text[], $3::bigint[], $4::int[], $6::text[]) as x(i, f, t, r, v)
                on conflict (instrument, frame, open_time_ms) do update set
                    revision = excluded.revision, layout_hash = excluded.layout_hash, vals = excluded.vals
                where excluded.revision >= indicator_rows.revision
                """,
                texts(rows, IndicatorRow::instrument),
                texts(rows, IndicatorRow::frame),
                longs(rows, IndicatorRow::openTimeMs),
                ints(rows, IndicatorRow::revision),
                layoutHash,
                texts(rows, r -> encode(r.values())));
        return months.write(rows, IndicatorRow::openTimeMs, statement);
    }

    /** Removes the rows of bars that are none any more. */
    public Mono<Long> withdraw(List<Candle> bars) {
        return months.remove("indicator_rows", bars, Candle::instrument, Candle::frame, Candle::openTimeMs);
    }

    /** The newest rows that open before {@code beforeMs}, newest first. */
    public Flux<IndicatorRow> before(String instrument, String frame, long beforeMs, int limit) {
        return months.newestFirst(
                "indicator_rows",
                beforeMs,
                limit,
                (span, most) -> db.query(
                        "select r.*, s.columns from indicator_rows r join indicator_sets s using (layout_hash)"
                                + " where instrument = $1 and frame = $2 and open_time_ms < $3 and " + span
                                + " order by open_time_ms desc limit $4",
                        IndicatorStore::row,
                        instrument,
                        frame,
                        beforeMs,
                        most));
    }

    private static IndicatorRow row(Readable row) {
        return new IndicatorRow(
                text(row, "instrument"),
                text(row, "frame"),
                int64(row, "open_time_ms"),
                int32(row, "revision"),
                true,
                columns(row.get("columns", String[].class)),
                decode(text(row, "vals")));
    }

    private static List<String> columns(String @Nullable [] columns) {
        return columns == null ? List.of() : List.of(columns);
    }

    /** Shortest round-trip doubles separated by commas; NaN is empty. */
    static String encode(double[] values) {
        StringJoiner joiner = new StringJoiner(",");
        for (double v : values) {
            joiner.add(Double.isNaN(v) ? "" : Double.toString(v));
        }
        return joiner.toString();
    }

    static double[] decode(String text) {
        return Arrays.stream(text.split(",", -1))
                .mapToDouble(s -> s.isEmpty() ? Double.NaN : Double.parseDouble(s))
                .toArray();
    }
}
