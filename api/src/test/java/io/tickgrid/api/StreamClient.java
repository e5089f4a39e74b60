package io.tickgrid.api;

import java.net.URI;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** A WebSocket client that keeps what it gets. */
final class StreamClient implements WebSocket.Listener, AutoCloseable {
    final CompletableFuture<Integer> closed = new CompletableFuture<>();

    private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
    private final StringBuilder part = new StringBuilder();
    private final WebSocket socket;
    private volatile boolean reading = true;

    StreamClient(ApiFixture api, String... headers) {
        WebSocket.Builder builder = api.http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(URI.create("ws://localhost:" + api.server.httpPort() + "/ws/v1"), this)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    static StreamClient of(ApiFixture api, String user) {
        StreamClient client = new StreamClient(api);
        client.send(Map.of("op", "auth", "token", api.token(user)));
        client.await("authenticated");
        return client;
    }

    void send(Object message) {
        sendText(ApiFixture.JSON.writeValueAsString(message));
    }

    void sendText(String text) {
        socket.sendText(text, true).join();
    }

    void subscribe(String channel) {
        send(Map.of("op", "subscribe", "channel", channel));
    }

    void subscribe(String channel, long resumeFrom) {
        send(Map.of("op", "subscribe", "channel", channel, "resume_from", resumeFrom));
    }

    /** The next message of the type; others before it are dropped. */
    JsonNode await(String type) {
        return awaitAll(type).getLast();
    }

    /** All messages up to the next one of the type, heartbeats left out. */
    List<JsonNode> awaitAll(String type) {
        List<JsonNode> seen = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        try {
            while (true) {
                JsonNode next = messages.poll(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
                if (next == null) {
                    throw new AssertionError("expected a message " + type + ", got " + seen);
                }
                String got = next.path("type").asString();
                if (!got.equals("heartbeat") || type.equals("heartbeat")) {
                    seen.add(next);
                }
                if (got.equals(type)) {
                    return seen;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes no more from the network. */
    void stopReading() {
        reading = false;
    }

    void resumeReading() {
        reading = true;
        socket.request(Integer.MAX_VALUE);
    }

    @Override
    public void onOpen(WebSocket webSocket) {
        webSocket.request(1);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        part.append(data);
        if (last) {
            messages.add(ApiFixture.JSON.readTree(part.toString()));
            part.setLength(0);
        }
        if (reading && !closed.isDone()) {
            webSocket.request(1);
        }
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
