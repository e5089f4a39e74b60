package io.tickgrid.api.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.tickgrid.api.ApiServer;
import io.tickgrid.api.docs.ReadmeExamples;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.proto.candle.v1.Candle;
import io.tickgrid.proto.market.v1.ListCandlesRequest;
import io.tickgrid.proto.market.v1.MarketDataServiceGrpc;
import io.tickgrid.proto.market.v1.StreamCandlesRequest;
import io.tickgrid.proto.market.v1.StreamCandlesResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.ExpectedConditions;
import org.openqa.selenium.support.ui.WebDriverWait;
import org.ta4j.core.BarSeries;
import org.ta4j.core.BaseBarSeriesBuilder;
import org.ta4j.core.bars.TimeBarBuilder;
import org.ta4j.core.indicators.RSIIndicator;
import org.ta4j.core.indicators.averages.SMAIndicator;
import org.ta4j.core.indicators.helpers.ClosePriceIndicator;
import org.ta4j.core.num.DoubleNumFactory;
import tools.jackson.databind.JsonNode;

/**
 * The main job on real parts: PostgreSQL, a Kafka process, a member with its jobs, all surfaces; recorded trades in,
 * followers' orders out, and the same again after a restart.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlatformIT {
    private static final String INSTRUMENT = "BITSTAMP:BTC/USD";
    private static final String SYMBOL = "BITSTAMP:BTC-USD";
    private static final String SIMULATED = "SIM:ALPHA-USD";
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int BARS = 260;

    private static Path dataDir;
    private static Platform platform;
    private static PlatformClient trader;

    @BeforeAll
    static void start() throws Exception {
        dataDir = Path.of("target", "platform-it-" + ProcessHandle.current().pid());
        launch();
    }

    private static void launch() throws Exception {
        platform = Platform.start(
                new RunOptions(
                        dataDir,
                        0,
                        0,
                        0,
                        1_500,
                        true,
                        null,
                        null,
                        List.of(),
                        Set.of(GridConfig.Role.values()),
                        1,
                        "platform-it-" + ProcessHandle.current().pid(),
                        java.util.Map.of(),
                        List.of(),
                        MarketSettings.DEFAULT_FRAMES,
                        0),
                line -> {});
        trader = new PlatformClient(Objects.requireNonNull(platform.api()).httpPort(), dataDir, "trader");
    }

    @AfterAll
    static void stop() {
        if (platform != null) {
            platform.close();
        }
    }

    private static List<JsonNode> closedCandles() throws Exception {
        return closedCandles(SYMBOL);
    }

    private static List<JsonNode> closedCandles(String symbol) throws Exception {
        return trader.all("/api/v1/candles/" + symbol + "?frame=1m").stream()
                .filter(c -> c.get("closed").asBoolean())
                .toList();
    }

    @Test
    @Order(1)
    void candlesEqualAnIndependentComputation() throws Exception {
        await().atMost(PATIENCE).until(() -> closedCandles().size() >= BARS);
        Map<Long, Bar> expected = bars();
        List<JsonNode> candles = closedCandles();
        for (JsonNode candle : candles) {
            Bar bar = expected.get(candle.get("open_time_ms").asLong());
            assertThat(bar).as("a bar at %s", candle.get("open_time_ms")).isNotNull();
            assertThat(new BigDecimal(candle.get("open").asString())).isEqualByComparingTo(bar.open);
            assertThat(new BigDecimal(candle.get("high").asString())).isEqualByComparingTo(bar.high);
            assertThat(new BigDecimal(candle.get("low").asString())).isEqualByComparingTo(bar.low);
            assertThat(new BigDecimal(candle.get("close").asString())).isEqualByComparingTo(bar.close);
            assertThat(Double.parseDouble(candle.get("volume").asString())).isEqualTo(bar.volume.doubleValue());
            assertThat(candle.get("trades").asLong()).isEqualTo(bar.trades);
        }
        long first = candles.getLast().get("open_time_ms").asLong();
        long last = candles.getFirst().get("open_time_ms").asLong();
        assertThat(candles.stream().map(c -> c.get("open_time_ms").asLong()))
                .containsExactlyInAnyOrderElementsOf(expected.keySet().stream()
                        .filter(t -> t >= first && t <= last)
                        .toList());
        assertThat(first).isEqualTo(expected.keySet().iterator().next());
    }

    @Test
    @Order(2)
    void indicatorsEqualTa4j() throws Exception {
        List<JsonNode> candles = new ArrayList<>(closedCandles()).reversed();
        BarSeries series = new BaseBarSeriesBuilder()
                .withNumFactory(DoubleNumFactory.getInstance())
                .build();
        for (JsonNode c : candles) {
            series.addBar(new TimeBarBuilder(DoubleNumFactory.getInstance())
                    .timePeriod(Duration.ofMinutes(1))
                    .endTime(Instant.ofEpochMilli(c.get("open_time_ms").asLong() + 60_000))
                    .openPrice(c.get("open").asString())
                    .highPrice(c.get("high").asString())
                    .lowPrice(c.get("low").asString())
                    .closePrice(c.get("close").asString())
                    .volume(c.get("volume").asString())
                    .build());
        }
        ClosePriceIndicator close = new ClosePriceIndicator(series);
        SMAIndicator sma = new SMAIndicator(close, 20);
        RSIIndicator rsi = new RSIIndicator(close, 14);
        Map<Long, JsonNode> rows =
                trader.all("/api/v1/quant/indicators/" + SYMBOL + "/history?frame=1m&columns=sma_20,rsi_14").stream()
                        .collect(Collectors.toMap(r -> r.get("open_time_ms").asLong(), r -> r.get("values")));
        int compared = 0;
        for (int i = 200; i < candles.size(); i++) {
            JsonNode values = rows.get(candles.get(i).get("open_time_ms").asLong());
            assertThat(values).isNotNull();
            double expectedSma = sma.getValue(i).doubleValue();
            assertThat(values.get("sma_20").asDouble()).isCloseTo(expectedSma, within(1e-9 * expectedSma));
            assertThat(values.get("rsi_14").asDouble())
                    .isCloseTo(rsi.getValue(i).doubleValue(), within(0.01));
            compared++;
        }
        assertThat(compared).isGreaterThan(30);
    }

    @Test
    @Order(3)
    void aSignalBecomesTheLeadersOrderAndAnOutcomeForEveryFollower() throws Exception {
        await().atMost(PATIENCE).until(() -> filledLeaderOrders().size() >= 2);
        JsonNode order = filledLeaderOrders().getLast();
        assertThat(order.get("cause").asString()).startsWith("signal:");
        String signalId = order.get("cause").asString().substring("signal:".length());
        assertThat(trader.all("/api/v1/signals"))
                .anyMatch(s -> s.get("id").asString().equals(signalId)
                        && s.get("side").asString().equals(order.get("side").asString()));
        await().atMost(PATIENCE)
                .until(() -> ledgerOf(1).size() == DemoData.FOLLOWERS
                        && ledgerOf(1).stream().noneMatch(r -> outcome(r).equals("pending")));
        Map<String, Long> outcomes =
                ledgerOf(1).stream().collect(Collectors.groupingBy(PlatformIT::outcome, Collectors.counting()));
        assertThat(outcomes.keySet()).contains("filled", "skipped", "rejected");
        for (JsonNode row : ledgerOf(1)) {
            if (Set.of("rejected", "skipped").contains(outcome(row))) {
                assertThat(row.get("code").asString()).as(row.toString()).matches("[a-z_]+");
                assertThat(row.get("code").isNull()).isFalse();
            }
            if (outcome(row).equals("filled")) {
                assertThat(new BigDecimal(row.get("filled_quantity").asString()))
                        .isEqualByComparingTo(row.get("ordered_quantity").asString());
            }
        }
    }

    private static List<JsonNode> filledLeaderOrders() throws Exception {
        return trader.all("/api/v1/orders?account_id=" + DemoData.LEADER).stream()
                .filter(o -> o.get("status").asString().equals("FILLED"))
                .toList();
    }

    private static List<JsonNode> ledgerOf(long sequence) throws Exception {
        return trader.all("/api/v1/copy/ledger?leader_account_id=" + DemoData.LEADER + "&leader_sequence=" + sequence);
    }

    private static String outcome(JsonNode row) {
        return row.get("outcome").asString();
    }

    @Test
    @Order(4)
    void theLedgerOfInputBalances() throws Exception {
        JsonNode market = trader.get("/api/v1/health").get("market");
        assertThat(market.get("in").asLong())
                .isPositive()
                .isEqualTo(market.get("used").asLong()
                        + market.get("late").asLong()
                        + market.get("duplicate").asLong()
                        + market.get("dead").asLong());
    }

    @Test
    @Order(4)
    void kafkaIsOneOfTheDependencies() throws Exception {
        assertThat(trader.get("/api/v1/health").get("dependencies").valueStream())
                .extracting(
                        d -> d.get("name").asString() + " " + d.get("status").asString())
                .contains("kafka UP", "postgresql UP", "hazelcast UP");
    }

    @Test
    @Order(5)
    void sqlSeesTheSameCandles() throws Exception {
        PlatformClient analyst =
                new PlatformClient(Objects.requireNonNull(platform.api()).httpPort(), dataDir, "analyst");
        JsonNode candle = closedCandles().get(5);
        JsonNode answer = analyst.post(
                "/api/v1/sql",
                "{\"sql\":\"SELECT close, trades FROM candles WHERE instrument = '" + INSTRUMENT
                        + "' AND frame = '1m' AND open_time_ms = " + candle.get("open_time_ms") + "\"}");
        assertThat(answer.get("rows").size()).isEqualTo(1);
        assertThat(answer.get("rows").get(0).get(0).asDouble())
                .isEqualTo(Double.parseDouble(candle.get("close").asString()));
        assertThat(answer.get("rows").get(0).get(1).asLong())
                .isEqualTo(candle.get("trades").asLong());
    }

    @Test
    @Order(6)
    void theStreamGivesASnapshotAndThenUpdatesInSequence() throws Exception {
        String channel = "market:" + INSTRUMENT;
        try (PlatformClient.Stream stream = trader.stream()) {
            stream.send("{\"op\":\"subscribe\",\"channel\":\"" + channel + "\"}");
            stream.await("subscribed", channel);
            long last = stream.await("snapshot", channel).get("sequence").asLong();
            for (int i = 0; i < 20; i++) {
                JsonNode update = stream.await("update", channel);
                assertThat(update.get("sequence").asLong()).isGreaterThan(last);
                last = update.get("sequence").asLong();
            }
        }
    }

    @Test
    @Order(7)
    void grpcGivesTheSameCandlesAndStreamsThem() throws Exception {
        ManagedChannel channel = ManagedChannelBuilder.forAddress(
                        "127.0.0.1", Objects.requireNonNull(platform.api()).grpcPort())
                .usePlaintext()
                .build();
        try {
            Metadata token = new Metadata();
            token.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + trader.token());
            MarketDataServiceGrpc.MarketDataServiceBlockingStub market = MarketDataServiceGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(token))
                    .withDeadlineAfter(30, TimeUnit.SECONDS);
            Map<Long, JsonNode> byRest = byOpenTime(closedCandles());
            List<Candle> candles = market.listCandles(ListCandlesRequest.newBuilder()
                            .setSymbol(SYMBOL)
                            .setFrame("1m")
                            .setLimit(500)
                            .build())
                    .getItemsList();
            assertThat(candles).isNotEmpty();
            assertThat(candles.stream()
                            .filter(c -> c.getClosed() && byRest.containsKey(c.getOpenTimeMs()))
                            .peek(c -> assertThat(c.getClose())
                                    .isEqualTo(byRest.get(c.getOpenTimeMs())
                                            .get("close")
                                            .asString()))
                            .count())
                    .isGreaterThan(100);
            Iterator<StreamCandlesResponse> stream = market.streamCandles(StreamCandlesRequest.newBuilder()
                    .setSymbol(SYMBOL)
                    .setFrame("1m")
                    .build());
            assertThat(stream.next().hasSnapshot()).isTrue();
            StreamCandlesResponse next = stream.next();
            while (!next.hasUpdate()) {
                next = stream.next();
            }
            assertThat(next.getUpdate().getInstrument()).isEqualTo(INSTRUMENT);
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    @Order(8)
    void aBrowserLogsInAndSeesACandleMove() throws Exception {
        ChromeDriver browser = Browser.start();
        try {
            browser.get(
                    "http://127.0.0.1:" + Objects.requireNonNull(platform.api()).httpPort() + "/");
            WebDriverWait wait = new WebDriverWait(browser, Duration.ofSeconds(30));
            wait.until(ExpectedConditions.visibilityOfElementLocated(id("login-form")));
            browser.findElement(id("login-user")).sendKeys("trader");
            browser.findElement(id("login-password")).sendKeys(trader.password());
            browser.findElement(id("login-submit")).click();
            wait.until(ExpectedConditions.visibilityOfElementLocated(id("chart")));
            wait.until(ExpectedConditions.attributeToBeNotEmpty(
                    wait.until(ExpectedConditions.presenceOfElementLocated(id("last-price"))), "data-time"));
            String before = browser.findElement(id("last-price")).getDomAttribute("data-time");
            wait.until(
                    b -> !Objects.equals(before, b.findElement(id("last-price")).getDomAttribute("data-time")));
            wait.until(b -> "live".equals(b.findElement(id("connection")).getDomAttribute("data-state")));
            wait.until(ExpectedConditions.presenceOfElementLocated(id("signal-row")));
            assertThat(browser.findElements(id("job-row"))).isNotEmpty();
            browser.get(
                    "http://127.0.0.1:" + Objects.requireNonNull(platform.api()).httpPort() + "/docs");
            wait.until(ExpectedConditions.presenceOfElementLocated(By.cssSelector(".opblock")));
        } finally {
            browser.quit();
        }
    }

    private static By id(String testId) {
        return By.cssSelector("[data-testid=" + testId + "]");
    }

    /** Figures move; what stands around them does not. */
    @Order(8)
    @ParameterizedTest
    @CsvSource({"rest,curl", "websocket,python3", "sql,bash", "grpc,grpcurl"})
    void readmesExampleOfTheSurfacePrintsWhatItSays(String name, String tool, @TempDir Path directory)
            throws Exception {
        assumeTrue(
                ReadmeExamples.hasTool("curl") && ReadmeExamples.hasTool("sed"),
                "needs curl and sed on the PATH to run the README's examples");
        ApiServer api = Objects.requireNonNull(platform.api());
        ReadmeExamples examples =
                ReadmeExamples.in(directory, dataDir, ReadmeExamples.ports(api.httpPort(), api.grpcPort()));
        String expected = examples.example(name).output();
        String printed;
        if (name.equals("grpc") && !ReadmeExamples.hasTool(tool)) {
            printed = examples.grpc(api.grpcPort(), trader.token());
        } else {
            assumeTrue(ReadmeExamples.hasTool(tool), "needs " + tool + " on the PATH to run the README's example");
            ReadmeExamples.Result result = examples.run("login", name);
            assertThat(result.exitCode()).as(result.diagnostics()).isZero();
            printed = result.output();
        }
        if (name.equals("sql")) {
            assertThat(withoutFigures(printed)).isEqualTo(withoutFigures(expected));
        } else {
            assertThat(ReadmeExamples.differencesOfShape(expected, printed))
                    .as(printed)
                    .isEmpty();
            assertThat(printed).contains(INSTRUMENT, "1m");
        }
    }

    private static List<String> withoutFigures(String table) {
        return table.lines()
                .map(line ->
                        line.replaceAll("(?<= )[0-9]+(\\.[0-9]+)?(?= |$)", "0").replaceAll(" +", " "))
                .toList();
    }

    @Test
    @Order(9)
    void aRestartGoesOnWithTheSameOrdersCandlesAndPosition() throws Exception {
        Map<Long, JsonNode> candles = byOpenTime(closedCandles());
        List<JsonNode> orders = trader.all("/api/v1/orders?account_id=" + DemoData.LEADER);
        long position = trader.get("/api/v1/health").get("feed").get("position").asLong();
        platform.close();
        launch();
        await().atMost(PATIENCE).until(() -> {
            JsonNode feed = trader.get("/api/v1/health").get("feed");
            return feed.get("position") != null && feed.get("position").asLong() > position + 500;
        });
        Map<Long, JsonNode> after = byOpenTime(closedCandles());
        assertThat(after).containsAllEntriesOf(candles);
        List<JsonNode> ordersAfter = trader.all("/api/v1/orders?account_id=" + DemoData.LEADER);
        assertThat(ordersAfter.stream().map(o -> o.get("client_order_id").asString()))
                .doesNotHaveDuplicates()
                .containsAll(orders.stream()
                        .map(o -> o.get("client_order_id").asString())
                        .toList());
        candlesEqualAnIndependentComputation();
        simulatedSecondsHaveNoGap();
    }

    /** One simulated trade a second, also where the platform was away. */
    private static void simulatedSecondsHaveNoGap() throws Exception {
        List<JsonNode> candles = new ArrayList<>(closedCandles(SIMULATED));
        candles.sort(Comparator.comparingLong(c -> c.get("open_time_ms").asLong()));
        candles.removeFirst();
        for (int i = 0; i < candles.size(); i++) {
            JsonNode candle = candles.get(i);
            assertThat(candle.get("trades").asLong()).as(candle.toString()).isEqualTo(60);
            assertThat(candle.get("open_time_ms").asLong())
                    .isEqualTo(candles.getFirst().get("open_time_ms").asLong() + i * 60_000L);
        }
    }

    private static Map<Long, JsonNode> byOpenTime(List<JsonNode> candles) {
        Map<Long, JsonNode> map = new HashMap<>();
        candles.forEach(c -> map.put(c.get("open_time_ms").asLong(), c));
        return map;
    }

    /** The recorded trades as 1-minute bars, by plain decimal arithmetic. */
    private static Map<Long, Bar> bars() throws IOException {
        Map<Long, Bar> bars = new TreeMap<>();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(PlatformIT.class.getResourceAsStream("/bitstamp_trades_from_20131125_usd.csv")),
                StandardCharsets.UTF_8))) {
            in.readLine();
            for (String line; (line = in.readLine()) != null; ) {
                String[] cells = line.split(",");
                long minute = Long.parseLong(cells[0]) / 60 * 60_000;
                bars.computeIfAbsent(minute, m -> new Bar()).add(new BigDecimal(cells[1]), new BigDecimal(cells[2]));
            }
        }
        return bars;
    }

    private static final class Bar {
        BigDecimal open;
        BigDecimal high;
        BigDecimal low;
        BigDecimal close;
        BigDecimal volume = BigDecimal.ZERO;
        long trades;

        void add(BigDecimal price, BigDecimal size) {
            open = trades == 0 ? price : open;
            high = trades == 0 ? price : high.max(price);
            low = trades == 0 ? price : low.min(price);
            close = price;
            volume = volume.add(size);
            trades++;
        }
    }
}
