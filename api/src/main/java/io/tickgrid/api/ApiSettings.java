package io.tickgrid.api;

import java.nio.file.Path;

/**
 * How this node serves.
 *
 * @param httpPort REST, WebSocket and page; 0 = any free one
 * @param grpcPort 0 = any free one
 * @param dataDir where secrets and credentials are kept
 * @param demo whether to make the demo's users
 */
public record ApiSettings(int httpPort, int grpcPort, Path dataDir, boolean demo) {
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
