package io.tickgrid.api.run;

import io.tickgrid.grid.node.GridConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code tickgrid run} was asked for.
 *
 * @param httpPort page, REST and WebSocket; 0 = a free one
 * @param grpcPort 0 = a free one
 * @param gridPort the member's own port; 0 = a free one
 * @param speed event time per wall time of the replayed trades
 * @param demo whether demo accounts are made and recorded trades replayed
 * @param kafka bootstrap servers of a cluster of Kafka; null = start one here
 * @param postgres {@code postgres://user:password@host:port/database}; null = start one here
 * @param members host:port of other members
 */
public record RunOptions(
        Path dataDir,
        int httpPort,
        int grpcPort,
        int gridPort,
        double speed,
        boolean demo,
        @Nullable String kafka,
        @Nullable String postgres,
        List<String> members,
        Set<GridConfig.Role> roles,
        int clusterSize,
        String clusterName) {

    public RunOptions {
        members = List.copyOf(members);
        roles = Set.copyOf(roles);
        requirePort("--http-port", httpPort);
        requirePort("--grpc-port", grpcPort);
        requirePort("--grid-port", gridPort);
        if (!(speed > 0 && speed <= 100_000)) {
            throw new IllegalArgumentException("--speed must be in (0, 100000], was " + speed);
        }
    }

    private static void requirePort(String option, int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException(option + " must be in [0, 65535], was " + port);
        }
    }
}
