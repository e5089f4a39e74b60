package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.engine.InstrumentEngine;
import io.tickgrid.pipelines.engine.MarketSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka Streams application: the topic, which is keyed by instrument already, into one processor with the engines of a
 * task in a map. Stores of Kafka Streams keep bytes, so that an engine would be read and written with each record.
 */
final class StreamsRun extends PeerRun {
    private static final int THREADS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MarketRun.Gate gate;
    private final KafkaStreams streams;
    private volatile @Nullable Throwable failure;

    /**
     * Starts it.
     *
     * @param directory for its state, of which it has none
     */
    StreamsRun(
            String name,
            MarketLoad load,
            MarketSettings settings,
            PeerEngines.Work work,
            MarketRun.Gate gate,
            Path directory) {
        super(name, load, settings, work);
        this.gate = gate;
        Topology topology = new Topology();
        topology.addSource("market-source", new StringDeserializer(), new ByteArrayDeserializer(), Topics.MARKET_INPUT)
                .addProcessor("market-engines", Engines::new, "market-source");
        streams = new KafkaStreams(topology, properties(name, settings.kafka(), directory));
        streams.setUncaughtExceptionHandler(e -> {
            failure = e;
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.start();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (streams.state() != KafkaStreams.State.RUNNING) {
            if (failure != null || System.nanoTime() > end) {
                close();
                throw new IllegalStateException("Kafka Streams did not start", failure);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Properties properties(String name, KafkaSettings kafka, Path directory) {
        Properties p = new Properties();
        p.put(StreamsConfig.APPLICATION_ID_CONFIG, name);
        p.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        p.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
        p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, THREADS);
        p.put(StreamsConfig.POLL_MS_CONFIG, 10);
        p.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
        // As the market job's own source, and as long between two polls as a benchmark waits for its turn.
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG), 20);
        p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), Integer.MAX_VALUE);
        return p;
    }

    @Override
    void onRelease(long records) {
        gate.release(records);
    }

    @Override
    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        gate.release(Long.MAX_VALUE);
        streams.close(PATIENCE);
        super.close();
    }

    /** Of one task, which is one partition of the topic. */
    private final class Engines implements Processor<String, byte[], Void, Void> {
        private final PeerEngines engines = newEngines();
        private final Map<String, InstrumentEngine> engineOf = new HashMap<>();
        private @Nullable ProcessorContext<Void, Void> context;

        @Override
        public void init(ProcessorContext<Void, Void> of) {
            context = of;
        }

        @Override
        public void process(Record<String, byte[]> record) {
            RecordMetadata at = Objects.requireNonNull(context).recordMetadata().orElseThrow();
            gate.hold(at.partition(), at.offset());
            engines.apply(
                    engineOf.computeIfAbsent(record.key(), engines::open),
                    at.partition(),
                    at.offset(),
                    record.timestamp() * 1_000_000,
                    header(record.headers(), Topics.SOURCE_HEADER),
                    header(record.headers(), Topics.VERSION_HEADER),
                    record.value());
        }

        private static String header(Headers headers, String name) {
            Header header = headers.lastHeader(name);
            return header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        }
    }
}
