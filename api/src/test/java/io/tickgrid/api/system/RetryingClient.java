package io.tickgrid.api.system;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client of several nodes that retries as docs/how-to/several-members.md asks for: another node, after a pause, when the
 * connection fails or the answer says that the same call may succeed later. Any other answer is an error, and is thrown.
 */
final class RetryingClient {
    static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Set<Integer> RETRYABLE = Set.of(408, 429, 503);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long FIRST_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NS = TimeUnit.SECONDS.toNanos(2);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Supplier<List<Integer>> ports;
    private final String token;
    private final Map<String, Integer> retries = new TreeMap<>();
    private int node;

    /** @param ports of the nodes as they are now: a node that is started again may have another one */
    RetryingClient(Supplier<List<Integer>> ports, String token) {
        this.ports = ports;
        this.token = token;
    }

    JsonNode get(String path) {
        return call(port -> request(port, path).GET().build());
    }

    /** Sends until it is answered, always with the same key. */
    JsonNode post(String path, String body, String idempotencyKey) {
        return call(port -> request(port, path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    /** Why it retried, and how often. */
    Map<String, Integer> retries() {
        return retries;
    }

    private HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private interface Made {
        HttpRequest on(int port);
    }

    private JsonNode call(Made request) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long pause = FIRST_PAUSE_NS;
        while (true) {
            List<Integer> now = ports.get();
            String why;
            try {
                HttpResponse<String> response =
                        http.send(request.on(now.get(node % now.size())), HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() < 300) {
                    return JSON.readTree(response.body());
                }
                if (!RETRYABLE.contains(response.statusCode())) {
                    throw new IllegalStateException("expected an answer or what may be retried, got "
                            + response.statusCode() + " " + response.body());
                }
                why = Integer.toString(response.statusCode());
            } catch (IOException e) {
                why = e.getClass().getSimpleName();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
            retries.merge(why, 1, Integer::sum);
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no node answered within " + PATIENCE + ": " + retries);
            }
            node++;
            LockSupport.parkNanos(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_NS);
        }
    }
}
