package io.tickgrid.api;

import io.tickgrid.pipelines.KafkaSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How this node serves.
 *
 * @param httpPort REST, WebSocket and page; 0 = any free one
 * @param grpcPort 0 = any free one
 * @param dataDir where secrets and credentials are kept
 * @param demo whether to make the demo's users
 * @param kafka what readiness asks; null = nothing of this node needs Kafka
 */
public record ApiSettings(
        int httpPort,
        int grpcPort,
        Path dataDir,
        boolean demo,
        @Nullable KafkaSettings kafka) {
    public ApiSettings {
        requirePort("http port", httpPort);
        requirePort("grpc port", grpcPort);
    }

    private static void requirePort(String what, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(what + " must be in [0, 65535], was " + port);
        }
    }
}
