package io.tickgrid.api.system;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Follows one channel of the WebSocket over whatever nodes there are: when the connection ends or falls silent it goes to
 * another node and goes on after the last sequence that it has; when that cannot be, it takes the snapshot that comes.
 */
final class ResumingStream implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(12); // a heartbeat comes every 5 s
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(200);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Supplier<List<Integer>> ports;
    private final String token;
    private final String channel;
    private final List<JsonNode> taken = new CopyOnWriteArrayList<>();
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean ended;
    private volatile int resumed;
    private int node;
    private long last = -1;

    ResumingStream(Supplier<List<Integer>> ports, String token, String channel) {
        this.ports = ports;
        this.token = token;
        this.channel = channel;
        thread = new Thread(this::run, "stream-" + channel);
        thread.start();
    }

    /** Snapshots and updates in the order in which they came. */
    List<JsonNode> taken() {
        return List.copyOf(taken);
    }

    /** What a client that does as it is asked to should never be told. */
    List<String> errors() {
        return List.copyOf(errors);
    }

    /** How often it went on after a sequence. */
    int resumed() {
        return resumed;
    }

    private void run() {
        while (!ended) {
            List<Integer> now = ports.get();
            try (Socket socket = new Socket(now.get(node++ % now.size()))) {
                follow(socket);
            } catch (CompletionException | IllegalStateException e) {
                LockSupport.parkNanos(PAUSE_NS); // refused, or it ended: the next node
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void follow(Socket socket) throws InterruptedException {
        socket.send(Map.of("op", "auth", "token", token));
        subscribe(socket);
        while (!ended) {
            JsonNode message = socket.messages.poll(SILENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (message == null || message.isNull()) {
                return;
            }
            switch (message.get("type").asString()) {
                case "snapshot", "update" -> {
                    last = message.get("sequence").asLong();
                    taken.add(message);
                }
                case "resync_required" -> last = -1; // a snapshot follows
                case "error" -> {
                    // One that may be retried is a reason to try another node.
                    if (!message.get("code").asString().equals("unavailable")) {
                        errors.add(message.toString());
                    }
                    return;
                }
                default -> {}
            }
        }
    }

    private void subscribe(Socket socket) {
        if (last < 0) {
            socket.send(Map.of("op", "subscribe", "channel", channel));
        } else {
            resumed++;
            socket.send(Map.of("op", "subscribe", "channel", channel, "resume_from", last));
        }
    }

    /** One connection; its end is a null among the messages. */
    private final class Socket implements WebSocket.Listener, AutoCloseable {
        final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private final WebSocket socket;

        Socket(int port) {
            socket = http.newWebSocketBuilder()
                    .connectTimeout(Duration.ofSeconds(5))
                    .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/v1"), this)
                    .join();
        }

        void send(Map<String, Object> message) {
            socket.sendText(RetryingClient.JSON.writeValueAsString(message), true)
                    .orTimeout(5, TimeUnit.SECONDS)
                    .join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean isLast) {
            text.append(data);
            if (isLast) {
                messages.add(RetryingClient.JSON.readTree(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int status, String reason) {
            messages.add(RetryingClient.JSON.nullNode());
            return null;
        }

        @Override
        public void onError(WebSocket webSocket, Throwable error) {
            messages.add(RetryingClient.JSON.nullNode());
        }

        @Override
        public void close() {
            socket.abort();
        }
    }

    @Override
    public void close() throws InterruptedException {
        ended = true;
        thread.interrupt();
        thread.join();
    }

    /** The sequences of updates, in the order in which they came. */
    List<Long> sequences() {
        List<Long> all = new ArrayList<>();
        taken.forEach(m -> {
            if (m.get("type").asString().equals("update")) {
                all.add(m.get("sequence").asLong());
            }
        });
        return all;
    }
}
