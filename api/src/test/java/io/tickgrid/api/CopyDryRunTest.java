package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.proto.copytrade.v1.CopyTradeServiceGrpc;
import io.tickgrid.proto.copytrade.v1.CreateLinkRequest;
import io.tickgrid.proto.copytrade.v1.DryRunRequest;
import io.tickgrid.proto.copytrade.v1.DryRunResponse;
import io.tickgrid.proto.copytrade.v1.ListQualityRequest;
import io.tickgrid.proto.copytrade.v1.SimulateRequest;
import io.tickgrid.proto.copytrade.v1.SimulatedFill;
import io.tickgrid.proto.copytrade.v1.SimulatedFollower;
import io.tickgrid.proto.copytrade.v1.SimulatedInstrument;
import io.tickgrid.proto.copytrade.v1.SimulatedLink;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Dry runs by REST and gRPC, and links with all their terms. The market is at 861.5. */
class CopyDryRunTest {
    private static final ApiFixture api = ApiFixture.shared();
    private static final ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", api.server.grpcPort())
            .usePlaintext()
            .build();
    private static final String DRY_RUN = "/api/v1/copy/dry-run";
    private static final String SIMULATE = "/api/v1/copy/simulate";
    private static final String LEADER = "leader-1";
    private static final String FOLLOWER = "own-2";

    private String link = "";

    @AfterAll
    static void close() {
        channel.shutdownNow();
    }

    @BeforeEach
    void follow() {
        Answer made = api.post("trader", "/api/v1/copy/links", """
            {"leader_account_id": "leader-1", "follower_account_id": "own-2", "mode": "fixed", "value": "0.5",
             "reverse": true, "max_cost": "200", "max_position": "3", "min_quantity": "0.1", "min_cost": "5",
             "max_slippage": "1.5", "max_open_trades": 4, "allowed_symbols": ["BTC/USD", "ALPHA-USD"]}
            """);
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        link = made.json().path("id").asString();
    }

    @AfterEach
    void leave() {
        assertThat(api.post("trader", "/api/v1/copy/links/" + link + "/close", "")
                        .status())
                .isEqualTo(200);
    }

    private static String asked(String side, String quantity, String more) {
        return """
            {"leader_account_id": "leader-1", "follower_account_id": "own-2", "symbol": "BTC/USD", "side": "%s",
             "quantity": "%s"%s}
            """.formatted(side, quantity, more);
    }

    private static String said(Answer a) {
        assertThat(a.status()).as(a.raw().body()).isEqualTo(200);
        return a.json().path("side").asString() + " "
                + a.json().path("quantity").asString() + " "
                + a.json().path("outcome").asString() + " "
                + a.json().path("code").asString("-");
    }

    @Test
    void aLinkKeepsAllItsTerms() {
        CopyLink stored = api.node.stores().copies().link(link).block();
        assertThat(stored)
                .isEqualTo(api.node
                        .hazelcast()
                        .<String, CopyLink>getMap("copy-links")
                        .get(link));
        Answer listed = api.get("trader", "/api/v1/copy/links?follower_account_id=" + FOLLOWER);
        var shown = listed.json()
                .path("items")
                .valueStream()
                .filter(l -> l.path("id").asString().equals(link))
                .findFirst()
                .orElseThrow();
        assertThat(shown.path("reverse").asBoolean()).isTrue();
        assertThat(shown.path("max_position").asString()).isEqualTo("3");
        assertThat(shown.path("min_quantity").asString()).isEqualTo("0.1");
        assertThat(shown.path("min_cost").asString()).isEqualTo("5");
        assertThat(shown.path("max_slippage").asString()).isEqualTo("1.5");
        assertThat(shown.path("max_open_trades").asInt()).isEqualTo(4);
        assertThat(shown.path("max_quantity").isNull()).isTrue();
        assertThat(shown.path("allowed_symbols").valueStream().map(s -> s.asString()))
                .containsExactly(ApiFixture.BTC, "SIM:ALPHA/USD");
    }

    @Test
    void aFollowerSeesWhatWouldBecomeOfALeadersTradeAndNothingHappens() {
        long orders = count("orders");
        long rows = count("copy_ledger");
        // reverse, fixed 0.5; 200 / 861.5 leaves 0.23215322...
        Answer buy = api.post("trader", DRY_RUN, asked("BUY", "2", ""));
        assertThat(said(buy)).startsWith("SELL 0.23215322 ").endsWith("order max_cost");
        assertThat(buy.json().path("price").asString()).isEqualTo("861.5");
        assertThat(buy.json().path("intended_quantity").asString()).isEqualTo("-0.5");
        assertThat(buy.json().path("held_quantity").asString()).isEqualTo("0");
        assertThat(buy.json().path("link_id").asString()).isEqualTo(link);
        // he sold at 900, the follower of the other side would buy at 861.5: better. He bought at 900: worse by 4.3 %
        assertThat(said(api.post("trader", DRY_RUN, asked("SELL", "2", ", \"price\": \"900\""))))
                .isEqualTo("BUY 0.22222222 order max_cost");
        assertThat(said(api.post("trader", DRY_RUN, asked("BUY", "2", ", \"price\": \"900\""))))
                .isEqualTo("SELL 0 skipped slippage");
        assertThat(said(api.post("operator", DRY_RUN, asked("BUY", "2", "")))).isEqualTo(said(buy));
        assertThat(count("orders")).isEqualTo(orders);
        assertThat(count("copy_ledger")).isEqualTo(rows);

        DryRunResponse byWire = copies("trader")
                .dryRun(DryRunRequest.newBuilder()
                        .setLeaderAccountId(LEADER)
                        .setFollowerAccountId(FOLLOWER)
                        .setSymbol("BTC/USD")
                        .setSide("BUY")
                        .setQuantity("2")
                        .build());
        assertThat(byWire.getSide() + " " + byWire.getQuantity() + " " + byWire.getOutcome() + " " + byWire.getCode())
                .isEqualTo(said(buy));
        assertThat(byWire.getIntendedQuantity()).isEqualTo("-0.5");
    }

    private static long count(String table) {
        return api.node
                .db()
                .query("select count(*) as n from " + table, r -> r.get("n", Long.class))
                .single()
                .block();
    }

    @Test
    void aDryRunThatCannotBeIsAClearError() {
        refused(api.post("trader", DRY_RUN, asked("HOLD", "2", "")), 400, "side must be one of");
        refused(api.post("trader", DRY_RUN, asked("BUY", "-2", "")), 400, "quantity must be a positive decimal");
        refused(api.post("trader", DRY_RUN, asked("BUY", "2", ", \"price\": \"x\"")), 400, "price must be");
        refused(
                api.post("trader", DRY_RUN, asked("BUY", "2", ", \"stop_price\": \"900\"")),
                400,
                "stop_price must be below the price of 861.5");
        refused(api.post("trader", DRY_RUN, asked("BUY", "2", ", \"prize\": \"900\"")), 400, "prize");
        refused(
                api.post("trader", DRY_RUN, asked("BUY", "2", "").replace("BTC/USD", "GAMMA/USD")),
                400,
                "price must be given: the market has none of SIM:GAMMA/USD yet");
        refused(
                api.post("trader", DRY_RUN, asked("BUY", "2", "").replace("own-2", "own-1")),
                404,
                "\"own-1\" has no open link to \"leader-1\"");
        refused(
                api.post("trader", DRY_RUN, asked("BUY", "2", "").replace("own-2", "follower-0001")),
                404,
                "no account");
        refused(api.post("trader", DRY_RUN, asked("BUY", "2", "").replace("leader-1", "foreign-1")), 404, "no account");
        assertThat(api.post("analyst", DRY_RUN, asked("BUY", "2", "")).status()).isEqualTo(403);
        assertThat(api.post("partner", DRY_RUN, asked("BUY", "2", "")).status()).isEqualTo(403);
    }

    private static void refused(Answer answer, int status, String detail) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.json().path("detail").asString()).contains(detail);
    }

    @Test
    void aLinkSaysHowWellItCopiesToWhoMaySeeIt() {
        String row = "insert into copy_ledger (leader_account_id, leader_sequence, follower_account_id, leg, tenant_id,"
                + " link_id, instrument, side, outcome, code, intended, held_units, ordered_units, filled_units,"
                + " price_units, leader_price_units, client_order_id, event_time_ns, filled_event_ns) values"
                + " ('leader-1', $1, 'own-2', 'open', 'demo', $2, $3, $4, 'filled', '', '-0.4', 0, 5, 5, $5, 10000, '',"
                + " 1000000000, $6)";
        api.node
                .db()
                .update(row, 9_001L, link, ApiFixture.BTC, "SELL", 9_990L, 1_200_000_000L)
                .block();
        api.node
                .db()
                .update(row, 9_002L, link, ApiFixture.BTC, "BUY", 10_030L, 1_600_000_000L)
                .block();
        api.node
                .db()
                .update(
                        "insert into copy_intended (link_id, tenant_id, instrument, intended, last_sequence,"
                                + " held_units) values ($1, 'demo', $2, '-0.4', 9002, -30000000)",
                        link,
                        ApiFixture.BTC)
                .block();
        var q = api.get("trader", "/api/v1/copy/quality?follower_account_id=own-2")
                .json()
                .at("/items/0");
        assertThat(q.path("link_id").asString()).isEqualTo(link);
        assertThat(q.path("fills").asInt()).isEqualTo(2);
        assertThat(q.path("delay_ms_median").asDouble()).isEqualTo(400);
        assertThat(q.path("delay_ms_max").asDouble()).isEqualTo(600);
        // sold for 10 less and bought for 30 more of 10,000
        assertThat(q.path("slippage_bps").asDouble()).isCloseTo(20, within(1e-9));
        assertThat(q.path("intended_quantity").asString()).isEqualTo("-0.4");
        assertThat(q.path("held_quantity").asString()).isEqualTo("-0.3");
        assertThat(q.path("size_error_percent").asDouble()).isEqualTo(25);
        var byWire = copies("operator")
                .listQuality(ListQualityRequest.newBuilder()
                        .setLeaderAccountId(LEADER)
                        .setFollowerAccountId(FOLLOWER)
                        .build())
                .getItems(0);
        assertThat(byWire.getSlippageBps()).isEqualTo(q.path("slippage_bps").asDouble());
        assertThat(byWire.getSizeErrorPercent()).isEqualTo(25);
        var entry = api.get("trader", "/api/v1/copy/ledger?follower_account_id=own-2&leader_sequence=9002")
                .json()
                .at("/items/0");
        assertThat(entry.path("delay_ms").asDouble()).isEqualTo(600);
        assertThat(entry.path("slippage_bps").asDouble()).isCloseTo(30, within(1e-9));

        refused(api.get("trader", "/api/v1/copy/quality"), 400, "expected leader_account_id or follower_account_id");
        refused(api.get("trader", "/api/v1/copy/quality?follower_account_id=follower-0001"), 404, "no account");
        assertThat(api.get("analyst", "/api/v1/copy/quality?follower_account_id=own-2")
                        .status())
                .isEqualTo(403);
        assertThat(api.get("trader", "/api/v1/copy/quality?follower_account_id=own-2&cursor=x")
                        .code())
                .isEqualTo("invalid_cursor");
    }

    private static final String CASE = """
        {"leader_event": {"symbol": "BTC/USD", "side": "sell", "quantity": "1", "price": "100", "position_before": "4"},
         "instrument": {"lot_size": "0.01"},
         "followers": [
          {"id": "plain", "balance": "1000", "position": "2", "link": {"mode": "percent", "value": "50"}},
          {"id": "mirror", "balance": "1000", "position": "-2", "active": true, "open_trades": 2,
           "link": {"mode": "percent", "value": "50", "reverse": true, "max_open_trades": 1}}]}
        """;

    @Test
    void aCaseComesOutTheSameByRestAndGrpc() {
        Answer rest = api.post("trader", SIMULATE, CASE);
        assertThat(rest.status()).as(rest.raw().body()).isEqualTo(200);
        List<String> byRest = rest.json()
                .valueStream()
                .map(r -> r.path("follower").asString() + " " + r.path("side").asString() + " "
                        + r.path("quantity").asString() + " "
                        + r.path("outcome").asString() + " "
                        + r.path("code").asString(""))
                .toList();
        assertThat(byRest).containsExactly("plain sell 0.5 order ", "mirror buy 0.5 order ");

        SimulatedLink half =
                SimulatedLink.newBuilder().setMode("percent").setValue("50").build();
        SimulateRequest request = SimulateRequest.newBuilder()
                .setLeaderEvent(SimulatedFill.newBuilder()
                        .setSymbol("BTC/USD")
                        .setSide("sell")
                        .setQuantity("1")
                        .setPrice("100")
                        .setPositionBefore("4"))
                .setInstrument(SimulatedInstrument.newBuilder().setLotSize("0.01"))
                .addFollowers(SimulatedFollower.newBuilder()
                        .setId("plain")
                        .setBalance("1000")
                        .setPosition("2")
                        .setLink(half))
                .addFollowers(SimulatedFollower.newBuilder()
                        .setId("mirror")
                        .setBalance("1000")
                        .setPosition("-2")
                        .setActive(true)
                        .setOpenTrades(2)
                        .setLink(half.toBuilder().setReverse(true).setMaxOpenTrades(1)))
                .build();
        assertThat(copies("partner").simulate(request).getItemsList())
                .extracting(r -> r.getFollower() + " " + r.getSide() + " " + r.getQuantity() + " " + r.getOutcome()
                        + " " + r.getCode())
                .isEqualTo(byRest);
        assertThat(GrpcSurfaceTest.refusal(
                                Status.Code.INVALID_ARGUMENT,
                                () -> copies("trader")
                                        .simulate(request.toBuilder()
                                                .clearInstrument()
                                                .build()))
                        .getReason())
                .isEqualToIgnoringCase("invalid_request");
    }

    @Test
    void aCaseWithoutFollowersIsAnEmptyAnswerAndTooManyTradesAreRefused() {
        String none = CASE.substring(0, CASE.indexOf("\"followers\"")) + "\"followers\": []}";
        assertThat(api.post("trader", SIMULATE, none).json()).isEmpty();
        assertThat(copies("trader")
                        .simulate(SimulateRequest.newBuilder()
                                .setLeaderEvent(SimulatedFill.newBuilder()
                                        .setSymbol("S")
                                        .setSide("buy")
                                        .setQuantity("1")
                                        .setPrice("1"))
                                .setInstrument(SimulatedInstrument.newBuilder().setLotSize("1"))
                                .build())
                        .getItemsList())
                .isEmpty();
        refused(
                api.post("trader", SIMULATE, CASE.replace("\"open_trades\": 2", "\"open_trades\": 10001")),
                400,
                "followers[1].open_trades must be a whole number in [0, 10000]");
    }

    @Test
    void aCaseThatIsNoneIsAClearError() {
        refused(api.post("trader", SIMULATE, ""), 400, "the case must be an object, found nothing");
        refused(api.post("trader", SIMULATE, "[1"), 400, "the case must be JSON");
        refused(
                api.post("trader", SIMULATE, CASE.replace("\"sell\"", "\"hold\"")),
                400,
                "leader_event.side must be buy or sell, found \"hold\"");
        refused(
                api.post("trader", SIMULATE, CASE.replace("\"reverse\"", "\"reversed\"")),
                400,
                "followers[1].link.reversed is not known here");
        assertThat(api.post("trader", SIMULATE, " ".repeat(70_000) + CASE).status())
                .isEqualTo(413);
    }

    @Test
    void aLinkByGrpcTakesEveryModeAndWhatIsWrongIsAClearError() {
        for (String mode : List.of(
                "percent", "equity_ratio", "balance_ratio", "fixed", "fixed_amount", "multiplier", "risk_percent")) {
            CreateLinkRequest.Builder request = CreateLinkRequest.newBuilder()
                    .setLeaderAccountId(LEADER)
                    .setFollowerAccountId("own-1")
                    .setMode(mode)
                    .setMaxOpenTrades(2)
                    .setMaxSlippage("0.5")
                    .addAllowedSymbols("BTC/USD");
            var made = copies("trader")
                    .createLink((mode.equals("percent") ? request : request.setValue("2")).build())
                    .getLink();
            assertThat(made.getMode()).isEqualTo(mode);
            assertThat(made.getValue()).isEqualTo(mode.equals("percent") ? "100" : "2");
            assertThat(made.getMaxOpenTrades()).isEqualTo(2);
            assertThat(made.getMaxSlippage()).isEqualTo("0.5");
            assertThat(made.getAllowedSymbolsList()).containsExactly(ApiFixture.BTC);
            assertThat(made.getReverse()).isFalse();
            assertThat(api.post("trader", "/api/v1/copy/links/" + made.getId() + "/close", "")
                            .status())
                    .isEqualTo(200);
        }
        for (String wrong : List.of(
                "\"max_open_trades\": 0",
                "\"max_slippage\": \"-1\"",
                "\"min_cost\": \"x\"",
                "\"mode\": \"most\"",
                "\"allowed_symbols\": [\"NOPE\"]",
                "\"max_open_trades\": 1.5",
                "\"max_open_trades\": \"\"",
                "\"reverse\": 1",
                "\"reverse\": true, \"mode\": \"risk_percent\", \"value\": \"1\"",
                "\"min_quantity\": \"2\", \"max_quantity\": \"1\"",
                "\"max_delay\": \"5\"")) {
            String body = "{\"leader_account_id\": \"leader-1\", \"follower_account_id\": \"own-1\", "
                    + (wrong.contains("\"mode\"") ? "" : "\"mode\": \"percent\", ") + wrong + "}";
            Answer answer = api.post("trader", "/api/v1/copy/links", body);
            assertThat(answer.status()).as(wrong).isIn(400, 404);
            String field = wrong.substring(1, wrong.indexOf('"', 1));
            assertThat(answer.json().path("detail").asString()).as(wrong).contains(field);
        }
    }

    private static CopyTradeServiceGrpc.CopyTradeServiceBlockingStub copies(String user) {
        return GrpcSurfaceTest.as(user, CopyTradeServiceGrpc.newBlockingStub(channel));
    }
}
