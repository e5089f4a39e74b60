package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.proto.copytrade.v1.CopyTradeServiceGrpc;
import io.tickgrid.proto.copytrade.v1.CreateLinkRequest;
import io.tickgrid.proto.copytrade.v1.DryRunRequest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Links that open what their leader has already, on a real PostgreSQL and a real grid, moved by hand. */
class LateJoinersTest extends CopyByHand {
    // ---- now ----

    @Test
    void nowOpensOnceWhatTheRuleMakesOfThePositionAndFollowsItOut() {
        leaderTrades(true, 2 * COIN, 100_00);
        market(110);
        link("l", "percent", 50 * PERCENT, "now", false);
        assertThat(copies.openJoins()).isEqualTo(1);
        assertThat(copies.openJoins()).as("once").isZero();
        copyAll();
        assertThat(ledger()).containsExactly("2 BUY 100000000 pending  1");
        assertThat(row(2).leaderPriceUnits()).as("the market's price").isEqualTo(110_00);
        assertThat(row(2).eventTimeNs()).isEqualTo(NOON * 1_000_000);

        again();
        assertThat(copies.openJoins()).isZero();
        copyAll();
        assertThat(count("orders where account_id = '" + follower + "'")).isEqualTo(1);
        assertThat(count("outbox where record_key = '" + leader + "'"))
                .as("the fill and the join, each told once")
                .isEqualTo(2);

        filled(2);
        leaderTrades(false, COIN / 2, 120_00);
        assertThat(ledger().getFirst()).isEqualTo("3 SELL 25000000 pending  0.75");
        filled(3);
        leaderTrades(false, 3 * COIN / 2, 120_00);
        assertThat(ledger().getFirst()).isEqualTo("4 SELL 75000000 pending  0");
    }

    @Test
    void theOrderIsThatOfTheStoredEventWhereverTheJobIsKilled() {
        leaderTrades(true, 2 * COIN, 100_00);
        market(110);
        link("l", "percent", 100 * PERCENT, "now", false);
        assertThat(copies.openJoins()).isEqualTo(1);
        again(); // the event is stored, and nobody has copied it
        market(500);
        assertThat(copies.openJoins()).isZero();
        copyAll();
        LedgerRow first = row(2);
        assertThat(first.leaderPriceUnits()).isEqualTo(110_00);

        // decided and stored, and the blocks know nothing of it
        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        again();
        update("delete from cursors where name = 'copied:" + leader + "'");
        copyAll();
        assertThat(row(2)).isEqualTo(first);
        assertThat(count("orders where account_id = '" + follower + "'")).isEqualTo(1);
        filled(2);
        leaderTrades(false, COIN, 120_00);
        assertThat(ledger().getFirst()).isEqualTo("3 SELL 100000000 pending  1");
    }

    @Test
    void aLinkThatIsAddedAgainOpensNothingMore() {
        leaderTrades(true, COIN, 100_00);
        market(100);
        link("l", "percent", 100 * PERCENT, "now", false);
        String other = listed("OTHER");
        price(other, 50);
        trade(leader, other, true, COIN, 50_00);
        assertThat(link("l", "percent", 100 * PERCENT, "now", false)).isZero();
        assertThat(copies.openJoins()).isEqualTo(1);
        copyAll();
        // the other one is a trade after the link: copied as such, at his price
        assertThat(ledger()).containsExactly("3 BUY 100000000 pending  1", "2 BUY 100000000 pending  1");
        assertThat(row(3).instrument()).isEqualTo(coin);
    }

    @Test
    void otherLinksOfTheLeaderDoNotCopyTheJoinOfOne() {
        String before = account("before", "follower");
        stores.copies()
                .add(List.of(CopyLink.of(test + "before", TENANT, leader, before, "percent", 100 * PERCENT)
                        .build()))
                .block();
        leaderTrades(true, COIN, 100_00);
        market(100);
        link("l", "percent", 100 * PERCENT, "now", false);
        copies.openJoins();
        copyAll();
        assertThat(count("copy_ledger where leader_account_id = '" + leader + "' and leader_sequence = 2"))
                .isEqualTo(1);
        assertThat(count("orders where account_id = '" + before + "'")).isEqualTo(1);
        leaderTrades(false, COIN, 100_00);
        assertThat(count("copy_ledger where leader_account_id = '" + leader + "' and leader_sequence = 3"))
                .as("a fill is for both")
                .isEqualTo(2);
    }

    @Test
    void theRulesOfRiskAndOfTheLinkHoldForAJoin() {
        leaderTrades(true, 2 * COIN, 100_00);
        market(100);
        update("update accounts set cash_units = " + 50 * CASH + " where id = '" + follower + "'");
        api.node.hazelcast().getMap(GridMaps.FOLLOWER_BLOCKS.mapName()).clear();
        link("l", "percent", 100 * PERCENT, "now", false);
        copies.openJoins();
        copyAll();
        assertThat(ledger()).containsExactly("2 BUY 0 rejected insufficient_balance 2");
    }

    @Test
    void whatTheLeaderOwnedBeforeThePositionIsWhatARatioOfBalancesIsTakenOf() {
        leaderTrades(true, 50 * COIN, 100_00);
        market(100);
        // he had 10,000 before it, as the follower has
        link("l", "balance_ratio", CASH, "now", false);
        copies.openJoins();
        LeaderFill event = event(2);
        assertThat(event.leaderBalanceUnits()).isEqualTo(10_000 * CASH);
        assertThat(event.leaderEquityUnits()).isEqualTo(10_000 * CASH);
        assertThat(event.leaderPositionBeforeUnits()).isZero();
        copyAll();
        assertThat(ledger()).containsExactly("2 BUY 5000000000 pending  50");
    }

    @Test
    void behindAShortStoodAsMuchAgainBeforeItToo() {
        leaderTrades(false, 50 * COIN, 100_00);
        market(100);
        link("l", "balance_ratio", CASH, "now", true);
        copies.openJoins();
        assertThat(event(2).leaderBalanceUnits()).isEqualTo(10_000 * CASH);
        copyAll();
        assertThat(ledger()).containsExactly("2 BUY 5000000000 pending  50");
    }

    // ---- at a better price ----

    @Test
    void aBetterPriceIsWaitedForAndWhatTheLeaderClosesMeanwhileShrinks() {
        leaderTrades(true, COIN, 90_00);
        leaderTrades(true, COIN, 110_00); // 100 on average
        market(100.01);
        link("l", "percent", 50 * PERCENT, "better_price", false);
        assertThat(copies.openJoins()).isZero();
        leaderTrades(false, COIN / 2, 100_00);
        assertThat(ledger()).containsExactly("3 SELL 0 skipped nothing_to_do 0");
        leaderTrades(true, COIN / 2, 100_00); // he adds: copied, and no part of what waits
        filled(4);
        leaderTrades(false, COIN, 100_00); // the half of 2
        assertThat(ledger().getFirst()).isEqualTo("5 SELL 12500000 pending  0.125");
        assertThat(waiting()).isEqualTo("75000000.000000000000");
        copyAgain(5);
        assertThat(waiting()).as("a share is taken once").isEqualTo("75000000.000000000000");
        filled(5);

        market(100);
        assertThat(copies.openJoins()).isEqualTo(1);
        copyAll();
        assertThat(ledger().getFirst()).isEqualTo("6 BUY 37500000 pending  0.5");
        filled(6);
        leaderTrades(false, COIN, 100_00);
        assertThat(ledger().getFirst()).isEqualTo("7 SELL 50000000 pending  0");
        assertThat(copies.openJoins()).isZero();
    }

    @Test
    void aFlatLeaderEndsWhatWaits() {
        leaderTrades(true, COIN, 100_00);
        market(101);
        link("l", "percent", 100 * PERCENT, "better_price", false);
        leaderTrades(false, 2 * COIN, 100_00); // through zero
        leaderTrades(true, 2 * COIN, 100_00);
        market(50);
        assertThat(copies.openJoins()).isZero();
        assertThat(count("copy_joins where link_id = '" + test + "l' and status = 'ENDED'"))
                .isEqualTo(1);
        assertThat(ledger())
                .as("his last trades alone")
                .containsExactly("3 BUY 200000000 pending  1", "2 SELL 100000000 pending  -1");
    }

    @Test
    void forAShortAndForTheOtherSideItIsMirrored() {
        leaderTrades(false, COIN, 100_00);
        market(99.99);
        link("short", "percent", 100 * PERCENT, "better_price", false);
        assertThat(copies.openJoins()).as("would sell lower").isZero();
        market(100);
        assertThat(copies.openJoins()).isEqualTo(1);
        copyAll();
        assertThat(ledger()).containsExactly("2 SELL 100000000 pending  -1");

        stores.copies().setStatus(test + "short", TENANT, "CLOSED").block();
        market(100.01);
        link("mirror", "percent", 100 * PERCENT, "better_price", true);
        assertThat(copies.openJoins()).as("would buy higher").isZero();
        market(99);
        assertThat(copies.openJoins()).isEqualTo(1);
        copyAll();
        assertThat(ledger().getFirst()).isEqualTo("3 BUY 100000000 pending  1");
    }

    @Test
    void aPausedLinkWaitsAndAClosedOneIsOver() {
        leaderTrades(true, COIN, 100_00);
        market(100);
        link("l", "percent", 100 * PERCENT, "now", false);
        stores.copies().setStatus(test + "l", TENANT, "PAUSED").block();
        assertThat(copies.openJoins()).isZero();
        stores.copies().setStatus(test + "l", TENANT, "ACTIVE").block();
        stores.copies().setStatus(test + "l", TENANT, "CLOSED").block();
        assertThat(copies.openJoins()).isZero();
        assertThat(count("copy_joins where link_id = '" + test + "l' and status = 'WAITING'"))
                .isZero();
        assertThat(count("leader_events where leader_account_id = '" + leader + "'"))
                .isEqualTo(1);
    }

    @Test
    void aMarketWithoutAPriceIsWaitedFor() {
        leaderTrades(true, COIN, 100_00);
        link("l", "percent", 100 * PERCENT, "now", false);
        assertThat(copies.openJoins()).isZero();
        market(100);
        assertThat(copies.openJoins()).isEqualTo(1);
    }

    @Test
    void manyLinksOfALeaderAreOpenedInOneStepInAStatedOrder() {
        leaderTrades(true, COIN, 100_00);
        market(100);
        for (int i = 0; i < 3; i++) {
            String id = account("m" + i, "follower");
            stores.copies()
                    .add(List.of(CopyLink.of(test + "m" + i, TENANT, leader, id, "percent", 100 * PERCENT)
                            .join("now")
                            .build()))
                    .block();
        }
        assertThat(copies.openJoins()).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(event(2 + i).linkId()).isEqualTo(test + "m" + i);
            assertThat(event(2 + i).eventTimeNs()).isEqualTo(NOON * 1_000_000);
        }
    }

    // ---- by the surfaces ----

    @Test
    void aLinkIsMadeWithItsJoinByRestAndGrpcAndSaysWhatWaits() {
        leaderTrades(true, 2 * COIN, 100_00);
        market(101);
        belong("demo", "trader");
        try {
            linksBySurfaces();
        } finally {
            belong(TENANT, "nobody"); // other tests say what a trader sees
        }
    }

    private void linksBySurfaces() {
        api.put(GridMaps.INSTRUMENTS, coin, Objects.requireNonNull(listings.get(coin)));
        String body = """
            {"leader_account_id": "%s", "follower_account_id": "%s", "mode": "%s", "value": "50", "join": "%s"}
            """;
        Answer made =
                api.post("trader", "/api/v1/copy/links", body.formatted(leader, follower, "percent", "better_price"));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        assertThat(made.json().path("join").asString()).isEqualTo("better_price");
        assertThat(made.json().path("waiting").path(coin).asString()).isEqualTo("2");

        copyAgain(1); // the block learns of an account that is new, as before each decision

        String dryRun = """
            {"leader_account_id": "%s", "follower_account_id": "%s", "symbol": "%s", "join": "%s"%s}
            """;
        assertThat(said(dryRun.formatted(leader, follower, coin, "now", ""))).isEqualTo("BUY 1 order - 1");
        assertThat(said(dryRun.formatted(leader, follower, coin, "better_price", "")))
                .isEqualTo("BUY 0 skipped waiting_for_price 1");
        refused(
                api.post(
                        "trader",
                        "/api/v1/copy/dry-run",
                        dryRun.formatted(leader, follower, coin, "now", ", \"side\": \"BUY\"")),
                "side, quantity, price and stop_price must be absent with join");
        refused(
                api.post("trader", "/api/v1/copy/dry-run", dryRun.formatted(leader, follower, coin, "new_trades", "")),
                "join must be one of [now, better_price], was \"new_trades\"");
        refused(
                api.post(
                        "trader",
                        "/api/v1/copy/dry-run",
                        dryRun.formatted(leader, follower, ApiFixture.BTC, "now", "")),
                "symbol must be one that \"" + leader + "\" has a position of, was " + ApiFixture.BTC);
        assertThat(count("orders where account_id = '" + follower + "'")).isZero();

        assertThat(api.post(
                                "trader",
                                "/api/v1/copy/links/" + made.json().path("id").asString() + "/close",
                                "")
                        .json()
                        .path("waiting")
                        .isEmpty())
                .isTrue();
        refused(
                api.post("trader", "/api/v1/copy/links", body.formatted(leader, follower, "percent", "later")),
                "join must be one of [new_trades, now, better_price], was \"later\"");
        refused(
                api.post("trader", "/api/v1/copy/links", body.formatted(leader, follower, "risk_percent", "now")),
                "join must be new_trades with risk_percent, since a position has no stop, was now");

        ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", api.server.grpcPort())
                .usePlaintext()
                .build();
        try {
            var stub = GrpcSurfaceTest.as("trader", CopyTradeServiceGrpc.newBlockingStub(channel));
            CreateLinkRequest.Builder asked = CreateLinkRequest.newBuilder()
                    .setLeaderAccountId(leader)
                    .setFollowerAccountId(follower)
                    .setMode("percent")
                    .setValue("25");
            Assertions.assertThatThrownBy(
                            () -> stub.createLink(asked.setJoin("soon").build()))
                    .isInstanceOf(StatusRuntimeException.class)
                    .hasMessageContaining("join must be one of [new_trades, now, better_price], was \"soon\"");
            var link = stub.createLink(asked.setJoin("now").build()).getLink();
            assertThat(link.getJoin()).isEqualTo("now");
            assertThat(link.getWaitingMap()).containsExactly(Map.entry(coin, "2"));
            var tried = stub.dryRun(DryRunRequest.newBuilder()
                    .setLeaderAccountId(leader)
                    .setFollowerAccountId(follower)
                    .setSymbol(coin)
                    .setJoin("now")
                    .build());
            assertThat(tried.getSide() + " " + tried.getQuantity()).isEqualTo("BUY 0.5");
        } finally {
            channel.shutdownNow();
        }
        assertThat(copies.openJoins()).isEqualTo(1);
        copyAll();
        assertThat(ledger()).containsExactly("2 BUY 50000000 pending  0.5");
        var shown = api.get("trader", "/api/v1/copy/links?follower_account_id=" + follower)
                .json()
                .path("items")
                .valueStream()
                .filter(l -> l.path("status").asString().equals("ACTIVE"))
                .findFirst()
                .orElseThrow();
        assertThat(shown.path("waiting").isEmpty()).isTrue();
        assertThat(shown.path("intended").path(coin).asString()).isEqualTo("0.5");
    }

    private String said(String request) {
        Answer a = api.post("trader", "/api/v1/copy/dry-run", request);
        assertThat(a.status()).as(a.raw().body()).isEqualTo(200);
        return a.json().path("side").asString() + " "
                + a.json().path("quantity").asString() + " "
                + a.json().path("outcome").asString() + " "
                + a.json().path("code").asString("-") + " "
                + a.json().path("intended_quantity").asString();
    }
}
