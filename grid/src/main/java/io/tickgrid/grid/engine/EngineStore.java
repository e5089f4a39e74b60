package io.tickgrid.grid.engine;

import static io.tickgrid.grid.db.Db.bytes;
import static io.tickgrid.grid.db.Db.int32;
import static io.tickgrid.grid.db.Db.int64;
import static io.tickgrid.grid.db.Db.ints;
import static io.tickgrid.grid.db.Db.longs;
import static io.tickgrid.grid.db.Db.text;
import static io.tickgrid.grid.db.Db.texts;

import io.r2dbc.spi.Connection;
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

    /** Everything before position {@code next} of the partition is applied and saved. Never goes back. */
    public Mono<Long> saveNext(String topic, int partition, long next) {
        return saveNext(topic, partition, next, Map.of());
    }

    /**
     * As {@link #saveNext(String, int, long)}, and that clock records before {@code next} have told these times, nanoseconds
     * since the epoch by venue: who reads on from there cannot know them otherwise.
     */
    public Mono<Long> saveNext(String topic, int partition, long next, Map<String, Long> clocks) {
        List<Map.Entry<String, Long>> times = List.copyOf(clocks.entrySet());
        return db.update(
                """
                with moved as (
                    insert into engine_offsets (topic, kafka_partition, next_offset) values ($1, $2, $3)
                    on conflict (topic, kafka_partition) do update set next_offset = excluded.next_offset
                    where excluded.next_offset > engine_offsets.next_offset)
                insert into engine_clocks (topic, kafka_partition, venue, time_ns)
                select $1, $2, v, t from unnest($4::text[], $5::bigint[]) as x(v, t)
                on conflict (topic, kafka_partition, venue) do update set time_ns = excluded.time_ns
                where excluded.time_ns > engine_clocks.time_ns
                """, topic, partition, next, texts(times, Map.Entry::getKey), longs(times, Map.Entry::getValue));
    }

    /** What the clock records before the stored position of a partition have told, nanoseconds since the epoch by venue. */
    public Mono<Map<String, Long>> clocks(String topic, int partition) {
        return db.query(
                        "select venue, time_ns from engine_clocks where topic = $1 and kafka_partition = $2",
                        row -> Map.entry(text(row, "venue"), int64(row, "time_ns")),
                        topic,
                        partition)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /**
     * The latest time that clock records told, nanoseconds since the epoch by venue, as it is saved; the venue '' stands for
     * all instruments. Within a transaction.
     */
    public static Mono<Map<String, Long>> latestClocks(Connection c) {
        return Db.query(
                        c,
                        "select venue, max(time_ns) as time_ns from engine_clocks group by venue",
                        row -> Map.entry(text(row, "venue"), int64(row, "time_ns")))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Names of the engines that have a state. */
    public Flux<String> names() {
        return db.query("select instrument from engine_state", row -> text(row, "instrument"));
    }

    /** The states of those of the engines that have one. */
    public Flux<EngineState> load(List<String> instruments) {
        return db.query("select * from engine_state where instrument = any($1::text[])", EngineStore::row, (Object)
                instruments.toArray(String[]::new));
    }

    /** Kafka partition to the position from which to read; a partition that is not there starts at its beginning. */
    public Mono<Map<Integer, Long>> next(String topic) {
        return byPartition("select kafka_partition, next_offset as n from engine_offsets where topic = $1", topic);
    }

    /** Kafka partition to the position after the last that any engine has applied. */
    public Mono<Map<Integer, Long>> applied() {
        return byPartition(
                "select kafka_partition, max(kafka_offset) + 1 as n from engine_state group by kafka_partition");
    }

    private Mono<Map<Integer, Long>> byPartition(String sql, Object... values) {
        return db.query(sql, row -> Map.entry(int32(row, "kafka_partition"), int64(row, "n")), values)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /**
     * Records of a partition, from an offset on, whose position is their offset plus {@code base}.
     *
     * @param topicId Kafka's id of the topic; empty = of the time before ids were kept
     */
    public record Segment(int partition, String topicId, long fromOffset, long base) {}

    /** All segments of a topic that have been, those of one partition and topic id with rising offsets. */
    public Mono<List<Segment>> segments(String topic) {
        return db.query(
                        "select * from topic_segments where topic = $1 order by kafka_partition, topic_id, from_offset",
                        row -> new Segment(
                                int32(row, "kafka_partition"),
                                text(row, "topic_id"),
                                int64(row, "from_offset"),
                                int64(row, "base")),
                        topic)
                .collectList();
    }

    /** Adds a segment, in the transaction of a connection. */
    public static Mono<Long> begin(Connection c, String topic, Segment segment) {
        return Db.update(
                c,
                "insert into topic_segments (topic, kafka_partition, topic_id, from_offset, base)"
                        + " values ($1, $2, $3, $4, $5) on conflict do nothing",
                topic,
                segment.partition(),
                segment.topicId(),
                segment.fromOffset(),
                segment.base());
    }
}
