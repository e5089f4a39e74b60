package io.tickgrid.pipelines.engine;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.partition.PartitionService;
import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads this member's share of the Kafka partitions of {@code market-input} and groups what a poll brought by the grid
 * partition of the instrument.
 *
 * <p>Where it starts is the low-water offset in PostgreSQL, whatever the reason of the start: when a snapshot is
 * complete, all engines have saved everything before the offsets that the source had reached at its barrier, and these
 * offsets are stored. Engines skip what they have already applied, so an offset that is too low costs time, not
 * correctness.
 */
final class MarketSource extends AbstractProcessor {
    private static final Logger log = LoggerFactory.getLogger(MarketSource.class);
    private static final Duration POLL = Duration.ofMillis(10);

    private final KafkaSettings kafka;
    private @Nullable EngineStore store;
    private @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable PartitionService partitions;
    private final Map<Integer, Long> nextOffsets = new HashMap<>();
    private final Map<Integer, Long> offsetsAtBarrier = new HashMap<>();
    private final Map<Integer, Long> storedOffsets = new HashMap<>();
    private final Map<String, Integer> partitionOfKey = new HashMap<>();

    MarketSource(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    protected void init(Processor.Context context) {
        HazelcastInstance hazelcast = context.hazelcastInstance();
        partitions = hazelcast.getPartitionService();
        EngineStore offsets = new EngineStore(GridNode.database(hazelcast));
        store = offsets;
        KafkaConsumer<String, byte[]> c = new KafkaConsumer<>(kafka.consumer());
        consumer = c;
        List<TopicPartition> mine = new ArrayList<>();
        for (PartitionInfo info : c.partitionsFor(Topics.MARKET_INPUT)) {
            if (info.partition() % context.totalParallelism() == context.globalProcessorIndex()) {
                mine.add(new TopicPartition(Topics.MARKET_INPUT, info.partition()));
            }
        }
        c.assign(mine);
        Map<Integer, Long> known =
                Objects.requireNonNull(offsets.offsets(Topics.MARKET_INPUT).block());
        for (TopicPartition p : mine) {
            Long next = known.get(p.partition());
            if (next == null) {
                c.seekToBeginning(List.of(p));
            } else {
                c.seek(p, next);
                storedOffsets.put(p.partition(), next);
            }
        }
    }

    @Override
    public boolean complete() {
        KafkaConsumer<String, byte[]> c = Objects.requireNonNull(consumer);
        Map<Integer, MarketSlice> slices = new HashMap<>();
        for (ConsumerRecord<String, byte[]> record : c.poll(POLL)) {
            String key = record.key() == null ? "" : record.key();
            int partition = partitionOf(key);
            MarketSlice slice = slices.computeIfAbsent(partition, p -> new MarketSlice(p));
            slice.entries()
                    .add(new MarketSlice.Entry(
                            record.partition(),
                            record.offset(),
                            key,
                            header(record, Topics.SOURCE_HEADER),
                            header(record, Topics.VERSION_HEADER),
                            record.value() == null ? new byte[0] : record.value()));
            if (slice.entries().size() >= MarketSlice.MAX_RECORDS) {
                emit(slice);
                slices.remove(partition);
            }
            nextOffsets.put(record.partition(), record.offset() + 1);
        }
        slices.values().forEach(this::emit);
        return false;
    }

    private void emit(MarketSlice slice) {
        if (!tryEmit(slice)) {
            throw new IllegalStateException("the outbox of a source that may block refused an item");
        }
    }

    private int partitionOf(String key) {
        if (partitionOfKey.size() > 100_000) {
            partitionOfKey.clear();
        }
        return partitionOfKey.computeIfAbsent(
                key, k -> Objects.requireNonNull(partitions).getPartition(k).getPartitionId());
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public boolean saveToSnapshot() {
        offsetsAtBarrier.clear();
        offsetsAtBarrier.putAll(nextOffsets);
        return true;
    }

    @Override
    public boolean snapshotCommitFinish(boolean success) {
        if (success) {
            try {
                storeOffsets();
            } catch (RuntimeException e) {
                log.warn("offsets not stored, a restart begins at the ones before: {}", e.toString());
            }
        }
        return true;
    }

    private void storeOffsets() {
        offsetsAtBarrier.forEach((partition, next) -> {
            if (!next.equals(storedOffsets.get(partition))) {
                Objects.requireNonNull(store)
                        .saveOffset(Topics.MARKET_INPUT, partition, next)
                        .block(Duration.ofSeconds(10));
                storedOffsets.put(partition, next);
            }
        });
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
        }
    }
}
