package io.tickgrid.grid.fusion;

import static io.tickgrid.grid.db.Db.bool;
import static io.tickgrid.grid.db.Db.booleans;
import static io.tickgrid.grid.db.Db.doubles;
import static io.tickgrid.grid.db.Db.float64;
import static io.tickgrid.grid.db.Db.int32;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.ints;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.Months;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Fused scores of closed bars in PostgreSQL, in monthly partitions, each with the opinions that made it. */
public final class FusionStore {
    private final Db db;
    private final Months months;

    public FusionStore(Db db) {
        this.db = db;
        this.months = new Months(db);
    }

    /** A closed judgement and its opinions as text, {@code agent:direction:confidence:share} separated by spaces. */
    public record Judgement(FusionRow row, String opinions) {}

    /** Writes the rows in one statement; a bar is judged once, so a row that is there stays. */
    public Mono<Long> insert(List<Judgement> rows) {
        if (rows.isEmpty()) {
            return Mono.just(0L);
        }
        Mono<Long> statement = db.update(
                """
                insert into fusion (instrument, frame, open_time_ms, score, confidence, recommendation, agreement,
                                    conflict, voters, quorum, weight_set_version, opinions)
                select * from unnest($1::text[], $2::text[], $3::bigint[], $4::float8[], $5::float8[], $6::text[],
                                     $7::float8[], $8::float8[], $9::int[], $10::bool[], $11::int[], $12::text[])
                on conflict do nothing
                """,
                texts(rows, r -> r.row().instrument()),
                texts(rows, r -> r.row().frame()),
                longs(rows, r -> r.row().openTimeMs()),
                doubles(rows, r -> r.row().score()),
                doubles(rows, r -> r.row().confidence()),
                texts(rows, r -> r.row().recommendation()),
                doubles(rows, r -> r.row().agreement()),
                doubles(rows, r -> r.row().conflict()),
                ints(rows, r -> r.row().voters()),
                booleans(rows, r -> r.row().quorum()),
                ints(rows, r -> r.row().weightSetVersion()),
                texts(rows, Judgement::opinions));
        return months.write(rows, r -> r.row().openTimeMs(), statement);
    }

    /** The newest judgements that open before {@code beforeMs}, newest first. */
    public Flux<FusionRow> before(String instrument, String frame, long beforeMs, int limit) {
        return months.newestFirst(
                "fusion",
                beforeMs,
                limit,
                (span, most) -> db.query(
                        "select * from fusion where instrument = $1 and frame = $2 and open_time_ms < $3 and " + span
                                + " order by open_time_ms desc limit $4",
                        FusionStore::row,
                        instrument,
                        frame,
                        beforeMs,
                        most));
    }

    private static FusionRow row(Readable row) {
        return new FusionRow(
                text(row, "instrument"),
                text(row, "frame"),
                int64(row, "open_time_ms"),
                float64(row, "score"),
                float64(row, "confidence"),
                text(row, "recommendation"),
                float64(row, "agreement"),
                float64(row, "conflict"),
                int32(row, "voters"),
                bool(row, "quorum"),
                int32(row, "weight_set_version"),
                true);
    }
}
