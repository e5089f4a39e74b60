package io.tickgrid.api.cli;

import io.tickgrid.api.cli.Finding.Status;
import io.tickgrid.api.local.Ports;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.pipelines.Topics;
import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.jspecify.annotations.Nullable;

/** What {@code tickgrid doctor} looks at around a node: ports, PostgreSQL, Kafka. */
final class ServiceChecks {
    private static final int TIMEOUT_SECONDS = 5;
    private static final int POSTGRES = 14;

    private ServiceChecks() {}

    /** A port that our own running node has is no fault. */
    static List<Finding> ports(int http, int grpc, int grid) {
        boolean running = http != 0 && Ports.isTaken(http) && isNode(http);
        return List.of(
                port("http port", "--http-port", http, running),
                port("grpc port", "--grpc-port", grpc, running),
                port("grid port", "--grid-port", grid, running));
    }

    private static Finding port(String check, String option, int port, boolean running) {
        String expected = "port " + port + " is free";
        if (port == 0 || !Ports.isTaken(port)) {
            return new Finding(check, Status.OK, expected, "free");
        }
        return running
                ? new Finding(check, Status.WARN, expected, "taken; a Tickgrid node runs on this machine")
                : new Finding(
                        check,
                        Status.FAIL,
                        expected,
                        "taken; stop what listens there, or choose another with " + option);
    }

    private static boolean isNode(int port) {
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/health"))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.body().contains("\"cluster\"");
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static Finding ownPostgres() {
        String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String system = os.startsWith("mac") ? "Darwin" : os.startsWith("windows") ? "Windows" : "Linux";
        String expected = "PostgreSQL's binaries for this platform";
        try {
            String machine = ArchUtils.normalize(System.getProperty("os.arch", ""));
            try (InputStream binaries = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machine)) {
                return Finding.of(
                        "PostgreSQL",
                        binaries != null,
                        Status.FAIL,
                        expected,
                        binaries != null
                                ? system + " " + machine
                                : "none for " + system + " " + machine + "; use --postgres");
            }
        } catch (IOException | RuntimeException e) {
            return new Finding("PostgreSQL", Status.FAIL, expected, e.getMessage() + "; use --postgres");
        }
    }

    static Finding postgres(DbUrl url) {
        String expected = "version " + POSTGRES + " or later at " + url + " with fsync and synchronous_commit on";
        try (Db db = new Db(url, 1)) {
            String found = db.query(
                            "select current_setting('server_version_num') || ' ' || current_setting('fsync') || ' ' ||"
                                + " current_setting('synchronous_commit') || ' ' || current_setting('server_version')"
                                + " as found",
                            row -> Db.text(row, "found"))
                    .next()
                    .block(Duration.ofSeconds(TIMEOUT_SECONDS));
            String[] parts = (found == null ? "0 ? ? ?" : found).split(" ", 4);
            // "remote_apply" and "local" wait for this machine's disk too
            boolean durable = parts[1].equals("on") && !parts[2].equals("off");
            return Finding.of(
                    "PostgreSQL",
                    Integer.parseInt(parts[0]) / 10_000 >= POSTGRES && durable,
                    Status.FAIL,
                    expected,
                    "version " + parts[3] + ", fsync " + parts[1] + ", synchronous_commit " + parts[2]);
        } catch (RuntimeException e) {
            return new Finding("PostgreSQL", Status.FAIL, expected, firstLine(e));
        }
    }

    static Finding ownKafka() {
        return new Finding(
                "Kafka", Status.OK, "a broker of its own, in the data directory", "started by `tickgrid run`");
    }

    static Finding kafka(String bootstrapServers) {
        Set<String> topics = new TreeSet<>(Set.of(Topics.MARKET_INPUT, Topics.LEADER_EVENTS));
        String expected = "a broker at " + bootstrapServers + " with the topics " + String.join(", ", topics);
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                Integer.toString(TIMEOUT_SECONDS * 1_000),
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                "3000"))) {
            Set<String> there = admin.listTopics().names().get(TIMEOUT_SECONDS + 2L, TimeUnit.SECONDS);
            int brokers = admin.describeCluster()
                    .nodes()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .size();
            topics.removeAll(there);
            return Finding.of(
                    "Kafka",
                    topics.isEmpty(),
                    Status.WARN,
                    expected,
                    brokers + " brokers; "
                            + (topics.isEmpty()
                                    ? "all topics"
                                    : "without " + String.join(", ", topics) + ", which `tickgrid run` makes"));
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            return new Finding("Kafka", Status.FAIL, expected, "it does not answer: " + firstLine(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Finding("Kafka", Status.FAIL, expected, "interrupted");
        }
    }

    private static String firstLine(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        @Nullable String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse(message);
    }
}
