package io.tickgrid.pipelines.copytrade;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.Processor;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.tick.DeadLetter;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.TopicPositions;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.job.StepProcessor;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leader's fill to every follower's order:
 *
 * <pre>
 * Kafka leader-events ─► the fills up to there, and changed links, from PostgreSQL
 *                     ─► blocks decide, where the followers live ─► decisions and orders stored, the first wins
 *                     ─► copy-ledger ─► blocks apply what is stored ─► offset stored
 * </pre>
 *
 * Each step can be done again: deciding changes nothing, a stored decision stays, a block applies a sequence once. The
 * outbox carries the orders to the broker; ledger rows that have an order come into the map with the order's events.
 *
 * <p>Ten times a second the markets' latest prices are asked which links have lost too much, and what late joiners may open.
 * That becomes events of the leaders, which come in here as their fills do.
 */
public final class CopyTradeProcessor extends StepProcessor {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final long LEARN_EVERY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long MARKETS_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Logger log = LoggerFactory.getLogger(CopyTradeProcessor.class);

    private final Set<String> failing = new HashSet<>();
    private final KafkaSettings kafka;
    private @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Stores stores;
    private @Nullable LeaderCopies copies;
    private @Nullable TopicPositions positions;
    private long learnedNs = System.nanoTime() - LEARN_EVERY_NS;
    private long askedNs = System.nanoTime() - MARKETS_EVERY_NS;

    public CopyTradeProcessor(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    protected void init(Processor.Context context) {
        HazelcastInstance hazelcast = context.hazelcastInstance();
        Stores s = new Stores(GridNode.database(hazelcast));
        stores = s;
        copies = new LeaderCopies(hazelcast, s);
        consumer = new KafkaConsumer<>(kafka.consumer());
    }

    @Override
    protected boolean step() {
        KafkaConsumer<String, byte[]> c = Objects.requireNonNull(consumer);
        if (positions == null) {
            positions = TopicPositions.seek(
                    Objects.requireNonNull(stores),
                    kafka,
                    c,
                    c.partitionsFor(Topics.LEADER_EVENTS).stream()
                            .map(p -> new TopicPartition(Topics.LEADER_EVENTS, p.partition()))
                            .toList());
        }
        try {
            ConsumerRecords<String, byte[]> records = c.poll(POLL);
            for (ConsumerRecord<String, byte[]> record : records) {
                copy(record);
                Objects.requireNonNull(stores)
                        .engine()
                        .saveNext(Topics.LEADER_EVENTS, record.partition(), position(record) + 1)
                        .block();
            }
            if (records.isEmpty() && System.nanoTime() - learnedNs > LEARN_EVERY_NS) {
                Objects.requireNonNull(copies).learnSwitches();
                learnedNs = System.nanoTime();
            }
            if (System.nanoTime() - askedNs > MARKETS_EVERY_NS) {
                apart("links that have lost too much", Objects.requireNonNull(copies)::stopLosing);
                apart("late joiners", Objects.requireNonNull(copies)::openJoins);
                askedNs = System.nanoTime();
            }
            return !records.isEmpty();
        } catch (RuntimeException e) {
            positions = null;
            throw e;
        }
    }

    /** What links do by themselves keeps no fill of a leader from being copied when it fails; it is tried again. */
    private void apart(String what, Runnable work) {
        try {
            work.run();
            failing.remove(what);
        } catch (RuntimeException e) {
            if (failing.add(what)) {
                log.error("{} cannot be looked at, trying again", what, e);
            }
        }
    }

    private long position(ConsumerRecord<String, byte[]> record) {
        return Objects.requireNonNull(positions).position(record.partition(), record.offset());
    }

    private void copy(ConsumerRecord<String, byte[]> record) {
        LeaderFill fill;
        try {
            fill = OrderWire.leaderFill(record.value() == null ? new byte[0] : record.value());
        } catch (IllegalArgumentException e) {
            refuse(record, String.valueOf(e.getMessage()));
            return;
        }
        if (!Objects.requireNonNull(copies).copy(fill.leaderAccountId(), fill.leaderSequence())) {
            refuse(
                    record,
                    "expected a fill that is booked, got " + fill.leaderSequence() + " of " + fill.leaderAccountId());
        }
    }

    private void refuse(ConsumerRecord<String, byte[]> record, String why) {
        Objects.requireNonNull(stores)
                .deadLetters()
                .insert(List.of(new DeadLetter(
                        Topics.LEADER_EVENTS + "-" + record.partition() + "-" + position(record),
                        record.key() == null ? "" : record.key(),
                        Topics.LEADER_EVENTS,
                        -1,
                        0,
                        "malformed",
                        why)))
                .block();
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
        }
    }
}
