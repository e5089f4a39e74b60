package io.tickgrid.api.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.identity.OwnerFiles;
import io.tickgrid.api.identity.Secrets;
import io.tickgrid.api.run.DemoData;
import io.tickgrid.api.run.PlatformClient;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.pipelines.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Three members with all roles are stopped and started again, one after the other, while a replay runs, people read, place
 * orders and follow streams: who retries as docs/how-to/several-members.md asks for sees no error, no order is lost or
 * doubled, no message is missing, and the market's results are those of plain engines. Five minutes on two cores.
 */
class RollingRestartIT {
    private static final int MEMBERS = 3;
    private static final String INSTRUMENT = "BITSTAMP:BTC/USD";
    private static final String ACCOUNT = "trader-own";
    private static final String CANDLES = "/api/v1/candles/BITSTAMP:BTC-USD?frame=1m&limit=50";
    private static final long ORDER_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(300);

    private final Member[] members = new Member[MEMBERS];
    private volatile boolean stopping;
    private volatile @Nullable Throwable failure;

    @Test
    void membersRestartedOneAfterTheOtherShowNoErrorToWhoRetries() throws Exception {
        try (Deployment d = Deployment.start("rolling-restart")) {
            DemoData.seed(d.stores(), "5m");
            d.stores()
                    .accounts()
                    .add(List.of(new Account(
                            ACCOUNT,
                            DemoData.TENANT,
                            "trader",
                            "Own account",
                            "own",
                            "USD",
                            100_000_000_000_000L,
                            true,
                            true,
                            0,
                            0,
                            1)))
                    .block();
            MoneyChecks.begin(d);
            shareSigningKey(d);
            for (int i = 0; i < MEMBERS; i++) {
                members[i] = launch(d, i);
            }
            for (Member m : members) {
                m.awaitStarted();
            }
            awaitWell(d);
            String token = new PlatformClient(members[0].httpPort(), members[0].dataDir(), "trader").token();
            RetryingClient reader = new RetryingClient(this::ports, token);
            RetryingClient trader = new RetryingClient(this::ports, token);
            List<String> placed = new ArrayList<>();
            int[] reads = {0};
            Thread reading = start("reader", () -> read(reader, reads));
            Thread trading = start("trader", () -> trade(trader, placed));
            try (ResumingStream market = new ResumingStream(this::ports, token, "market:" + INSTRUMENT);
                    ResumingStream trades = new ResumingStream(this::ports, token, "trades:" + ACCOUNT)) {
                d.awaitThat("load", () -> placed.size() > 3 && market.taken().size() > 20);
                for (int i = 0; i < MEMBERS; i++) {
                    d.stop(members[i]);
                    int before = placed.size();
                    d.awaitThat("orders while member " + i + " is away", () -> {
                        requireNoFailure();
                        return placed.size() > before + 3;
                    });
                    members[i] = launch(d, i);
                    members[i].awaitStarted();
                    awaitWell(d);
                }
                int before = placed.size();
                d.awaitThat("orders after the last restart", () -> {
                    requireNoFailure();
                    return placed.size() > before + 3;
                });
                stopping = true;
                reading.join();
                trading.join();
                requireNoFailure();
                settle(d);
                d.awaitThat(
                        "last message of the account's stream",
                        () -> trades.sequences().contains(lastEvent(d)));
                assertThat(market.errors()).isEmpty();
                assertThat(trades.errors()).isEmpty();
                assertEveryEventCameOnce(d, trades);
                assertEveryCandleCame(d, market);
                System.out.println("rolling restart: " + reads[0] + " reads, " + placed.size() + " orders, retries "
                        + reader.retries() + " " + trader.retries() + ", streams resumed " + market.resumed() + " and "
                        + trades.resumed() + " times");
            }
            assertEveryOrderIsThereOnce(d, placed);
            MarketChecks checks = MarketChecks.of(d);
            assertThat(checks.findings()).isEmpty();
            assertThat(MoneyChecks.findings(d, checks.expected())).isEmpty();
        }
    }

    /** Nodes accept each other's tokens with one key. */
    private static void shareSigningKey(Deployment d) {
        String key = Secrets.random256();
        for (int i = 0; i < MEMBERS; i++) {
            Path secrets = d.directory().resolve("member-" + i).resolve("secrets");
            OwnerFiles.directory(secrets);
            OwnerFiles.write(secrets.resolve("jwt.key"), key + "\n");
        }
    }

    private static Member launch(Deployment d, int i) {
        List<String> arguments = new ArrayList<>(
                List.of("--cluster-size", "3", "--grid-port", Integer.toString(d.gridPort(i)), "--speed", "60"));
        if (i > 0) {
            arguments.add("--no-demo");
        }
        return d.launch("member-" + i, MEMBERS, List.of(), arguments.toArray(String[]::new));
    }

    /** As an operator waits before the next one: every node is ready. */
    private void awaitWell(Deployment d) {
        for (Member m : members) {
            d.awaitThat(
                    "a node that is ready",
                    () -> m.readiness() == 200
                            && m.health().get("cluster").get("size").asInt() == MEMBERS);
        }
    }

    /** Of those that have printed it: one that starts has none yet. */
    private List<Integer> ports() {
        return Arrays.stream(members).flatMap(m -> m.servesAt().stream()).toList();
    }

    private Thread start(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (!stopping) {
                            work.run();
                        }
                    } catch (RuntimeException e) {
                        failure = e;
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private void requireNoFailure() {
        Throwable f = failure;
        if (f != null) {
            throw new IllegalStateException("a client that retries saw an error", f);
        }
    }

    private static void read(RetryingClient client, int[] reads) {
        if (client.get(CANDLES).get("items").isArray()) {
            reads[0]++;
        }
    }

    private static void trade(RetryingClient client, List<String> placed) {
        String key = UUID.randomUUID().toString();
        String side = placed.size() % 2 == 0 ? "BUY" : "SELL";
        JsonNode order = client.post(
                "/api/v1/orders",
                "{\"account_id\":\"" + ACCOUNT + "\",\"symbol\":\"BITSTAMP:BTC-USD\",\"side\":\"" + side
                        + "\",\"type\":\"MARKET\",\"quantity\":\"0.01\"}",
                key);
        if (order.get("status").asString().equals("REJECTED")) {
            throw new IllegalStateException("expected an order that is taken, got " + order);
        }
        placed.add("manual:" + key);
        LockSupport.parkNanos(ORDER_EVERY_NS);
    }

    /** No new orders; the replay goes on until nothing is open, and ends with its member. */
    private void settle(Deployment d) {
        d.update("delete from signal_traders");
        d.awaitThat(
                "all orders to be filled",
                () -> d.count("select (select count(*) from orders where status in " + OrderState.OPEN_SQL + ")"
                                + " + (select count(*) from outbox)"
                                + " + (select count(*) from leader_events e where not exists (select 1 from copy_ledger"
                                + " l where l.leader_sequence = e.leader_sequence)) as n")
                        == 0);
        d.stop(members[0]);
        d.awaitDrained(Topics.MARKET_INPUT);
        d.awaitDrained(Topics.LEADER_EVENTS);
    }

    private static long lastEvent(Deployment d) {
        return d.count("select max(sequence) as n from order_events where account_id = '" + ACCOUNT + "'");
    }

    private static void assertEveryOrderIsThereOnce(Deployment d, List<String> placed) {
        List<String> stored = Objects.requireNonNull(
                d.db().query("select cause from orders where account_id = '" + ACCOUNT + "'", r -> Db.text(r, "cause"))
                        .collectList()
                        .block());
        assertThat(stored).containsExactlyInAnyOrderElementsOf(placed);
        assertThat(d.count("select count(*) as n from fills where account_id = '" + ACCOUNT + "'"))
                .isEqualTo(placed.size());
    }

    /** The log of an account has every event, so the stream may leave out none, whatever node it went to. */
    private static void assertEveryEventCameOnce(Deployment d, ResumingStream trades) {
        long from = trades.taken().getFirst().get("sequence").asLong();
        List<Long> stored = Objects.requireNonNull(d.db().query(
                        "select sequence from order_events where account_id = '" + ACCOUNT + "' and sequence > " + from
                                + " order by sequence",
                        r -> Db.int64(r, "sequence"))
                .collectList()
                .block());
        assertThat(trades.sequences()).isEqualTo(stored);
        assertThat(trades.resumed()).isPositive();
    }

    /** Every bar that closed while the stream was followed came as an update, or lies before a snapshot that was taken. */
    private static void assertEveryCandleCame(Deployment d, ResumingStream market) {
        TreeSet<Long> seen = new TreeSet<>();
        List<long[]> windows = new ArrayList<>();
        long newest = -1;
        long sequence = -1;
        for (JsonNode message : market.taken()) {
            boolean snapshot = message.get("type").asString().equals("snapshot");
            assertThat(message.get("sequence").asLong()).isGreaterThanOrEqualTo(sequence);
            sequence = message.get("sequence").asLong();
            long before = newest;
            for (JsonNode u : snapshot ? message.get("data") : List.of(message.get("data"))) {
                if (u.path("frame").asString().equals("1m") && u.path("closed").asBoolean() && u.has("close")) {
                    seen.add(u.get("open_time_ms").asLong());
                    newest = Math.max(newest, u.get("open_time_ms").asLong());
                }
            }
            if (snapshot) {
                windows.add(new long[] {before, newest});
            }
        }
        long last = newest;
        List<Long> missing = Objects.requireNonNull(d.db().query(
                        "select open_time_ms from candles where instrument = '" + INSTRUMENT
                                + "' and frame = '1m' order by open_time_ms",
                        r -> Db.int64(r, "open_time_ms"))
                .filter(open -> open <= last && !seen.contains(open))
                .filter(open -> windows.stream().noneMatch(w -> open > w[0] && open <= w[1]))
                .collectList()
                .block());
        assertThat(missing).isEmpty();
        assertThat(seen).hasSizeGreaterThan(5);
        assertThat(market.resumed()).isPositive();
    }
}
