package io.tickgrid.pipelines.tick.feed;

import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.PartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the instruments of live venues each second what time it is, so that bars close in which nobody trades. The market
 * job itself reads no clock: this is its input like ticks. Several members may tell the same; the greatest time counts.
 */
public final class ClockFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClockFeed.class);
    private static final long EVERY_MS = 1_000;
    private static final long NS_A_SECOND = 1_000_000_000L;

    private final List<String> venues;
    private final Producer<String, byte[]> producer;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            r -> Thread.ofPlatform().name("clock-feed").daemon().unstarted(r));

    /** @param venues whose instruments have the time of this machine */
    public ClockFeed(List<String> venues, KafkaSettings kafka) {
        this.venues = List.copyOf(venues);
        producer = new KafkaProducer<>(kafka.producer());
    }

    public ClockFeed start() {
        var unused = timer.scheduleAtFixedRate(this::tell, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
        return this;
    }

    private void tell() {
        try {
            Instant now = Instant.now();
            send(producer, "clock", venues, now.getEpochSecond() * NS_A_SECOND + now.getNano());
        } catch (RuntimeException e) {
            log.warn("clock not sent, the next one tells more: {}", e.toString());
        }
    }

    /**
     * Sends a time to every partition of the market's input.
     *
     * @param source who says so
     * @return what Kafka will acknowledge
     */
    static List<Future<RecordMetadata>> send(
            Producer<String, byte[]> producer, String source, List<String> venues, long timeNs) {
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        for (PartitionInfo partition : producer.partitionsFor(Topics.MARKET_INPUT)) {
            for (String venue : venues) {
                ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                        Topics.MARKET_INPUT,
                        partition.partition(),
                        Topics.CLOCK_KEY,
                        MarketInputWire.clock(venue, timeNs));
                record.headers().add(Topics.SOURCE_HEADER, source.getBytes(StandardCharsets.UTF_8));
                record.headers().add(Topics.VERSION_HEADER, Topics.VERSION.getBytes(StandardCharsets.UTF_8));
                sent.add(producer.send(record));
            }
        }
        return sent;
    }

    @Override
    public void close() {
        timer.shutdownNow();
        producer.close(Duration.ofSeconds(2));
    }
}
