package io.tickgrid.pipelines;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics of {@link Topics} where they are missing. */
public final class TopicAdmin {
    /** Of each topic that is made here. */
    static final int PARTITIONS = 4;

    private TopicAdmin() {}

    /** @throws IllegalStateException when Kafka does not answer within 30 s */
    public static void ensureTopics(KafkaSettings kafka) {
        try (Admin admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()))) {
            Set<String> there = admin.listTopics().names().get(30, TimeUnit.SECONDS);
            List<NewTopic> missing = List.of(Topics.MARKET_INPUT, Topics.LEADER_EVENTS).stream()
                    .filter(t -> !there.contains(t))
                    .map(t -> new NewTopic(t, Optional.of(PARTITIONS), Optional.empty()))
                    .toList();
            for (KafkaFuture<Void> made : admin.createTopics(missing).values().values()) {
                try {
                    made.get(30, TimeUnit.SECONDS);
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) { // another node was faster
                        throw e;
                    }
                }
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka at " + kafka.bootstrapServers() + " does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for Kafka", e);
        }
    }
}
