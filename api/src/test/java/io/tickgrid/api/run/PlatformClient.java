package io.tickgrid.api.run;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A logged-in user of a running platform, as a program outside it sees it. */
public final class PlatformClient {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port;
    private final String password;
    private final String token;

    public PlatformClient(int port, Path dataDir, String user) throws IOException, InterruptedException {
        this.port = port;
        JsonNode credentials =
                JSON.readTree(dataDir.resolve("demo-credentials.json").toFile());
        password = credentials
                .get("users")
                .valueStream()
                .filter(u -> u.get("username").asString().equals(user))
                .findFirst()
                .orElseThrow()
                .get("password")
                .asString();
        token = send(HttpRequest.newBuilder(uri("/api/v1/auth/login"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"username\":\"" + user + "\",\"password\":\"" + password + "\"}")))
                .get("access_token")
                .asString();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** What a path answers, as text. */
    public String text(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(uri(path))
                                .header("Authorization", "Bearer " + token)
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token));
    }

    public JsonNode post(String path, String body, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    /** All items of a paged resource, following its cursors. */
    List<JsonNode> all(String path) throws IOException, InterruptedException {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page = get(path + (path.contains("?") ? "&" : "?") + "limit=500" + cursor);
            page.get("items").forEach(items::add);
            if (page.get("next_cursor").isNull()) {
                return items;
            }
            cursor = "&cursor=" + page.get("next_cursor").asString();
        }
    }

    String password() {
        return password;
    }

    public String token() {
        return token;
    }

    /** A WebSocket that is authenticated; its messages come in order. */
    Stream stream() throws InterruptedException {
        Stream stream = new Stream();
        stream.socket = http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws/v1"), stream)
                .join();
        stream.send("{\"op\":\"auth\",\"token\":\"" + token + "\"}");
        stream.await("authenticated", "");
        return stream;
    }

    /** Messages of one socket. */
    static final class Stream implements WebSocket.Listener, AutoCloseable {
        private final BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder();
        private WebSocket socket;

        void send(String message) {
            socket.sendText(message, true).join();
        }

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                messages.add(JSON.readTree(text.toString()));
                text.setLength(0);
            }
            webSocket.request(1);
            return null;
        }

        /** The next message of a type and channel (empty = any); others are passed over. */
        JsonNode await(String type, String channel) throws InterruptedException {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (System.nanoTime() < end) {
                JsonNode message = messages.poll(1, TimeUnit.SECONDS);
                if (message != null
                        && message.get("type").asString().equals(type)
                        && (channel.isEmpty()
                                || message.get("channel").asString().equals(channel))) {
                    return message;
                }
            }
            throw new AssertionError("no " + type + " of " + channel + " within 30 s");
        }

        @Override
        public void close() {
            socket.abort();
        }
    }
}
