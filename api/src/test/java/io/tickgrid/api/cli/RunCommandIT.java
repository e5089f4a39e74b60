package io.tickgrid.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.tickgrid.api.local.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code tickgrid run} as a process, in good times and bad: what it says, how it ends, that it leaves nothing behind. One
 * platform serves the tests that need one; then it is killed, started again and stopped, and the others damage what it
 * left.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RunCommandIT {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String RUNS = "Tickgrid runs";

    @TempDir
    static Path directory;

    private static Launched platform;
    private static Path dataDir;
    private static int http;
    private static int grpc;
    private static int grid;

    @BeforeAll
    static void start() throws IOException {
        dataDir = directory.resolve("data");
        http = Ports.free();
        grpc = Ports.free();
        grid = Ports.free();
        platform = launch(http, grpc, grid);
        platform.awaitText(RUNS);
    }

    /** Starts quickly, and leaves the machine to the tests: the JVM does not optimise, the trades come slowly. */
    private static Launched launch(int http, int grpc, int grid) throws IOException {
        List<String> arguments = new ArrayList<>(run(dataDir, http, grpc, grid));
        arguments.addAll(List.of("--speed", "10"));
        return Launched.start(
                Launched.root().resolve("tickgrid"),
                directory,
                Map.of("TICKGRID_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1"),
                arguments);
    }

    @AfterAll
    static void stop() throws IOException {
        if (platform != null) {
            platform.close();
        }
    }

    private static List<String> run(Path dataDir, int http, int grpc, int grid) {
        return List.of(
                "run",
                "--data-dir",
                dataDir.toString(),
                "--http-port",
                Integer.toString(http),
                "--grpc-port",
                Integer.toString(grpc),
                "--grid-port",
                Integer.toString(grid),
                "--cluster-name",
                directory.getFileName().toString());
    }

    private static Launched.Result tickgrid(String... arguments) throws Exception {
        return Launched.run(directory, arguments);
    }

    private static Launched.Result tickgrid(List<String> arguments) throws Exception {
        return tickgrid(arguments.toArray(String[]::new));
    }

    private static void assertNothingLeft(Path data) {
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(ProcessHandle.allProcesses()
                                .map(p -> p.info().commandLine().orElse(""))
                                .filter(command -> command.contains(data.toString()))
                                .toList())
                        .isEmpty());
    }

    @Test
    @Order(1)
    void sqlAnswersAsTableJsonAndCsv() throws Exception {
        String port = Integer.toString(http);
        Launched.Result columns = tickgrid(
                "sql", "SELECT * FROM instruments WHERE id = 'BITSTAMP:BTC/USD'", "--http-port", port, "--json");
        assertThat(columns.exitCode()).as(columns.err()).isZero();
        JsonNode answer = JSON.readTree(columns.out());
        assertThat(answer.path("rows")).hasSize(1);
        String query = "SELECT id, venue FROM instruments WHERE id = 'BITSTAMP:BTC/USD'";
        Launched.Result table = tickgrid("sql", query, "--http-port", port);
        assertThat(table.exitCode()).as(table.err()).isZero();
        assertThat(table.out()).isEqualTo("id                venue\nBITSTAMP:BTC/USD  BITSTAMP\n");
        assertThat(table.err()).isEmpty();
        Launched.Result csv = tickgrid("sql", query, "--http-port", port, "--csv");
        assertThat(csv.out()).isEqualTo("id,venue\nBITSTAMP:BTC/USD,BITSTAMP\n");
    }

    @Test
    @Order(1)
    void refusedSqlIsOneLine() throws Exception {
        tickgrid("sql", "DELETE FROM instruments", "--http-port", Integer.toString(http))
                .failedWith(1, "SELECT");
    }

    @Test
    @Order(1)
    void wrongKeyIsOneLine() throws Exception {
        tickgrid("sql", "SELECT 1", "--http-port", Integer.toString(http), "--api-key", "tg_wrong")
                .failedWith(1, "401");
    }

    @Test
    @Order(1)
    void hintsWorkAsTheyStand() throws Exception {
        String said = platform.out();
        assertThat(said).contains(dataDir.resolve("demo-credentials.json").toString());
        String sql = said.lines()
                .filter(line -> line.contains("./tickgrid sql"))
                .findFirst()
                .orElseThrow()
                .replaceFirst(".*?\\./tickgrid", "'" + Launched.root().resolve("tickgrid") + "'");
        Launched.Result result = Launched.run(Path.of("bash"), directory, Map.of(), "-c", sql);
        assertThat(result.exitCode()).as(sql + result.err()).isZero();
        assertThat(result.out()).startsWith("instrument ");
    }

    @Test
    @Order(1)
    void deadLettersAreListed() throws Exception {
        Launched.Result result = tickgrid("dead-letters", "list", "--http-port", Integer.toString(http), "--json");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(JSON.readTree(result.out()).isArray()).isTrue();
    }

    @Test
    @Order(1)
    void doctorKnowsARunningNode() throws Exception {
        Launched.Result result = tickgrid(
                "doctor",
                "--json",
                "--http-port",
                Integer.toString(http),
                "--grpc-port",
                Integer.toString(grpc),
                "--grid-port",
                Integer.toString(grid));
        assertThat(result.exitCode()).as(result.out()).isZero();
        assertThat(JSON.readTree(result.out()).path("status").asString()).isEqualTo("warn");
    }

    @Test
    @Order(1)
    void takenPortIsSaid() throws Exception {
        Path other = directory.resolve("other");
        tickgrid(run(other, http, 0, 0)).failedWith(1, "port " + http + " is taken", "--http-port");
        tickgrid(run(other, 0, grpc, 0)).failedWith(1, "port " + grpc + " is taken", "--grpc-port");
        tickgrid(run(other, 0, 0, grid)).failedWith(1, "port " + grid + " is taken", "--grid-port");
        assertNothingLeft(other);
    }

    @Test
    @Order(1)
    void secondStartOnTheSameDataIsRefused() throws Exception {
        tickgrid(run(dataDir, 0, 0, 0)).failedWith(1, "in use by process", "--data-dir");
    }

    @Test
    @Order(1)
    void wrongOptionsAreErrorsOfUsage() throws Exception {
        tickgrid("run", "--http-port", "abc").failedWith(2, "'abc' is not an int");
        for (List<String> wrong : List.of(
                List.of("--http-port", "70000", "must be in [0, 65535], was 70000"),
                List.of("--speed", "-1", "--speed must be in (0, 100000], was -1.0"),
                List.of("--postgres", "db.example", "expected postgres://"),
                List.of("--kafka", "k1.example", "--kafka must be HOST:PORT"),
                List.of("--cluster-size", "2", "must be 1 or 3 and more for the role money, was 2"),
                List.of("--roles", "api", "needs --members"))) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            assertThat(Main.run(new ByteArrayOutputStream(), said, "run", wrong.get(0), wrong.get(1)))
                    .isEqualTo(2);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains(wrong.get(2));
        }
    }

    @Test
    @Order(1)
    void nearlyFullDiskIsSaid() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        String mount = "mount -t tmpfs -o size=64m none '" + small + "'";
        assumeThat(succeeds("unshare", "-rm", "sh", "-c", mount))
                .as("this machine lets us mount a small disk")
                .isTrue();
        List<String> arguments = new ArrayList<>(run(small, 0, 0, 0));
        arguments.replaceAll(argument -> "'" + argument + "'");
        Launched.run(
                        Path.of("unshare"),
                        directory,
                        Map.of(),
                        "-rm",
                        "sh",
                        "-c",
                        mount + " && exec '" + Launched.root().resolve("tickgrid") + "' " + String.join(" ", arguments))
                .failedWith(1, "needs 512 MB of free disk, found 6");
        assertNothingLeft(small);
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** Its Kafka and its PostgreSQL are left behind, and must end before others start on the same data. */
    @Test
    @Order(2)
    void startRightAfterTheKillOfThePlatformAlone() throws Exception {
        platform.kill();
        platform.close();
        platform = launch(http, grpc, grid);
        platform.awaitText(RUNS);
    }

    @Test
    @Order(3)
    void interruptStopsEverything() throws Exception {
        platform.interrupt();
        Launched.Result result = platform.result();
        assertThat(result.exitCode()).as(result.err()).isEqualTo(130);
        assertThat(result.err()).contains("stopping API", "stopping jobs", "stopping Kafka", "stopping PostgreSQL");
        assertThat(result.err().indexOf("stopping API")).isLessThan(result.err().indexOf("stopping PostgreSQL"));
        assertThat(result.err()).doesNotContain("did not stop cleanly", "\tat ");
        assertNothingLeft(dataDir);
    }

    @Test
    @Order(4)
    void interruptDuringTheStartStopsEverything() throws Exception {
        try (Launched starting = launch(0, 0, 0)) {
            starting.awaitText("starting Kafka");
            starting.interrupt();
            assertThat(starting.result().out()).doesNotContain(RUNS);
        }
        assertNothingLeft(dataDir);
    }

    @Test
    @Order(5)
    void damagedKafkaIsSaid() throws Exception {
        damaged(dataDir.resolve("kafka/meta.properties"), "Kafka did not start", "kafka.log");
    }

    @Test
    @Order(5)
    void damagedPasswordsAreSaid() throws Exception {
        damaged(dataDir.resolve("demo-credentials.json"), "demo-credentials.json must hold");
    }

    @Test
    @Order(6)
    void damagedDatabaseIsSaid() throws Exception {
        damaged(dataDir.resolve("postgres/PG_VERSION"), "PostgreSQL did not start");
        damaged(dataDir.resolve("postgres/global/pg_control"), "PostgreSQL did not start");
    }

    private static void damaged(Path file, String... words) throws Exception {
        Path kept = directory.resolve("kept");
        Files.copy(file, kept, StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(file, "damaged");
        try {
            tickgrid(run(dataDir, 0, 0, 0)).failedWith(1, words);
            assertNothingLeft(dataDir);
        } finally {
            Files.copy(kept, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
