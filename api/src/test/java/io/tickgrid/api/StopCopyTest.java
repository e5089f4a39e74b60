package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.proto.copytrade.v1.CopyTradeServiceGrpc;
import io.tickgrid.proto.copytrade.v1.CreateLinkRequest;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links that stop when their copied equity has fallen too far, on a real PostgreSQL and a real grid, moved by hand. */
class StopCopyTest extends CopyByHand {
    private static final Pattern ROW = Pattern.compile(
            "(?m)^\\| ([\\d.]+) \\| (\\d) \\| ([\\d.]+) \\| (-?[\\d.]+) \\| ([\\d.]+) \\| ([\\d.]+) \\| (runs|stops)"
                    + " \\|$");

    private void stopAt(String id, long percent, boolean reverse) {
        stores.copies()
                .add(List.of(CopyLink.of(test + id, TENANT, leader, follower, "percent", 100 * PERCENT)
                        .stopDrawdown(percent * PERCENT)
                        .reverse(reverse)
                        .build()))
                .block();
    }

    /** The leader trades at the market's price, and the follower gets the same. */
    private void bothTrade(boolean buy, long units, long price) {
        leaderTrades(buy, units, price);
        filledAt(booked(), price);
    }

    private long booked() {
        return count("leader_events where leader_account_id = '" + leader + "'");
    }

    private CopyLink link(String id) {
        return Objects.requireNonNull(stores.copies().link(test + id).block());
    }

    private BigDecimal equity(String column) {
        return Objects.requireNonNull(api.node
                .db()
                .query(
                        "select " + column + " as n from copy_equities where link_id = $1",
                        r -> Objects.requireNonNull(r.get("n", BigDecimal.class))
                                .movePointLeft(8),
                        test + "l")
                .single()
                .block());
    }

    @Test
    void theExampleOfThePageComesOutOnARealDatabase() throws IOException {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/reference"))) {
            root = Objects.requireNonNull(root.getParent());
        }
        stopAt("l", 10, false);
        int rows = 0;
        int held = 0;
        Matcher m = ROW.matcher(Files.readString(root.resolve("docs/reference/copy-links.md")));
        for (; m.find(); rows++) {
            String at = m.group();
            BigDecimal price = new BigDecimal(m.group(1));
            int more = Integer.parseInt(m.group(2)) - held;
            if (more > 0) {
                bothTrade(true, more * COIN, price.movePointRight(2).longValueExact());
                held += more;
            }
            market(price.doubleValue());
            assertThat(copies.stopLosing()).as(at).isEqualTo(m.group(7).equals("stops") ? 1 : 0);
            BigDecimal gain = equity("cash_units").add(price.multiply(BigDecimal.valueOf(held)));
            assertThat(equity("committed_units")).as(at).isEqualByComparingTo(m.group(3));
            assertThat(gain).as(at).isEqualByComparingTo(m.group(4));
            assertThat(equity("committed_units").add(gain)).as(at).isEqualByComparingTo(m.group(5));
            assertThat(equity("committed_units + peak_units")).as(at).isEqualByComparingTo(m.group(6));
        }
        assertThat(rows).isEqualTo(5);
        assertThat(link("l").status()).isEqualTo("PAUSED");
        assertThat(link("l").pauseReason()).isEqualTo("STOP_COPY");
        assertThat(copies.stopLosing()).as("once").isZero();
        again();
        assertThat(copies.stopLosing()).as("once, whoever takes over").isZero();

        copyAll();
        assertThat(ledger().getFirst()).isEqualTo("3 SELL 200000000 pending stop_copy 0");
        assertThat(row(3).leaderPriceUnits()).isEqualTo(103_50);
        assertThat(row(3).eventTimeNs()).isEqualTo(ApiFixture.NOON * 1_000_000);
        copyAll();
        assertThat(count("orders where account_id = '" + follower + "'")).isEqualTo(3);
        filledAt(3, 103_50);

        leaderTrades(true, COIN, 90_00);
        assertThat(ledger().getFirst()).isEqualTo("4 BUY 0 skipped link_inactive 0");
    }

    @Test
    void aKillBetweenTheStepsLosesAndDoublesNothing() {
        stopAt("l", 10, false);
        bothTrade(true, 2 * COIN, 100_00);
        market(80);
        assertThat(copies.stopLosing()).isEqualTo(1);
        again(); // paused and told, and nobody has copied it
        market(200);
        assertThat(copies.stopLosing()).isZero();
        copyAll();
        assertThat(ledger().getFirst()).isEqualTo("2 SELL 200000000 pending stop_copy 0");
        api.node.hazelcast().getMap("follower-blocks").clear();
        update("delete from cursors where name = 'copied:" + leader + "'");
        again();
        copyAll();
        assertThat(count("orders where account_id = '" + follower + "'")).isEqualTo(2);
        assertThat(count("leader_events where leader_account_id = '" + leader + "'"))
                .isEqualTo(2);
    }

    @Test
    void otherLinksAndWhatTheAccountTradesBesideAreNotTouched() {
        stopAt("l", 10, false);
        String other = account("other", "follower");
        stores.copies()
                .add(List.of(CopyLink.of(test + "other", TENANT, leader, other, "percent", 100 * PERCENT)
                        .build()))
                .block();
        bothTrade(true, COIN, 100_00);
        trade(follower, coin, true, 5 * COIN, 100_00);
        blocks.apply(stores.orders().eventsAfter(follower, 0, 100).collectList().block());
        market(89);
        assertThat(copies.stopLosing()).isEqualTo(1);
        copyAll();
        assertThat(ledger().getFirst()).isEqualTo("2 SELL 100000000 pending stop_copy 0");
        assertThat(link("other").status()).isEqualTo("ACTIVE");
        assertThat(count("copy_ledger where link_id = '" + test + "other'")).isEqualTo(1);
    }

    @Test
    void aShortOfTheOtherSideStopsWhenThePriceRises() {
        stopAt("l", 10, true);
        bothTrade(true, COIN, 100_00);
        market(109.99);
        assertThat(copies.stopLosing()).isZero();
        market(110);
        assertThat(copies.stopLosing()).isEqualTo(1);
        copyAll();
        assertThat(ledger().getFirst()).isEqualTo("2 BUY 100000000 pending stop_copy 0");
    }

    @Test
    void whatIsOrderedAndNotFilledIsClosedToo() {
        stopAt("l", 10, false);
        bothTrade(true, COIN, 100_00);
        leaderTrades(true, COIN, 100_00); // waits for its fill
        market(90);
        assertThat(copies.stopLosing()).isEqualTo(1);
        copyAll();
        assertThat(ledger().getFirst()).isEqualTo("3 SELL 200000000 pending stop_copy 0");
    }

    @Test
    void aLossThatTheLeaderTookStopsThoughNothingIsHeldAndALinkThatSomeonePausedStops() {
        stopAt("l", 10, false);
        bothTrade(true, COIN, 100_00);
        bothTrade(false, COIN, 85_00);
        assertThat(copies.stopLosing()).isEqualTo(1);
        assertThat(booked()).as("nothing is to be closed").isEqualTo(2);

        stores.copies().setStatus(test + "l", TENANT, "ACTIVE").block();
        bothTrade(true, COIN, 100_00);
        stores.copies().setStatus(test + "l", TENANT, "PAUSED").block();
        market(90);
        assertThat(copies.stopLosing()).isEqualTo(1);
        assertThat(link("l").pauseReason()).isEqualTo("STOP_COPY");
    }

    @Test
    void aResumedLinkBeginsAnewAndMayStopAgain() {
        stopAt("l", 10, false);
        bothTrade(true, COIN, 100_00);
        market(200);
        assertThat(copies.stopLosing()).isZero();
        market(180);
        assertThat(copies.stopLosing()).isEqualTo(1);
        copyAll();
        filledAt(2, 180_00);
        copies.stopLosing();
        stores.copies().setStatus(test + "l", TENANT, "ACTIVE").block();
        assertThat(link("l").pauseReason()).isEmpty();
        assertThat(copies.stopLosing()).isZero();
        assertThat(equity("committed_units + peak_units")).isZero();
        bothTrade(true, COIN, 50_00);
        market(45.01);
        assertThat(copies.stopLosing()).isZero();
        market(45);
        assertThat(copies.stopLosing()).isEqualTo(1);
        copyAll();
        assertThat(ledger().getFirst()).isEqualTo("4 SELL 100000000 pending stop_copy 0");
    }

    @Test
    void feesAreALoss() {
        stopAt("l", 10, false);
        leaderTrades(true, COIN, 100_00);
        filled(1, 100_00, 11 * CASH);
        market(100);
        // 11 of 111
        assertThat(copies.stopLosing()).isZero();
        assertThat(equity("committed_units")).isEqualByComparingTo("111");
        market(99.89);
        assertThat(copies.stopLosing()).as("11.11 of 111").isEqualTo(1);
    }

    @Test
    void surfacesTakeShowAndRefuseIt() {
        belong("demo", "trader");
        ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", api.server.grpcPort())
                .usePlaintext()
                .build();
        try {
            String body = """
                {"leader_account_id": "%s", "follower_account_id": "%s", "mode": "percent",
                 "stop_drawdown_percent": "%s"}
                """;
            for (String wrong : List.of("0.05", "100.1")) {
                refused(
                        api.post("trader", "/api/v1/copy/links", body.formatted(leader, follower, wrong)),
                        "stop_drawdown_percent must be in [0.1, 100], was " + wrong);
            }
            refused(
                    api.post("trader", "/api/v1/copy/links", body.formatted(leader, follower, "-5")),
                    "stop_drawdown_percent must be a positive decimal");
            Answer made = api.post("trader", "/api/v1/copy/links", body.formatted(leader, follower, "12.5"));
            assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
            assertThat(made.json().path("stop_drawdown_percent").asString()).isEqualTo("12.5");
            assertThat(made.json().path("pause_reason").isNull()).isTrue();
            String id = made.json().path("id").asString();

            trade(leader, coin, true, COIN, 100_00);
            copyAll();
            filledAt(1, 100_00);
            market(87.5);
            assertThat(copies.stopLosing()).isEqualTo(1);
            var shown = api.get("trader", "/api/v1/copy/links?follower_account_id=" + follower)
                    .json()
                    .path("items")
                    .path(0);
            assertThat(shown.path("status").asString()).isEqualTo("PAUSED");
            assertThat(shown.path("pause_reason").asString()).isEqualTo("STOP_COPY");
            assertThat(api.post("trader", "/api/v1/copy/links/" + id + "/close", "")
                            .status())
                    .isEqualTo(200);
            var stub = GrpcSurfaceTest.as("trader", CopyTradeServiceGrpc.newBlockingStub(channel));
            var link = stub.createLink(CreateLinkRequest.newBuilder()
                            .setLeaderAccountId(leader)
                            .setFollowerAccountId(follower)
                            .setMode("percent")
                            .setStopDrawdownPercent("0.1")
                            .build())
                    .getLink();
            assertThat(link.getStopDrawdownPercent() + link.getPauseReason()).isEqualTo("0.1");
        } finally {
            channel.shutdownNow();
            belong(TENANT, "nobody"); // other tests say what a trader sees
        }
    }
}
