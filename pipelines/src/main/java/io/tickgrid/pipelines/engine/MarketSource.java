package io.tickgrid.pipelines.engine;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.grid.engine.UnsavedInput;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.TopicPositions;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads this member's share of the Kafka partitions of {@code market-input} and groups what a poll brought by the grid
 * partition of the instrument.
 *
 * <p>Where it starts is the low-water position in PostgreSQL, whatever the reason of the start: the furthest barrier
 * before which every input is in a saved state. When a snapshot is complete, the processors have told since where their
 * engines have input that is not saved ({@link UnsavedInput}), and that position is stored. Engines skip what they have already applied, so a position that is too low costs time, not
 * correctness. What a position is: {@link TopicPositions}.
 */
final class MarketSource extends AbstractProcessor {
    private static final Logger log = LoggerFactory.getLogger(MarketSource.class);
    private static final Duration POLL = Duration.ofMillis(10);

    private final KafkaSettings kafka;
    private @Nullable EngineStore store;
    private @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable PartitionService partitions;
    private @Nullable TopicPositions positions;
    private int kafkaPartitions;
    private final Map<Integer, PartitionClock> clocks = new HashMap<>();
    /** What the clocks before {@link #next} have told. */
    private final Map<Integer, Map<String, Long>> clocksBeforeNext = new HashMap<>();

    private final Set<Integer> clocksOfPoll = new HashSet<>();
    private final MarketInputWire wire = new MarketInputWire();
    private int gridPartitions;
    private boolean toldClocks;
    /** After the last record that has left. */
    private final Map<Integer, Long> next = new HashMap<>();
    /** After the last record that was polled: {@link #next} when its slices have left. */
    private final Map<Integer, Long> nextOfPoll = new HashMap<>();

    private final Map<Integer, Barriers> barriers = new HashMap<>();
    private @Nullable IMap<String, UnsavedInput> unsavedInputs;
    private final Set<String> enginesKeys = new HashSet<>();
    private final Map<String, Place> placeOfKey = new HashMap<>();
    private final MarketSlices slices = new MarketSlices();

    /** Where the records of a key live in the grid, and where they have to be in Kafka. */
    private record Place(int gridPartition, int kafkaPartition) {}

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
        gridPartitions = partitions.getPartitions().size();
        Stores all = new Stores(GridNode.database(hazelcast));
        store = all.engine();
        KafkaConsumer<String, byte[]> c = new KafkaConsumer<>(kafka.consumer());
        consumer = c;
        List<PartitionInfo> infos = c.partitionsFor(Topics.MARKET_INPUT);
        kafkaPartitions = infos.size();
        List<TopicPartition> mine = new ArrayList<>();
        for (PartitionInfo info : infos) {
            if (info.partition() % context.totalParallelism() == context.globalProcessorIndex()) {
                mine.add(new TopicPartition(Topics.MARKET_INPUT, info.partition()));
            }
        }
        positions = TopicPositions.seek(all, kafka, c, mine);
        for (TopicPartition p : mine) {
            PartitionClock clock = new PartitionClock();
            Objects.requireNonNull(all.engine().clocks(p.topic(), p.partition()).block())
                    .forEach(clock::advance);
            clocks.put(p.partition(), clock);
            clocksBeforeNext.put(p.partition(), clock.times());
            barriers.put(p.partition(), new Barriers());
        }
        unsavedInputs = hazelcast.getMap(GridMaps.UNSAVED_INPUT.mapName());
        for (int i = 0; i < context.memberCount() * MarketJob.ENGINES_A_MEMBER; i++) {
            enginesKeys.add(UnsavedInput.key(context.executionId(), i));
        }
    }

    @Override
    public boolean complete() {
        if (!slices.emit(this::tryEmit)) {
            return false;
        }
        allLeft();
        if (!toldClocks) {
            toldClocks = true;
            clocks.forEach((partition, clock) -> clock.times()
                    .forEach((venue, timeNs) -> tellAll(partition, -1, MarketInputWire.clock(venue, timeNs))));
        }
        KafkaConsumer<String, byte[]> c = Objects.requireNonNull(consumer);
        for (ConsumerRecord<String, byte[]> record : c.poll(POLL)) {
            String key = record.key() == null ? "" : record.key();
            long position = Objects.requireNonNull(positions).position(record.partition(), record.offset());
            nextOfPoll.put(record.partition(), position + 1);
            if (key.equals(Topics.CLOCK_KEY) && isClock(record)) {
                if (Objects.requireNonNull(clocks.get(record.partition()))
                        .advance(wire.clockVenue(), wire.clockTimeNs())) {
                    clocksOfPoll.add(record.partition());
                    tellAll(record.partition(), position, record.value());
                }
                continue;
            }
            Place place = place(key);
            slices.add(
                    place.gridPartition(),
                    new MarketSlice.Entry(
                            record.partition(),
                            position,
                            place.kafkaPartition(),
                            writtenNs(record),
                            key,
                            header(record, Topics.SOURCE_HEADER),
                            header(record, Topics.VERSION_HEADER),
                            record.value() == null ? new byte[0] : record.value()));
        }
        slices.drained();
        if (slices.emit(this::tryEmit)) {
            allLeft();
        }
        return false;
    }

    private void allLeft() {
        next.putAll(nextOfPoll);
        nextOfPoll.clear();
        for (Integer partition : clocksOfPoll) {
            clocksBeforeNext.put(
                    partition, Objects.requireNonNull(clocks.get(partition)).times());
        }
        clocksOfPoll.clear();
    }

    private boolean isClock(ConsumerRecord<String, byte[]> record) {
        return record.value() != null
                && wire.read(
                                Topics.CLOCK_KEY,
                                header(record, Topics.SOURCE_HEADER),
                                header(record, Topics.VERSION_HEADER),
                                record.value())
                        == MarketInputWire.Kind.CLOCK
                && !wire.isAhead(writtenNs(record));
    }

    /** To every grid partition, behind what this source has sent it before. */
    private void tellAll(int kafkaPartition, long position, byte[] clock) {
        MarketSlice.Entry entry = new MarketSlice.Entry(
                kafkaPartition, position, kafkaPartition, Long.MAX_VALUE, Topics.CLOCK_KEY, "", Topics.VERSION, clock);
        for (int g = 0; g < gridPartitions; g++) {
            slices.add(g, entry);
        }
    }

    private static long writtenNs(ConsumerRecord<String, byte[]> record) {
        return record.timestamp() < 0 ? TickColumns.NO_TIME : record.timestamp() * 1_000_000;
    }

    private Place place(String key) {
        if (placeOfKey.size() > 100_000) {
            placeOfKey.clear();
        }
        return placeOfKey.computeIfAbsent(
                key,
                k -> new Place(
                        Objects.requireNonNull(partitions).getPartition(k).getPartitionId(),
                        Utils.toPositive(Utils.murmur2(k.getBytes(StandardCharsets.UTF_8))) % kafkaPartitions));
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    @Override
    public boolean saveToSnapshot() {
        next.forEach((partition, position) -> Objects.requireNonNull(barriers.get(partition))
                .passed(position, clocksBeforeNext.getOrDefault(partition, Map.of())));
        return true;
    }

    @Override
    public boolean snapshotCommitFinish(boolean success) {
        if (success) {
            try {
                storePositions();
            } catch (RuntimeException e) {
                log.warn("positions not stored, a restart begins at the ones before: {}", e.toString());
            }
        }
        return true;
    }

    private void storePositions() {
        Collection<UnsavedInput> unsaved =
                Objects.requireNonNull(unsavedInputs).getAll(enginesKeys).values();
        if (unsaved.size() < enginesKeys.size()) {
            return; // somebody has not said yet since where his engines are unsaved
        }
        barriers.forEach((partition, passed) -> {
            long first = unsaved.stream()
                    .mapToLong(u -> u.firstPosition(partition))
                    .min()
                    .orElse(UnsavedInput.NONE);
            Barriers.Start start = passed.furthest(first);
            if (start != null) {
                try {
                    Objects.requireNonNull(store)
                            .saveNext(Topics.MARKET_INPUT, partition, start.next(), start.clocks())
                            .block(Duration.ofSeconds(10));
                } catch (RuntimeException e) {
                    passed.putBack(start);
                    throw e;
                }
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
