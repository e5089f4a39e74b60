package io.tickgrid.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.tickgrid.api.local.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands in this process: exit codes, what goes to which stream, files, and talk with a node played by hand. */
class CommandLineTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String BARS = """
        time_ms,open,high,low,close,volume
        0,1,2,1,2,10
        60000,2,4,2,4,10
        120000,4,3,4,6,10
        180000,4,6,4,6,10
        """;

    @TempDir
    Path directory;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, String> asked = new ConcurrentHashMap<>();
    private HttpServer node;
    private String url;

    private record Result(int code, String out, String err) {}

    private static Result tickgrid(Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] texts = new String[arguments.length];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = arguments[i].toString();
        }
        int code = Main.run(out, err, texts);
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static void assertFailure(Result result, int code, String... words) {
        assertThat(result.err()).contains(words).startsWith("tickgrid: ").doesNotContain("\tat ", "Exception");
        assertThat(result.out()).isEmpty();
        assertThat(result.code()).isEqualTo(code);
    }

    @BeforeEach
    void serve() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        url = "http://localhost:" + node.getAddress().getPort();
        node.createContext("/", exchange -> {
            String path = exchange.getRequestURI().toString();
            asked.put(path, new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            asked.put(
                    "key of " + path,
                    String.valueOf(exchange.getRequestHeaders().getFirst("X-API-Key")));
            String answer = answers.getOrDefault(path, "404 {\"detail\":\"no such path\",\"code\":\"NOT_FOUND\"}");
            byte[] body = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        node.start();
    }

    @AfterEach
    void stop() {
        node.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "replay",
                "indicators",
                "indicators list",
                "indicators compute",
                "copy",
                "copy simulate",
                "sql",
                "dead-letters",
                "dead-letters list",
                "history",
                "history list",
                "history archive",
                "history retain",
                "history restore",
                "doctor"
            })
    void everyCommandHasHelp(String command) {
        Result result = tickgrid((Object[]) (command + " --help").strip().split(" "));
        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("Usage: tickgrid");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void nothingAskedIsAnErrorOfUsage() {
        assertThat(tickgrid().code()).isEqualTo(2);
        assertThat(tickgrid("indicators").code()).isEqualTo(2);
        assertFailure(tickgrid("fly"), 2, "fly");
        assertFailure(tickgrid("indicators", "list", "--xml"), 2, "--xml", "tickgrid indicators list --help");
    }

    @Test
    void indicatorsAreListedAsJson() {
        JsonNode list = JSON.readTree(tickgrid("indicators", "list", "--json").out());
        assertThat(list.get(0).get("id").asString()).isEqualTo("rsi");
        assertThat(list.get(0).get("params").get(0).get("default").asInt()).isEqualTo(14);
    }

    @Test
    void computesAndReportsBadRows() throws IOException {
        Path bars = Files.writeString(directory.resolve("bars.csv"), BARS);
        Result result = tickgrid("indicators", "compute", "--indicator", "sma", "--param", "period=2", "--input", bars);
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("time_ms,value\n0,\n60000,3.0\n180000,5.0\n");
        assertThat(result.err()).contains("line 4: ", "1 of 4 rows rejected");
    }

    @Test
    void outputAppearsInWholeOrNotAtAll() throws IOException {
        Path bars = Files.writeString(directory.resolve("bars.csv"), BARS);
        Path bad = Files.writeString(directory.resolve("bad.csv"), "time,price\n1,2\n");
        Path out = Files.writeString(directory.resolve("out.csv"), "earlier");
        Path link = Files.createSymbolicLink(directory.resolve("link.csv"), Path.of("out.csv"));
        assertFailure(
                tickgrid("indicators", "compute", "--indicator", "obv", "--input", bad, "--output", out),
                1,
                "bad.csv: the header must name");
        assertThat(out).hasContent("earlier");
        assertThat(tickgrid("indicators", "compute", "--indicator", "obv", "--input", bars, "--output", link)
                        .code())
                .isZero();
        assertThat(out).content().startsWith("time_ms,value\n0,");
        assertThat(link).isSymbolicLink();
        try (var files = Files.list(directory)) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .containsExactlyInAnyOrder("bars.csv", "bad.csv", "out.csv", "link.csv");
        }
    }

    @Test
    void fileThatIsNotThereIsAFailureAndAWrongParameterOneOfUsage() {
        Path none = directory.resolve("none.csv");
        assertFailure(
                tickgrid("indicators", "compute", "--indicator", "rsi", "--input", none), 1, "there is no " + none);
        assertFailure(tickgrid("indicators", "compute", "--indicator", "rsi", "--input", directory), 1, "a directory");
        assertFailure(
                tickgrid("indicators", "compute", "--indicator", "rsi", "--param", "period=1", "--input", none),
                2,
                "period must be in [2, 500], was 1");
        assertFailure(tickgrid("indicators", "compute", "--indicator", "magic", "--input", none), 2, "was magic");
        assertFailure(tickgrid("copy", "simulate", "--input", none), 1, "there is no " + none);
        assertFailure(tickgrid("replay", "--ticks", none, "--symbol", "X", "--out", directory), 1, "none.csv");
        assertFailure(
                tickgrid("replay", "--ticks", none, "--symbol", "X", "--out", directory, "--frames", "7q"), 2, "7q");
        assertFailure(
                tickgrid("replay", "--ticks", none, "--symbol", "X", "--out", directory, "--price-band", "NaN"),
                2,
                "--price-band");
    }

    @Test
    void replayPrintsTheLedger() throws IOException {
        Path ticks = Files.writeString(
                directory.resolve("ticks.csv"), "ts_ms_utc,price,size\n0,10,1\n1000,11,1\n2000,-1,1\n61000,12,2\n");
        Result result = tickgrid("replay", "--ticks", ticks, "--symbol", "X", "--out", directory, "--frames", "1m");
        assertThat(result.code()).isZero();
        assertThat(result.out()).isEqualTo("in 4 = used 3 + late 0 + duplicate 0 + dead 1; restated 0\n");
        Result json = tickgrid("replay", "--ticks", ticks, "--symbol", "X", "--out", directory, "--json");
        assertThat(JSON.readTree(json.out()).path("dead").asInt()).isEqualTo(1);
    }

    @Test
    void badCaseOfCopyingNamesTheField() throws IOException {
        Path empty = Files.writeString(directory.resolve("case.json"), "{}");
        assertFailure(tickgrid("copy", "simulate", "--input", empty), 1, "case.json: ");
    }

    @Test
    void sqlIsPrintedAligned() {
        answers.put("/api/v1/sql", """
            200 {"columns":[{"name":"id","type":"VARCHAR"},{"name":"n","type":"BIGINT"}],
             "rows":[["A\\u001b[31m",1],["longer",null],["",12.5]],"truncated":true}\
            """);
        Result result = tickgrid("sql", "SELECT 1", "--url", url, "--api-key", "k");
        assertThat(result.out()).isEqualTo("""
            id              n
            A\\u001b[31m     1
            longer       null
                         12.5
            """);
        assertThat(result.err()).contains("only the first 3 rows");
        assertThat(result.code()).isZero();
        assertThat(asked)
                .containsEntry("/api/v1/sql", "{\"sql\":\"SELECT 1\"}")
                .containsEntry("key of /api/v1/sql", "k");
        assertThat(tickgrid("sql", "SELECT 1", "--url", url, "--api-key", "k", "--csv")
                        .out())
                .isEqualTo("id,n\nA\u001b[31m,1\nlonger,\n\"\",12.5\n");
        assertThat(JSON.readTree(tickgrid("sql", "SELECT 1", "--url", url, "--api-key", "k", "--json")
                                .out())
                        .path("truncated")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void sqlLogsInAsADemoUser() throws IOException {
        Files.writeString(directory.resolve("demo-credentials.json"), """
            {"tenant_id":"demo","users":[{"username":"analyst","role":"ANALYST","password":"p"}],"api_keys":[]}\
            """);
        answers.put("/api/v1/auth/login", "200 {\"access_token\":\"t\"}");
        answers.put("/api/v1/sql", "200 {\"columns\":[],\"rows\":[],\"truncated\":false}");
        assertThat(tickgrid("sql", "SELECT 1", "--url", url, "--data-dir", directory)
                        .code())
                .isZero();
        assertThat(JSON.readTree(asked.get("/api/v1/auth/login"))
                        .path("username")
                        .asString())
                .isEqualTo("analyst");
        Files.writeString(directory.resolve("demo-credentials.json"), "{");
        assertFailure(
                tickgrid("sql", "SELECT 1", "--url", url, "--data-dir", directory),
                1,
                "demo-credentials.json must hold");
    }

    @Test
    void whatTheNodeRefusesIsAFailure() throws IOException {
        answers.put("/api/v1/sql", "400 {\"detail\":\"expected one SELECT\",\"code\":\"SQL_REFUSED\"}");
        assertFailure(
                tickgrid("sql", "DROP", "--url", url, "--api-key", "k"), 1, "400 (SQL_REFUSED): expected one SELECT");
        answers.put("/api/v1/sql", "200 <html>");
        assertFailure(tickgrid("sql", "SELECT 1", "--url", url, "--api-key", "k"), 1, "no Tickgrid node");
        int nobody = Ports.free();
        assertFailure(
                tickgrid("sql", "SELECT 1", "--http-port", nobody, "--data-dir", directory),
                1,
                "no node answers at http://localhost:" + nobody);
        assertFailure(tickgrid("sql", "SELECT 1", "--url", "ftp://x"), 2, "was ftp://x");
        assertFailure(tickgrid("sql", " ", "--url", url), 2, "expected a SELECT");
    }

    @Test
    void deadLettersArePaged() {
        answers.put(
                "/api/v1/dead-letters?limit=3",
                "200 {\"items\":[" + letter(1) + "," + letter(2) + "],\"next_cursor\":\"a=\"}");
        answers.put(
                "/api/v1/dead-letters?limit=1&cursor=a%3D",
                "200 {\"items\":[" + letter(3) + "],\"next_cursor\":\"b\"}");
        Result result = tickgrid("dead-letters", "list", "--url", url, "--api-key", "k", "--limit", "3", "--json");
        assertThat(result.code()).isZero();
        assertThat(JSON.readTree(result.out())).hasSize(3);
        assertThat(result.err()).contains("there are more");
        assertThat(tickgrid("dead-letters", "list", "--url", url, "--api-key", "k", "--limit", "3")
                        .out())
                .contains("1970-01-01T00:00:01Z  X           s              2  late    too old");
        assertFailure(tickgrid("dead-letters", "list", "--limit", "0"), 2, "--limit must be 1 or more, was 0");
    }

    private static String letter(int sequence) {
        return "{\"id\":\"" + sequence + "\",\"instrument\":\"X\",\"source\":\"s\",\"sequence\":" + sequence
                + ",\"event_time_ms\":1000,\"reason\":\"late\",\"detail\":\"too old\"}";
    }

    @ParameterizedTest
    @ValueSource(strings = {"5m,15m", "1m,60m,1h", "1m,5m,5m", "1m,7q", "1m,", "", "1m,0m"})
    void framesOfRunThatCannotBeMeantAreAnErrorOfUsage(String frames) {
        assertFailure(tickgrid("run", "--data-dir", directory, "--frames", frames), 2, "--frames");
        assertThat(directory).as("nothing was begun").isEmptyDirectory();
    }

    @Test
    void benchGivesFigureLimitAndRatio() {
        for (String name : new String[] {"engine", "indicators", "market", "latency", "fanout"}) {
            Result result = tickgrid(
                    "bench",
                    name,
                    "--rounds",
                    1,
                    "--series",
                    10,
                    "--instruments",
                    20,
                    "--ticks",
                    20_000,
                    "--with",
                    "maps,saves,lateness",
                    "--rate",
                    2_000,
                    "--seconds",
                    1,
                    "--followers",
                    500,
                    "--json");
            assertThat(result.code()).as(result.err()).isZero();
            JsonNode json = JSON.readTree(result.out());
            assertThat(json.propertyNames())
                    .containsExactly("bench", "figure", "unit", "limit", "ratio", "rounds", "details");
            assertThat(json.path("bench").asString()).isEqualTo(name);
            assertThat(json.path("figure").asDouble()).isPositive();
            assertThat(json.path("limit").asDouble()).isPositive();
            assertThat(json.path("ratio").asDouble()).isPositive();
            if (name.equals("market")) {
                for (String variant : new String[] {"job", "maps", "saves", "lateness_0"}) {
                    assertThat(json.path("details").path(variant).path("ratio").asDouble())
                            .as(variant)
                            .isPositive();
                }
            }
        }
        assertFailure(tickgrid("bench", "engine", "--rounds", 0), 2, "--rounds must be in [1, 1000], was 0");
        assertFailure(tickgrid("bench", "unknown"), 2, "unknown");
        assertFailure(tickgrid("bench"), 2, "NAME");
    }

    @Test
    void doctorSaysWhatFails() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            int closed = Ports.free();
            Result result = tickgrid(
                    "doctor",
                    "--json",
                    "--http-port",
                    "0",
                    "--grpc-port",
                    taken.getLocalPort(),
                    "--grid-port",
                    "0",
                    "--data-dir",
                    directory,
                    "--postgres",
                    "postgres://u:secret@localhost:" + closed + "/d",
                    "--kafka",
                    "localhost:" + closed);
            assertThat(result.code()).isEqualTo(1);
            assertThat(result.err()).isEmpty();
            assertThat(result.out()).doesNotContain("secret");
            Map<String, String> status = new ConcurrentHashMap<>();
            JSON.readTree(result.out())
                    .path("checks")
                    .forEach(c -> status.put(
                            c.path("check").asString(), c.path("status").asString()));
            assertThat(status)
                    .containsEntry("JDK", "ok")
                    .containsEntry("JVM flags", "ok")
                    .containsEntry("disk", "ok")
                    .containsEntry("time zones", "ok")
                    .containsEntry("http port", "ok")
                    .containsEntry("grpc port", "fail")
                    .containsEntry("PostgreSQL", "fail")
                    .containsEntry("Kafka", "fail");
        }
        assertFailure(tickgrid("doctor", "--http-port", "99999"), 2, "--http-port");
        assertFailure(tickgrid("doctor", "--postgres", "nonsense"), 2, "postgres://");
    }
}
