package io.tickgrid.grid.tick;

import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.tickgrid.grid.db.Db;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Refused input in PostgreSQL. */
public final class DeadLetterStore {
    private final Db db;

    public DeadLetterStore(Db db) {
        this.db = db;
    }

    /** A letter with its place in the order of storing. */
    public record Numbered(long number, DeadLetter letter) {}

    /** Writes and counts the rows in one statement; the same input twice is one letter. */
    public Mono<Long> insert(List<DeadLetter> rows) {
        if (rows.isEmpty()) {
            return Mono.just(0L);
        }
        return db.update(
                """
                with added as (
                    insert into dead_letters (id, instrument, source, sequence, event_time_ms, reason, detail)
                    select * from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[],
                                         $7::text[])
                    on conflict do nothing returning reason)
                insert into dead_letter_counts as c
                select reason, count(*) from added group by reason order by reason
                on conflict (reason) do update set letters = c.letters + excluded.letters
                """,
                texts(rows, DeadLetter::id),
                texts(rows, DeadLetter::instrument),
                texts(rows, DeadLetter::source),
                longs(rows, DeadLetter::sequence),
                longs(rows, DeadLetter::eventTimeMs),
                texts(rows, DeadLetter::reason),
                texts(rows, DeadLetter::detail));
    }

    /** How many there are, by reason. */
    public Mono<Map<String, Long>> counts() {
        return db.query(
                        "select reason, letters from dead_letter_counts",
                        row -> Map.entry(text(row, "reason"), int64(row, "letters")))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** The newest stored before {@code number}, newest first. */
    public Flux<Numbered> before(long number, int limit) {
        return db.query(
                "select * from dead_letters where number < $1 order by number desc limit $2",
                row -> new Numbered(
                        int64(row, "number"),
                        new DeadLetter(
                                text(row, "id"),
                                text(row, "instrument"),
                                text(row, "source"),
                                int64(row, "sequence"),
                                int64(row, "event_time_ms"),
                                text(row, "reason"),
                                text(row, "detail"))),
                number,
                limit);
    }
}
