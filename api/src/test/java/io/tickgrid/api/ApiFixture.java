package io.tickgrid.api;

import io.tickgrid.api.identity.DemoUsers;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.agent.OpinionRow;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.tick.DeadLetter;
import io.tickgrid.grid.tick.FeedStatus;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A real node on an embedded PostgreSQL with a little of everything in it, and the api tier on a free port. */
final class ApiFixture {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final String BTC = "BITSTAMP:BTC/USD";
    static final String ALPHA = "SIM:ALPHA/USD";
    /** For one test each, which expects all updates of it to be its own. */
    static final String BETA = "SIM:BETA/USD";

    static final String GAMMA = "SIM:GAMMA/USD";
    static final List<String> COLUMNS = List.of(
            "rsi_14",
            "ema_9",
            "ema_21",
            "ema_50",
            "atr_14",
            "adx_14",
            "bbands_20_2_upper",
            "bbands_20_2_middle",
            "bbands_20_2_lower",
            "supertrend_10_3");
    /** 2013-11-25T12:00:00Z. */
    static final long NOON = 1_385_380_800_000L;

    static final long MINUTE = 60_000;

    /** Apart from the fixture: other threads use its methods while it is being made. */
    private static final class Shared {
        static final ApiFixture FIXTURE = new ApiFixture(MarketSettings.DEFAULT_FRAMES);
    }

    final List<String> frames;
    final Path dataDir;
    final GridNode node;
    final ApiServer server;
    final DemoUsers.Credentials credentials;
    final HttpClient http = HttpClient.newHttpClient();

    private final Map<String, String> tokens = new ConcurrentHashMap<>();

    /** The one of this test run. */
    static ApiFixture shared() {
        return Shared.FIXTURE;
    }

    /** One of its own, that serves these frames. */
    ApiFixture(List<String> frames) {
        this.frames = frames;
        try {
            dataDir = Files.createTempDirectory("tickgrid-api");
            EmbeddedPostgres postgres = EmbeddedPostgres.builder().start();
            DbUrl url = new DbUrl("localhost", postgres.getPort(), "postgres", "postgres", "postgres");
            node = GridNode.start(new GridConfig(
                    "api-test-" + UUID.randomUUID(),
                    freePort(),
                    List.of(),
                    Set.of(GridConfig.Role.MARKET, GridConfig.Role.MONEY, GridConfig.Role.API),
                    1,
                    url,
                    frames,
                    COLUMNS));
            seed();
            FollowerBlocks followers = new FollowerBlocks(node.hazelcast(), node.stores());
            followers.loadOnce();
            server = ApiServer.start(
                    new ApiSettings(0, 0, dataDir, true, null),
                    node,
                    followers,
                    new OrderEntry(node.hazelcast(), node.db()));
            credentials = DemoUsers.read(dataDir);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.close();
                node.close();
                try {
                    postgres.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    // What is in it ------------------------------------------------------------------------------------------------

    private void seed() {
        instrument(BTC, "Bitcoin", false);
        instrument(ALPHA, "Simulated Alpha", true);
        instrument(BETA, "Simulated Beta", true);
        instrument(GAMMA, "Simulated Gamma", true);
        List<Candle> history = IntStream.range(0, 120)
                .mapToObj(n -> candle(BTC, "1m", NOON - (n + 1) * MINUTE, 800 + n, true))
                .toList();
        node.stores().candles().upsert(history).block();
        node.stores()
                .candles()
                .upsert(IntStream.range(1, 30)
                        .mapToObj(n -> candle(BTC, "1h", NOON - n * 60 * MINUTE, 700 + n, true))
                        .toList())
                .block();
        history.stream()
                .limit(3)
                .forEach(c -> put(GridMaps.CANDLES, Candle.key(c.instrument(), c.frame(), c.openTimeMs()), c));
        // closed, in the map and not yet in PostgreSQL
        put(GridMaps.CANDLES, Candle.key(BTC, "1m", NOON), candle(BTC, "1m", NOON, 850, true));
        for (String frame : frames) {
            long open = frame.equals("1m") ? NOON + MINUTE : NOON;
            put(GridMaps.FORMING_CANDLES, IndicatorRow.key(BTC, frame), candle(BTC, frame, open, 860.5, false));
            put(
                    GridMaps.INDICATORS,
                    IndicatorRow.key(BTC, frame),
                    new IndicatorRow(BTC, frame, NOON, 0, true, COLUMNS, new double[] {
                        55.5, 853, 852, 851, 10, 30, 870, 850, 830, Double.NaN
                    }));
            put(
                    GridMaps.FUSION,
                    IndicatorRow.key(BTC, frame),
                    new FusionRow(BTC, frame, NOON, 0.42, 0.7, "BUY", 0.8, 0.1, 5, true, 1, true));
            for (String agent : List.of("trend", "volume")) {
                put(
                        GridMaps.OPINIONS,
                        OpinionRow.key(BTC, frame, agent),
                        new OpinionRow(BTC, frame, NOON, agent, 0.5, 0.6, 0.2, false, "ADX 30.0; Supertrend supports"));
            }
        }
        node.stores().indicators().putSet(7, COLUMNS).block();
        node.stores()
                .indicators()
                .upsert(
                        7,
                        IntStream.range(0, 5)
                                .mapToObj(n ->
                                        new IndicatorRow(BTC, "1m", NOON - n * MINUTE, 0, true, COLUMNS, new double[] {
                                            50 + n, 1, 2, 3, 4, 5, 6, 7, 8, Double.NaN
                                        }))
                                .toList())
                .block();
        signals(1, 12);
        node.stores()
                .deadLetters()
                .insert(List.of(
                        new DeadLetter("0-1-0", BTC, "test", 5, NOON, "late", "60 s late"),
                        new DeadLetter("0-2-0", BTC, "test", 6, NOON, "price_band", "too far")))
                .block();
        put(GridMaps.LEDGER, BTC, new LedgerCounts(BTC, 10, 7, 1, 1, 1, 1));
        put(GridMaps.FEEDS, BTC, new FeedStatus(BTC, "recorded", "Bitstamp 2013", 10, 100, 0, 300, NOON));
        accounts();
    }

    /** Stores signals of bars {@code from} to {@code to} and puts them into the map. */
    void signals(int from, int to) {
        List<Signal> rows =
                IntStream.rangeClosed(from, to).mapToObj(n -> signal(n)).toList();
        node.stores()
                .signals()
                .insert(rows)
                .block()
                .forEach(s -> put(GridMaps.SIGNALS, s.id() + "@" + s.instrument(), s));
    }

    static Signal signal(int n) {
        long open = NOON + n * MINUTE;
        String side = n % 2 == 0 ? "BUY" : "SELL";
        return new Signal(
                Signal.id(BTC, "1m", open, side),
                0,
                BTC,
                "1m",
                side,
                0.5,
                0.6,
                850,
                840,
                870,
                890,
                open,
                open * 1_000_000);
    }

    private void accounts() {
        List<Account> accounts = List.of(
                account("leader-1", "demo", "trader", "leader"),
                account("own-1", "demo", "trader", "own"),
                account("own-2", "demo", "trader", "follower"),
                account("partner-1", "demo", "partner", "own"),
                account("follower-0001", "demo", "someone", "follower"),
                account("follower-0002", "demo", "someone", "follower"),
                account("follower-0003", "demo", "someone", "follower"),
                account("follower-0004", "demo", "someone", "follower"),
                account("follower-0005", "demo", "someone", "follower"),
                account("foreign-1", "other", "trader", "own"));
        node.stores().accounts().add(accounts).block();
        node.loadAccounts();
        put(
                GridMaps.POSITIONS,
                Position.key("leader-1", BTC),
                new Position("leader-1", "demo", BTC, 50_000_000, 42_000_000_000L, 1_250_000_000L, 10_000_000, 3));
        node.db()
                .moneyTransaction(c -> OrderStore.place(
                        c,
                        List.of(
                                order("o-1", "leader-1", "demo"),
                                order("o-2", "leader-1", "demo"),
                                order("o-foreign", "foreign-1", "other")),
                        "topic",
                        o -> new byte[] {1}))
                .block();
    }

    static OrderRow order(String id, String account, String tenant) {
        return OrderRow.market(id, tenant, account, BTC, true, 10_000_000, "signal:x", NOON * 1_000_000);
    }

    private static Account account(String id, String tenant, String owner, String kind) {
        return new Account(id, tenant, owner, id, kind, "USD", 1_000_000_000_000L, true, true, 0, 0, 1);
    }

    private void instrument(String id, String name, boolean simulated) {
        String[] parts = id.split(":");
        Instrument instrument = new Instrument(
                id,
                parts[0],
                parts[1],
                name,
                "crypto",
                parts[1].split("/")[0],
                "USD",
                2,
                8,
                1,
                1,
                10_000,
                100_000_000,
                simulated,
                true,
                Instrument.ALWAYS);
        node.stores().instruments().add(instrument).block();
        put(GridMaps.INSTRUMENTS, id, instrument);
    }

    static Candle candle(String instrument, String frame, long open, double price, boolean closed) {
        return new Candle(instrument, frame, open, price, price + 2, price - 2, price + 1, 1.25, 10, 0, closed);
    }

    <V> void put(GridMaps map, String key, V value) {
        node.hazelcast().<String, V>getMap(map.mapName()).set(key, value);
    }

    // How to ask it ------------------------------------------------------------------------------------------------

    /** An answer: status, headers and the body as JSON (null when there is none). */
    record Answer(int status, HttpResponse<String> raw, JsonNode json) {
        String code() {
            return json.path("code").asString("");
        }
    }

    String token(String user) {
        return tokens.computeIfAbsent(
                user,
                u -> post(null, "/api/v1/auth/login", login(u, credentials.password(u)))
                        .json()
                        .path("access_token")
                        .asString());
    }

    static String login(String user, String password) {
        return JSON.writeValueAsString(Map.of("username", user, "password", password));
    }

    /** @param user null = nobody */
    Answer get(String user, String path) {
        return send(user, path, b -> b.GET());
    }

    Answer post(String user, String path, String body, String... headers) {
        return send(user, path, b -> {
            b.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                b.headers(headers);
            }
        });
    }

    Answer send(String user, String path, java.util.function.Consumer<HttpRequest.Builder> rest) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(10));
        if (user != null) {
            builder.header("Authorization", "Bearer " + token(user));
        }
        rest.accept(builder);
        try {
            HttpResponse<String> response = http.send(builder.build(), HttpResponse.BodyHandlers.ofString());
            boolean json =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(response.statusCode(), response, json ? JSON.readTree(response.body()) : JSON.nullNode());
        } catch (IOException e) {
            throw new UncheckedIOException("no answer of " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + server.httpPort() + path);
    }
}
