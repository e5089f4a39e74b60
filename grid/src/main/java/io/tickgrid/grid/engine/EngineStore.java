package io.tickgrid.grid.engine;

import static io.tickgrid.grid.db.Db.bytes;
import static io.tickgrid.grid.db.Db.int32;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.ints;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Engine states and input offsets in PostgreSQL: what a whole cluster comes back from. */
public final class EngineStore {
    private final Db db;

    public EngineStore(Db db) {
        this.db = db;
    }

    /** Writes the states in one statement; a state never goes back to an earlier input. No key may occur twice. */
    public Mono<Long> save(List<EngineState> states) {
        if (states.isEmpty()) {
            return Mono.just(0L);
        }
        return db.update(
                """
                insert into engine_state (instrument, kafka_partition, kafka_offset, bytes)
                select i, p, o, decode(b, 'base64')
                from unnest($1::text[], $2::int[], $3::bigint[], $4::text[]) as x(i, p, o, b)
                on conflict (instrument) do update set
                    kafka_partition = excluded.kafka_partition, kafka_offset = excluded.kafka_offset,
                    bytes = excluded.bytes
                where excluded.kafka_offset >= engine_state.kafka_offset
                """,
                texts(states, EngineState::instrument),
                ints(states, EngineState::kafkaPartition),
                longs(states, EngineState::kafkaOffset),
                texts(states, s -> Base64.getEncoder().encodeToString(s.bytes())));
    }

    public Flux<EngineState> loadAll() {
        return db.query("select * from engine_state", EngineStore::row);
    }

    /** The state of one engine; empty when it has none yet. */
    public Mono<EngineState> load(String instrument) {
        return db.query("select * from engine_state where instrument = $1", EngineStore::row, instrument)
                .next();
    }

    private static EngineState row(Readable row) {
        return new EngineState(
                text(row, "instrument"),
                int32(row, "kafka_partition"),
                int64(row, "kafka_offset"),
                bytes(row, "bytes"));
    }

    /** Everything before {@code nextOffset} of the partition is applied and saved. Never goes back. */
    public Mono<Long> saveOffset(String topic, int partition, long nextOffset) {
        return db.update("""
            insert into engine_offsets (topic, kafka_partition, next_offset) values ($1, $2, $3)
            on conflict (topic, kafka_partition) do update set next_offset = excluded.next_offset
            where excluded.next_offset > engine_offsets.next_offset
            """, topic, partition, nextOffset);
    }

    /** Kafka partition to the offset from which to read; a partition that is not there starts at its beginning. */
    public Mono<Map<Integer, Long>> offsets(String topic) {
        return db.query(
                        "select * from engine_offsets where topic = $1",
                        row -> Map.entry(int32(row, "kafka_partition"), int64(row, "next_offset")),
                        topic)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }
}
