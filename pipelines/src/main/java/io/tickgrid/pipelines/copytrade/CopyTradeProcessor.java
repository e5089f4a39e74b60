package io.tickgrid.pipelines.copytrade;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.tick.DeadLetter;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.TopicPositions;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.job.StepProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A leader's fill to every follower's order:
 *
 * <pre>
 * Kafka leader-events ─► blocks decide, where the followers live ─► decisions and orders stored, the first wins
 *                     ─► blocks apply what is stored ─► copy-ledger ─► offset stored
 * </pre>
 *
 * Each step can be done again: deciding changes nothing, a stored decision stays, a block applies a sequence once. The
 * outbox carries the orders to the broker; ledger rows that have an order come into the map with the order's events.
 */
public final class CopyTradeProcessor extends StepProcessor {
    private static final Duration POLL = Duration.ofMillis(20);
    private static final int BATCH = 2_000;

    private final KafkaSettings kafka;
    private @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Stores stores;
    private @Nullable FollowerBlocks blocks;
    private @Nullable IMap<String, LedgerRow> ledger;
    private @Nullable IMap<String, Instrument> instruments;
    private @Nullable TopicPositions positions;

    public CopyTradeProcessor(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    protected void init(Processor.Context context) {
        HazelcastInstance hazelcast = context.hazelcastInstance();
        Stores s = new Stores(GridNode.database(hazelcast));
        stores = s;
        blocks = new FollowerBlocks(hazelcast, s);
        ledger = hazelcast.getMap(GridMaps.COPY_LEDGER.mapName());
        instruments = hazelcast.getMap(GridMaps.INSTRUMENTS.mapName());
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
            return !records.isEmpty();
        } catch (RuntimeException e) {
            positions = null;
            throw e;
        }
    }

    private long position(ConsumerRecord<String, byte[]> record) {
        return Objects.requireNonNull(positions).position(record.partition(), record.offset());
    }

    private void copy(ConsumerRecord<String, byte[]> record) {
        LeaderFill fill;
        try {
            fill = OrderWire.leaderFill(record.value() == null ? new byte[0] : record.value());
            if (!Objects.requireNonNull(instruments).containsKey(fill.instrument())) {
                throw new IllegalArgumentException("expected a listed instrument, got " + fill.instrument());
            }
        } catch (IllegalArgumentException e) {
            refuse(record, String.valueOf(e.getMessage()));
            return;
        }
        FollowerBlocks b = Objects.requireNonNull(blocks);
        List<LedgerRow> decided = b.decide(fill);
        List<LedgerRow> stored = new ArrayList<>(decided.size());
        for (int i = 0; i < decided.size(); i += BATCH) {
            List<LedgerRow> batch = decided.subList(i, Math.min(decided.size(), i + BATCH));
            List<OrderRow> orders = CopyDecisions.orders(fill, batch);
            stored.addAll(Objects.requireNonNull(Objects.requireNonNull(stores)
                    .copies()
                    .store(fill, batch, orders, Topics.MARKET_INPUT, OrderWire::paperOrders)
                    .block()));
        }
        b.apply(fill, stored);
        Map<String, LedgerRow> rows = new HashMap<>();
        for (LedgerRow row : stored) {
            if (row.clientOrderId().isEmpty()) {
                rows.put(
                        LedgerRow.key(row.leaderAccountId(), row.leaderSequence(), row.followerAccountId(), row.leg()),
                        row);
            }
        }
        Objects.requireNonNull(ledger).setAll(rows);
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
