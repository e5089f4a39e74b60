package io.tickgrid.api.cli;

import io.tickgrid.api.identity.DemoUsers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** REST of a running node, for a command; every way of failing is a {@link CommandFailure} of one line. */
final class NodeClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(60);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();
    private final URI base;
    private @Nullable String header;
    private String value = "";

    private NodeClient(URI base) {
        this.base = base;
    }

    /**
     * Logs in, with the key that was given or else as a demo user.
     *
     * @param usernames demo users that may do what the command does, the preferred first
     */
    static NodeClient open(NodeOptions options, String... usernames) {
        NodeClient client = new NodeClient(options.base());
        try {
            client.login(options, usernames);
            return client;
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private void login(NodeOptions options, String... usernames) {
        String key = options.key();
        if (key != null) {
            header = "X-API-Key";
            value = key;
            return;
        }
        Path directory = options.credentials();
        if (directory == null || !Files.exists(directory.resolve(DemoUsers.FILE))) {
            send(request("/api/v1/health").GET().build()); // that nobody is there is the greater news
            throw new CommandFailure("nobody to log in as at " + base + ": expected "
                    + (directory == null ? "--data-dir" : directory.resolve(DemoUsers.FILE))
                    + ", --api-key or TICKGRID_API_KEY, found none");
        }
        DemoUsers.Login user = demoUser(directory, usernames);
        String answer = post("/api/v1/auth/login", Map.of("username", user.username(), "password", user.password()));
        value = "Bearer " + parse(answer).path("access_token").asString("");
        header = "Authorization";
    }

    private static DemoUsers.Login demoUser(Path directory, String... usernames) {
        try {
            DemoUsers.Credentials credentials = DemoUsers.read(directory);
            for (String username : usernames) {
                for (DemoUsers.Login login : credentials.users()) {
                    if (login.username().equals(username)) {
                        return login;
                    }
                }
            }
        } catch (IllegalStateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new CommandFailure(e.getMessage() + ": " + e.getCause(), e);
        }
        throw new CommandFailure(
                directory.resolve(DemoUsers.FILE) + " must name one of " + Set.of(usernames) + ", names none");
    }

    /** Answers the body of a GET, parsed. */
    JsonNode get(String pathAndQuery) {
        return parse(send(request(pathAndQuery).GET().build()));
    }

    /** Answers the body of a POST. */
    String post(String path, Map<String, String> body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build());
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + pathAndQuery))
                .timeout(ANSWER)
                .header("Accept", "application/json");
        try {
            return header == null ? request : request.header(header, value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the API key holds a character that no header may have", e);
        }
    }

    private String send(HttpRequest request) {
        HttpResponse<String> response;
        try {
            response = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (HttpTimeoutException e) {
            throw new CommandFailure("the node at " + base + " did not answer in time", e);
        } catch (IOException e) {
            throw new CommandFailure(
                    "no node answers at " + base
                            + "; start one with `tickgrid run`, or name it with --http-port or --url",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
        if (response.statusCode() / 100 != 2) {
            throw new CommandFailure(refusal(request, response));
        }
        return response.body();
    }

    private String refusal(HttpRequest request, HttpResponse<String> response) {
        String head = "the node at " + base + " answered " + response.statusCode();
        try {
            JsonNode problem = JSON.readTree(response.body());
            String detail = problem.path("detail").asString("");
            if (!detail.isEmpty()) {
                String code = problem.path("code").asString("");
                return TextTable.plain(head + (code.isEmpty() ? "" : " (" + code + ")") + ": " + detail);
            }
        } catch (JacksonException e) {
            return head + " to " + request.uri().getPath() + "; is it a Tickgrid node?";
        }
        return head + " to " + request.uri().getPath();
    }

    /** Reads what a node answered. */
    JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JacksonException e) {
            throw new CommandFailure("what answers at " + base + " does not speak JSON: it is no Tickgrid node", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
