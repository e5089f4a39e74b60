package io.tickgrid.api.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running node a command asks, and as whom. */
final class NodeOptions {
    private static final Path DEFAULT_DATA_DIR = Path.of("data");
    private static final String KEY_VARIABLE = "TICKGRID_API_KEY";

    @Option(names = "--http-port", description = "of the node on this machine (default: ${DEFAULT-VALUE})")
    int httpPort = 8080;

    @Option(names = "--url", paramLabel = "http://HOST:PORT", description = "a node elsewhere")
    @Nullable
    String url;

    @Option(
            names = "--data-dir",
            description = "the node's, with the demo users' passwords (default: data, for a node on this machine)")
    @Nullable
    Path dataDir;

    @Option(
            names = "--api-key",
            description = "instead of a demo user (default: environment variable " + KEY_VARIABLE + ")")
    @Nullable
    String apiKey;

    /** @throws IllegalArgumentException for an option that cannot be meant */
    URI base() {
        if (url == null) {
            if (httpPort < 1 || httpPort > 65_535) {
                throw new IllegalArgumentException("--http-port must be in [1, 65535], was " + httpPort);
            }
            return URI.create("http://localhost:" + httpPort);
        }
        try {
            URI uri = new URI(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            if (uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("--url must be as http://HOST:PORT, was " + url, e);
        }
        throw new IllegalArgumentException("--url must be as http://HOST:PORT, was " + url);
    }

    /** The key that was given; null for none. */
    @Nullable
    String key() {
        String key = apiKey == null ? System.getenv(KEY_VARIABLE) : apiKey;
        return key == null || key.isBlank() ? null : key.strip();
    }

    /** Where the demo users' passwords stand; null where they shall not be sent: to another machine, unasked. */
    @Nullable
    Path credentials() {
        if (dataDir != null) {
            return dataDir;
        }
        return isThisMachine(base().getHost()) ? DEFAULT_DATA_DIR : null;
    }

    private static boolean isThisMachine(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
