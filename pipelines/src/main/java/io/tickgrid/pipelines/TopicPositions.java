package io.tickgrid.pipelines;

import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.grid.engine.EngineStore.Segment;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.OutboxStore;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The positions of a topic's records: numbers that rise and never come again, whatever becomes of the topic.
 *
 * <p>Kafka's offsets are no such numbers: a topic that is made anew, on this Kafka or on another, begins at 0, and a
 * broker that lost the end of its log gives the same offsets to other records. Whoever skips what it has read already
 * would then skip what it has never read. So a position is the offset plus a base, and a segment with a greater base
 * begins, above every position known, when the topic's id is another one or its end lies before what has been read. What
 * the lost end may have held of orders and leaders' fills is put into the outbox again.
 */
public final class TopicPositions {
    private static final Logger log = LoggerFactory.getLogger(TopicPositions.class);
    private static final long TIMEOUT_S = 30;

    /** The segments of the partitions that are read, the last one last. */
    private final Map<Integer, List<Segment>> segments = new HashMap<>();

    private TopicPositions() {}

    /**
     * Assigns partitions to a consumer and seeks each to the first record that is not known to be applied.
     *
     * @throws IllegalStateException when Kafka does not tell the topic's id within 30 s
     */
    public static TopicPositions seek(
            Stores stores,
            KafkaSettings kafka,
            KafkaConsumer<String, byte[]> consumer,
            Collection<TopicPartition> partitions) {
        TopicPositions positions = new TopicPositions();
        consumer.assign(partitions);
        if (partitions.isEmpty()) {
            return positions;
        }
        String topic = partitions.iterator().next().topic();
        String topicId = topicId(kafka, topic);
        EngineStore store = stores.engine();
        Map<Integer, Long> next = Objects.requireNonNull(store.next(topic).block());
        Map<Integer, Long> known = new HashMap<>(next);
        if (topic.equals(Topics.MARKET_INPUT)) {
            Objects.requireNonNull(store.applied().block()).forEach((p, n) -> known.merge(p, n, Math::max));
        }
        List<Segment> all = Objects.requireNonNull(store.segments(topic).block());
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> beginnings = consumer.beginningOffsets(partitions);
        for (TopicPartition p : partitions) {
            List<Segment> mine = positions.open(stores, topic, topicId, p.partition(), all, known, of(ends, p));
            long from = offsetOf(next.getOrDefault(p.partition(), 0L), mine);
            long oldest = of(beginnings, p);
            if (from < oldest && next.containsKey(p.partition())) {
                log.error(
                        "{} holds nothing before offset {}, {} was the next to read: the records between were removed"
                                + " before they were read, see the topic's retention",
                        p,
                        oldest,
                        from);
            }
            consumer.seek(p, Math.max(from, oldest));
        }
        return positions;
    }

    private static long of(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition), partition::toString);
    }

    private List<Segment> open(
            Stores stores,
            String topic,
            String topicId,
            int partition,
            List<Segment> all,
            Map<Integer, Long> known,
            long end) {
        List<Segment> mine = new ArrayList<>(all.stream()
                .filter(s -> s.partition() == partition && s.topicId().equals(topicId))
                .toList());
        boolean first = mine.isEmpty();
        if (first) {
            // Read before ids were kept: taken for this topic, unless its end says otherwise below.
            all.stream()
                    .filter(s -> s.partition() == partition && s.topicId().isEmpty())
                    .forEach(s -> mine.add(new Segment(partition, topicId, s.fromOffset(), s.base())));
        }
        long least = known.getOrDefault(partition, 0L);
        Segment added = null;
        if (mine.isEmpty()) {
            long above =
                    known.values().stream().mapToLong(Long::longValue).max().orElse(0);
            added = new Segment(partition, topicId, 0, above);
            if (above > 0) {
                log.warn(
                        "{}-{} is not the topic that was read before: all of it is read, from position {}",
                        topic,
                        partition,
                        above);
            }
        } else if (mine.getLast().base() + end < least) {
            added = new Segment(partition, topicId, end, least - end);
            log.warn(
                    "{}-{} ends at offset {}, records up to {} were read: it has lost its end, what comes now is new",
                    topic,
                    partition,
                    end,
                    least - mine.getLast().base());
        }
        boolean lost = added != null && added.base() > 0;
        if (added != null) {
            mine.add(added);
        }
        if (first || added != null) {
            save(stores, topic, first ? mine : List.of(mine.getLast()), lost);
        }
        segments.put(partition, mine);
        return mine;
    }

    private static void save(Stores stores, String topic, List<Segment> added, boolean lost) {
        stores.db()
                .moneyTransaction(c -> Flux.fromIterable(added)
                        .concatMap(s -> EngineStore.begin(c, topic, s))
                        .reduce(0L, Long::sum)
                        .flatMap(n -> lost
                                ? OutboxStore.addAgain(
                                                c, Topics.MARKET_INPUT, OrderWire::paperOrders, Topics.LEADER_EVENTS)
                                        .thenReturn(n)
                                : Mono.just(n)))
                .block();
    }

    /** The offset of the first record at or after a position. */
    static long offsetOf(long position, List<Segment> segments) {
        long offset = segments.getFirst().fromOffset();
        for (int i = 0; i < segments.size(); i++) {
            Segment s = segments.get(i);
            if (position >= s.fromOffset() + s.base()) {
                long end = i + 1 < segments.size() ? segments.get(i + 1).fromOffset() : Long.MAX_VALUE;
                offset = Math.min(position - s.base(), end);
            }
        }
        return offset;
    }

    /** The position of a record of a partition that was given to {@link #seek}. */
    public long position(int partition, long offset) {
        List<Segment> mine = Objects.requireNonNull(segments.get(partition));
        int i = mine.size() - 1;
        while (i > 0 && offset < mine.get(i).fromOffset()) {
            i--;
        }
        return offset + mine.get(i).base();
    }

    private static String topicId(KafkaSettings kafka, String topic) {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()))) {
            return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get(TIMEOUT_S, TimeUnit.SECONDS)
                            .get(topic))
                    .topicId()
                    .toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not describe the topic " + topic + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }
}
