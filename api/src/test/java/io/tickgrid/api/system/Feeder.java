package io.tickgrid.api.system;

import io.tickgrid.pipelines.KafkaSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sends records to Kafka in their order at a steady rate, on a thread of its own. It can hold some back until it is told
 * to go on, so that a test meets the middle of a stream however slow its machine is.
 */
final class Feeder implements AutoCloseable {
    private static final int BATCHES_A_SECOND = 50;

    private final KafkaProducer<String, byte[]> producer;
    private final List<ProducerRecord<String, byte[]>> records;
    private final int perBatch;
    private final Thread thread = new Thread(this::run, "feeder");
    private volatile int limit;
    private volatile int sent;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    private Feeder(KafkaSettings kafka, List<ProducerRecord<String, byte[]>> records, int perSecond, int limit) {
        this.limit = limit;
        producer = new KafkaProducer<>(kafka.producer());
        this.records = records;
        perBatch = Math.max(1, perSecond / BATCHES_A_SECOND);
    }

    static Feeder start(KafkaSettings kafka, List<ProducerRecord<String, byte[]>> records, int perSecond) {
        return start(kafka, records, perSecond, records.size());
    }

    /** @param limit how many records it sends before {@link #goOn} or {@link #finish} */
    static Feeder start(KafkaSettings kafka, List<ProducerRecord<String, byte[]>> records, int perSecond, int limit) {
        Feeder feeder = new Feeder(kafka, records, perSecond, limit);
        feeder.thread.start();
        return feeder;
    }

    /** Sends all records at once and waits for Kafka. */
    static void send(KafkaSettings kafka, List<ProducerRecord<String, byte[]>> records) {
        try (Feeder feeder = start(kafka, records, Integer.MAX_VALUE)) {
            feeder.finish();
        }
    }

    private void run() {
        List<Future<RecordMetadata>> waiting = new ArrayList<>();
        try {
            long next = System.nanoTime();
            while (sent < records.size() && !stopped) {
                int to = Math.max(sent, (int) Math.min(limit, (long) sent + perBatch));
                for (ProducerRecord<String, byte[]> r : records.subList(sent, to)) {
                    waiting.add(producer.send(r));
                }
                producer.flush();
                for (Future<RecordMetadata> f : waiting) {
                    f.get();
                }
                waiting.clear();
                sent = to;
                next += TimeUnit.SECONDS.toNanos(1) / BATCHES_A_SECOND;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        } catch (ExecutionException | RuntimeException e) {
            failure = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure = e;
        }
    }

    boolean isDone() {
        return sent == records.size();
    }

    /** Sends no more after the batch that it is sending, until it is told to go on. */
    void hold() {
        limit = 0;
    }

    /** Sends what it held back too. */
    void goOn() {
        limit = records.size();
    }

    /** Waits until Kafka has all, also what was held back. */
    void finish() {
        goOn();
        join();
        if (!isDone()) {
            throw new IllegalStateException("expected all of " + records.size() + " records sent, were " + sent);
        }
    }

    /** Stops after the batch that it is sending. */
    void stop() {
        stopped = true;
        join();
    }

    private void join() {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sending", e);
        }
        Throwable f = failure;
        if (f != null) {
            throw new IllegalStateException("feeder failed after " + sent + " records", f);
        }
    }

    @Override
    public void close() {
        stopped = true;
        thread.interrupt();
        producer.close(Duration.ofSeconds(2));
    }
}
