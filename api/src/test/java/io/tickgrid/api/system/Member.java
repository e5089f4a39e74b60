package io.tickgrid.api.system;

import static org.awaitility.Awaitility.await;

import io.tickgrid.api.cli.Main;
import io.tickgrid.api.local.Ports;
import io.tickgrid.grid.db.DbUrl;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A member of the cluster as a process of its own: {@code tickgrid run} without the demo, its output in a file. */
final class Member implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    /**
     * Classes as the JVM of a member holds them, written by the first that is stopped in order: the others start in less
     * time. A matter of speed only.
     */
    private static final List<String> SHARED_CLASSES = List.of(
            "-XX:+AutoCreateSharedArchive",
            "-XX:SharedArchiveFile=" + Path.of("target", "member.jsa").toAbsolutePath(),
            "-Xlog:disable");

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Pattern PAGE = Pattern.compile("page +http://localhost:([0-9]+)/");

    private final Process process;
    private final Path log;
    private final Path dataDir;

    private Member(Process process, Path log, Path dataDir) {
        this.process = process;
        this.log = log;
        this.dataDir = dataDir;
    }

    /** Starts the process, without the demo; {@link #awaitStarted} waits for it. */
    static Member launch(
            Path directory, String name, String cluster, DbUrl db, String kafka, String roles, int port, int other) {
        return launch(
                directory,
                name,
                cluster,
                db,
                kafka,
                List.of(),
                List.of(
                        "--no-demo",
                        "--grid-port",
                        Integer.toString(port),
                        "--roles",
                        roles,
                        "--members",
                        "127.0.0.1:" + port + ",127.0.0.1:" + other));
    }

    /**
     * Starts the process.
     *
     * @param jvm options of its JVM
     * @param arguments options of {@code run} beside those that say where its data, Kafka and PostgreSQL are
     */
    static Member launch(
            Path directory,
            String name,
            String cluster,
            DbUrl db,
            String kafka,
            List<String> jvm,
            List<String> arguments) {
        try {
            Path log = freshLog(directory, name);
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(flags());
            String classPath = classPath();
            if (Arrays.stream(classPath.split(File.pathSeparator, -1)).allMatch(e -> e.endsWith(".jar"))) {
                command.addAll(SHARED_CLASSES);
            }
            command.addAll(jvm);
            command.addAll(List.of(
                    "-Xmx384m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classPath,
                    Main.class.getName(),
                    "run",
                    "--data-dir",
                    directory.resolve(name).toString(),
                    "--http-port",
                    "0",
                    "--grpc-port",
                    "0",
                    "--cluster-name",
                    cluster,
                    "--frames",
                    String.join(",", Deployment.FRAMES),
                    "--corrections",
                    Deployment.CORRECTIONS,
                    "--kafka",
                    kafka,
                    "--postgres",
                    "postgres://" + db.user() + ":" + db.password() + "@" + db.host() + ":" + db.port() + "/"
                            + db.database()));
            command.addAll(arguments);
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            return new Member(process, log, directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The class path without the tests' own classes, that no member needs: of jars alone, where modules are packaged. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** A process that is started again on the same data has a log of its own. */
    private static Path freshLog(Path directory, String name) {
        Path log = directory.resolve(name + ".log");
        for (int again = 2; Files.exists(log); again++) {
            log = directory.resolve(name + "-again-" + again + ".log");
        }
        return log;
    }

    /** What the JVM of the tests needs for Hazelcast, a member needs too. */
    private static List<String> flags() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(a -> a.matches("--(add|enable|sun).*|-Djava.util.concurrent.*|-Dhazelcast.*"))
                .toList();
    }

    static int freePort() {
        try {
            return Ports.free();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Member awaitStarted() {
        await("start of " + log)
                .atMost(START)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> {
                    requireAlive();
                    return Files.readString(log).contains("Tickgrid runs");
                });
        return this;
    }

    Path dataDir() {
        return dataDir;
    }

    /** SIGSTOP: it does nothing any more, and nobody is told. */
    void pause() {
        Server.signal("STOP", process.pid());
    }

    /** SIGCONT. */
    void resume() {
        Server.signal("CONT", process.pid());
    }

    /** What is in its memory. */
    Memory memory() {
        return new Memory(process.pid());
    }

    /** What it says of itself to everybody; it needs the role api. */
    JsonNode health() throws IOException, InterruptedException {
        return JSON.readTree(get("/api/v1/health").body());
    }

    /** Whether it is ready: 200 or 503. */
    int readiness() throws IOException, InterruptedException {
        return get("/actuator/health/readiness").statusCode();
    }

    String readinessText() throws IOException, InterruptedException {
        return get("/actuator/health/readiness").body();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort() + path))
                        .timeout(Duration.ofSeconds(5))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Where it serves REST, as it has printed. */
    int httpPort() {
        return servesAt()
                .orElseThrow(() -> new IllegalStateException(
                        "expected a page in the output of a member with the role api:\n" + tail()));
    }

    /** As {@link #httpPort}; empty before it has printed it. */
    Optional<Integer> servesAt() {
        try {
            Matcher page = PAGE.matcher(Files.readString(log));
            return page.find() ? Optional.of(Integer.parseInt(page.group(1))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException with the end of its output when the process has ended by itself */
    void requireAlive() {
        if (!process.isAlive()) {
            throw new IllegalStateException(
                    "expected a running member, it ended with " + process.exitValue() + ":\n" + tail());
        }
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "no output: " + e;
        }
    }

    /** kill -9, and nothing is said to anybody. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(10);
    }

    /** Asks it to stop; {@link #awaitStopped} waits. */
    void askToStop() {
        process.destroy();
    }

    /** Waits until a start has been given up with exit code 1; gives what the process said. */
    String awaitRefusal() {
        awaitEnd(60);
        if (process.exitValue() != 1) {
            throw new IllegalStateException("expected exit code 1, got " + process.exitValue() + ":\n" + tail());
        }
        return tail();
    }

    void awaitStopped() {
        awaitEnd(60);
    }

    private void awaitEnd(int seconds) {
        try {
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                throw new IllegalStateException("member does not end:\n" + tail());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a member ends", e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
