package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * The records of the rounds in {@code market-input}. A round is written before it is timed and when all readers are through
 * with the one before: what stands there after the end of the round that a reader may read would keep it from what stands
 * in other partitions.
 */
final class TopicLoad implements AutoCloseable {
    private static final int PARTITIONS = 4;
    private static final int BATCH_BYTES = 256 << 10;

    private final MarketLoad load;
    private final long recordsOfRound;
    private final KafkaProducer<String, byte[]> producer;
    private final List<Header> headers = List.of(
            new RecordHeader(Topics.SOURCE_HEADER, MarketLoad.SOURCE.getBytes(StandardCharsets.UTF_8)),
            new RecordHeader(Topics.VERSION_HEADER, Topics.VERSION.getBytes(StandardCharsets.UTF_8)));
    private final MarketInputWire wire = new MarketInputWire();
    private final AtomicLongArray ends = new AtomicLongArray(PARTITIONS);
    private final List<long[]> endsOfRound = new CopyOnWriteArrayList<>();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private long next;

    /** Makes the topic. */
    TopicLoad(KafkaSettings kafka, MarketLoad load, long recordsOfRound) {
        this.load = load;
        this.recordsOfRound = recordsOfRound;
        create(kafka);
        Properties properties = kafka.producer();
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        producer = new KafkaProducer<>(properties);
    }

    /** Writes the next round. */
    void writeRound() {
        for (long end = next + recordsOfRound; next < end && failure.get() == null; next++) {
            write(load.instrument(next).id(), load.bytes(next));
        }
        producer.flush();
        if (failure.get() != null) {
            throw new IllegalStateException("Kafka does not take the load", failure.get());
        }
        long[] endOfRound = new long[PARTITIONS];
        Arrays.setAll(endOfRound, ends::get);
        endsOfRound.add(endOfRound);
    }

    /** The record's time is just after its last tick: engines refuse ticks that are ahead of their record. */
    private void write(String instrument, byte[] bytes) {
        wire.read(instrument, MarketLoad.SOURCE, Topics.VERSION, bytes);
        long lastNs = wire.ticks().timeNs(wire.ticks().size() - 1);
        long writtenMs = TimeUnit.NANOSECONDS.toMillis(lastNs) + 1;
        var unused = producer.send(
                new ProducerRecord<>(Topics.MARKET_INPUT, null, writtenMs, instrument, bytes, headers), (at, e) -> {
                    if (e != null) {
                        failure.compareAndSet(null, e);
                    } else {
                        ends.set(at.partition(), at.offset() + 1);
                    }
                });
    }

    /** Keeps what lies far in the past, and takes what lies in the future: times are those of the tape, moved on. */
    private static void create(KafkaSettings kafka) {
        NewTopic topic = new NewTopic(Topics.MARKET_INPUT, Optional.of(PARTITIONS), Optional.empty())
                .configs(Map.of(
                        TopicConfig.RETENTION_MS_CONFIG, "-1",
                        TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                        TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG, Long.toString(Long.MAX_VALUE)));
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()))) {
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka does not make the topic: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }

    /** Holds a reader back at the ends of rounds. Each needs its own. */
    MarketRun.Gate gate() {
        return new Gate();
    }

    @Override
    public void close() {
        producer.close();
    }

    private final class Gate implements MarketRun.Gate {
        private volatile long[] ends = new long[PARTITIONS];

        @Override
        public synchronized void release(long records) {
            long[] released = new long[PARTITIONS];
            if (records == Long.MAX_VALUE) {
                Arrays.fill(released, Long.MAX_VALUE);
            } else {
                released = endsOfRound.get(Math.toIntExact(records / recordsOfRound) - 1);
            }
            ends = released;
            notifyAll();
        }

        @Override
        public void hold(int partition, long offset) {
            if (offset >= ends[partition]) {
                awaitRelease(partition, offset);
            }
        }

        private synchronized void awaitRelease(int partition, long offset) {
            try {
                while (offset >= ends[partition]) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for the next round", e);
            }
        }
    }
}
