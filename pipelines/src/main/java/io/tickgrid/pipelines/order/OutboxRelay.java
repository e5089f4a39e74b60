package io.tickgrid.pipelines.order;

import com.hazelcast.jet.core.Processor;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OutboxStore;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.job.StepProcessor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Sends what committed transactions left in the outbox, in the order of their commits, and removes a row when Kafka has
 * it. A crash in between sends rows again: readers know an order by its client order id and a leader's event by its
 * sequence.
 */
public final class OutboxRelay extends StepProcessor {
    private static final int BATCH = 500;

    private final KafkaSettings kafka;
    private @Nullable OutboxStore outbox;
    private @Nullable KafkaProducer<String, byte[]> producer;

    public OutboxRelay(KafkaSettings kafka) {
        this.kafka = kafka;
    }

    @Override
    protected void init(Processor.Context context) {
        outbox = new OutboxStore(GridNode.database(context.hazelcastInstance()));
        producer = new KafkaProducer<>(kafka.producer());
    }

    @Override
    protected boolean step() throws Exception {
        OutboxStore store = java.util.Objects.requireNonNull(outbox);
        KafkaProducer<String, byte[]> out = java.util.Objects.requireNonNull(producer);
        List<OutboxStore.Row> rows = java.util.Objects.requireNonNull(
                store.oldest(BATCH).collectList().block());
        if (rows.isEmpty()) {
            return false;
        }
        List<Future<RecordMetadata>> sent = new ArrayList<>(rows.size());
        for (OutboxStore.Row row : rows) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(row.topic(), row.key(), row.payload());
            record.headers().add(Topics.SOURCE_HEADER, "outbox".getBytes(StandardCharsets.UTF_8));
            record.headers().add(Topics.VERSION_HEADER, Topics.VERSION.getBytes(StandardCharsets.UTF_8));
            sent.add(out.send(record));
        }
        out.flush();
        for (Future<RecordMetadata> future : sent) {
            future.get();
        }
        store.remove(rows).block();
        return true;
    }

    @Override
    public void close() {
        if (producer != null) {
            producer.close(java.time.Duration.ofSeconds(5));
        }
    }
}
