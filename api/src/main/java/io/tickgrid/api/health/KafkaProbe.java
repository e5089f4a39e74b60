package io.tickgrid.api.health;

import io.tickgrid.api.ApiSettings;
import io.tickgrid.api.health.HealthQueries.DependencyView;
import io.tickgrid.pipelines.KafkaSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether Kafka answers. One client for the life of the API, asked every few seconds at most. */
@Component
final class KafkaProbe implements AutoCloseable {
    private static final Duration FRESH = Duration.ofSeconds(3);
    /** A little less than health waits for it. */
    private static final Duration PATIENCE = Duration.ofMillis(1_500);

    private final @Nullable Admin admin;
    private final Mono<Optional<DependencyView>> latest;

    KafkaProbe(ApiSettings settings) {
        admin = settings.kafka() == null ? null : client(settings.kafka());
        latest = admin == null
                ? Mono.just(Optional.empty())
                : look(admin).map(Optional::of).cache(v -> FRESH, e -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** Empty when nothing here needs Kafka. */
    Mono<Optional<DependencyView>> get() {
        return latest;
    }

    private static Admin client(KafkaSettings kafka) {
        String patience = Long.toString(PATIENCE.toMillis());
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                patience,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                patience,
                AdminClientConfig.CLIENT_ID_CONFIG,
                "tickgrid-health"));
    }

    private static Mono<DependencyView> look(Admin admin) {
        return Mono.defer(() -> {
                    long begin = System.nanoTime();
                    return Mono.fromCompletionStage(
                                    () -> admin.describeCluster().nodes().toCompletionStage())
                            .map(nodes -> new DependencyView(
                                    "kafka",
                                    HealthQueries.UP,
                                    Duration.ofNanos(System.nanoTime() - begin).toMillis(),
                                    nodes.size() + (nodes.size() == 1 ? " broker" : " brokers")));
                })
                .timeout(PATIENCE)
                .onErrorResume(
                        e -> Mono.just(new DependencyView("kafka", HealthQueries.DOWN, null, "does not answer")));
    }

    @Override
    public void close() {
        if (admin != null) {
            admin.close(PATIENCE);
        }
    }
}
