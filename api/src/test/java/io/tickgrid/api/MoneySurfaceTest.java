package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.BTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.db.Db;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

class MoneySurfaceTest {
    private final ApiFixture api = ApiFixture.shared();

    @Test
    void aTraderSeesOwnAccountsAndAnOperatorThoseOfTheTenant() {
        assertThat(api.get("trader", "/api/v1/accounts").json().path("items")).hasSize(3);
        Answer all = api.get("operator", "/api/v1/accounts?limit=4");
        assertThat(all.json().path("items")).hasSize(4);
        String cursor = all.json().path("next_cursor").asString();
        assertThat(api.get("operator", "/api/v1/accounts?limit=6&cursor=" + cursor)
                        .json()
                        .path("items"))
                .hasSize(5);
    }

    @Test
    void aPortfolioIsCashAndMarketValue() {
        Answer answer = api.get("trader", "/api/v1/portfolio?account_id=leader-1");
        assertThat(answer.status()).isEqualTo(200);
        // 0.5 BTC bought for 420, last price 861.5
        assertThat(answer.json().path("cash").asString()).isEqualTo("10000");
        assertThat(answer.json().path("equity").asString()).isEqualTo("10430.75");
        assertThat(answer.json().at("/positions/0/quantity").asString()).isEqualTo("0.5");
        assertThat(answer.json().at("/positions/0/average_price").asString()).isEqualTo("840");
        assertThat(answer.json().at("/positions/0/last_price").asString()).isEqualTo("861.5");
        assertThat(answer.json().at("/positions/0/market_value").asString()).isEqualTo("430.75");
        assertThat(answer.json().at("/positions/0/unrealized_pnl").asString()).isEqualTo("10.75");
        assertThat(answer.json().at("/positions/0/realized_pnl").asString()).isEqualTo("12.5");
    }

    @Test
    void ordersArePagedNewestFirstAndFoundById() {
        Answer first = api.get("trader", "/api/v1/orders?account_id=leader-1&limit=1");
        assertThat(first.json().path("items")).hasSize(1);
        assertThat(first.json().at("/items/0/quantity").asString()).isEqualTo("0.1");
        assertThat(first.json().at("/items/0/average_price").isNull()).isTrue();
        assertThat(first.json().path("next_cursor").asString()).isNotBlank();
        assertThat(api.get("operator", "/api/v1/orders/o-1")
                        .json()
                        .path("account_id")
                        .asString())
                .isEqualTo("leader-1");
    }

    @Test
    void anOrderThatChangesBetweenTwoPagesIsOnOneOfThem() {
        for (String n : List.of("1", "2", "3")) {
            api.post("partner", "/api/v1/orders", order("partner-1", "0.1"), "Idempotency-Key", "page-" + n);
        }
        Answer first = api.get("partner", "/api/v1/orders?account_id=partner-1&limit=1");
        assertThat(first.json().at("/items/0/cause").asString()).isEqualTo("manual:page-3");
        api.node
                .db()
                .update("update orders set sequence = nextval('order_event_sequence') where cause = 'manual:page-2'")
                .block();
        Answer second = api.get(
                "partner",
                "/api/v1/orders?account_id=partner-1&limit=2&cursor="
                        + first.json().path("next_cursor").asString());
        assertThat(second.json().path("items"))
                .extracting(o -> o.path("cause").asString())
                .containsExactly("manual:page-2", "manual:page-1");
    }

    @Test
    void anOrderIsPlacedOnceHoweverOftenItIsSent() {
        Answer first = api.post("trader", "/api/v1/orders", order("own-1", "0.25"), "Idempotency-Key", "once");
        assertThat(first.status()).as(first.raw().body()).isEqualTo(202);
        assertThat(first.json().path("status").asString()).isEqualTo("STORED");
        assertThat(first.json().path("cause").asString()).isEqualTo("manual:once");
        assertThat(first.json().path("quantity").asString()).isEqualTo("0.25");
        Answer again = api.post("trader", "/api/v1/orders", order("own-1", "0.250"), "Idempotency-Key", "once");
        assertThat(again.raw().body()).isEqualTo(first.raw().body());
        Answer other = api.post("trader", "/api/v1/orders", order("own-1", "0.26"), "Idempotency-Key", "once");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.code()).isEqualTo("conflict");
        assertThat(api.get("trader", "/api/v1/orders?account_id=own-1")
                        .json()
                        .path("items")
                        .valueStream()
                        .filter(o -> o.path("cause").asString().equals("manual:once")))
                .hasSize(1);
    }

    @Test
    void theSameKeyOfAnotherUserIsAnotherOrder() {
        Answer mine = api.post("trader", "/api/v1/orders", order("own-2", "0.1"), "Idempotency-Key", "shared");
        Answer theirs = api.post("partner", "/api/v1/orders", order("partner-1", "0.1"), "Idempotency-Key", "shared");
        assertThat(mine.status()).isEqualTo(202);
        assertThat(theirs.status()).isEqualTo(202);
        assertThat(theirs.json().path("client_order_id"))
                .isNotEqualTo(mine.json().path("client_order_id"));
    }

    @Test
    void anOrderThatRiskRefusesIsStoredAsRejected() {
        Answer answer = api.post("trader", "/api/v1/orders", order("own-2", "1000"), "Idempotency-Key", "big");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("status").asString()).isEqualTo("REJECTED");
        assertThat(answer.json().path("code").asString()).isEqualTo("insufficient_balance");
    }

    @Test
    void anOrderNeedsAKeyAnOwnAccountAndATrader() {
        assertThat(api.post("trader", "/api/v1/orders", order("own-1", "0.1")).code())
                .isEqualTo("idempotency_key_required");
        assertThat(api.post("trader", "/api/v1/orders", order("partner-1", "0.1"), "Idempotency-Key", "x")
                        .code())
                .isEqualTo("not_found");
        assertThat(api.post("analyst", "/api/v1/orders", order("own-1", "0.1"), "Idempotency-Key", "x")
                        .code())
                .isEqualTo("forbidden");
        assertThat(api.post("operator", "/api/v1/orders", order("own-1", "0.1"), "Idempotency-Key", "x")
                        .code())
                .isEqualTo("forbidden");
    }

    @Test
    void aLinkIsMadePausedResumedAndClosedAndEachChangeTakesEffectFirst() {
        Answer made = api.post("operator", "/api/v1/copy/links", link("follower-0001"));
        assertThat(made.status()).as(made.raw().body()).isEqualTo(201);
        String id = made.json().path("id").asString();
        assertThat(made.json().path("value").asString()).isEqualTo("12.5");
        assertThat(made.json().path("max_quantity").asString()).isEqualTo("0.5");
        assertThat(made.json().path("max_cost").isNull()).isTrue();
        assertThat(made.json().at("/blocked_symbols/0").asString()).isEqualTo("SIM:ALPHA/USD");
        assertThat(api.post("operator", "/api/v1/copy/links", link("follower-0001"))
                        .code())
                .isEqualTo("conflict");
        for (String[] step : new String[][] {{"pause", "PAUSED"}, {"resume", "ACTIVE"}, {"close", "CLOSED"}}) {
            Answer changed = api.post("operator", "/api/v1/copy/links/" + id + "/" + step[0], "");
            assertThat(changed.json().path("status").asString()).isEqualTo(step[1]);
            assertThat(api.node
                            .hazelcast()
                            .<String, CopyLink>getMap("copy-links")
                            .get(id)
                            .status())
                    .isEqualTo(step[1]);
        }
        assertThat(api.post("operator", "/api/v1/copy/links/" + id + "/resume", "")
                        .code())
                .isEqualTo("conflict");
        assertThat(api.get("trader", "/api/v1/copy/links?leader_account_id=leader-1")
                        .json()
                        .path("items"))
                .isNotEmpty();
    }

    @Test
    void aChangeThatReachedPostgresOnlyIsAppliedWhenItIsAskedForAgain() {
        CopyLink stored = stored("follower-0003");
        assertThat(published(stored.id())).isNull();
        assertThat(api.post("operator", "/api/v1/copy/links", link("follower-0003"))
                        .code())
                .isEqualTo("conflict");
        assertThat(published(stored.id())).isEqualTo(stored);
        CopyLink closed = api.node
                .stores()
                .copies()
                .setStatus(stored.id(), "demo", "CLOSED")
                .block();
        Answer again = api.post("operator", "/api/v1/copy/links/" + stored.id() + "/close", "");
        assertThat(again.status()).as(again.raw().body()).isEqualTo(200);
        assertThat(again.json().path("status").asString()).isEqualTo("CLOSED");
        assertThat(published(stored.id())).isEqualTo(closed);
        assertThat(api.post("operator", "/api/v1/copy/links/" + stored.id() + "/pause", "")
                        .code())
                .isEqualTo("conflict");
    }

    @Test
    void anOlderChangeThatComesLateDoesNotReplaceANewerOne() {
        CopyLink stored = stored("follower-0004");
        CopyLink paused = api.node
                .stores()
                .copies()
                .setStatus(stored.id(), "demo", "PAUSED")
                .block();
        CopyLink newer = CopyLink.of(
                        paused.id(),
                        paused.tenantId(),
                        paused.leaderAccountId(),
                        paused.followerAccountId(),
                        paused.mode(),
                        paused.valueUnits())
                .status("CLOSED", paused.changeSequence() + 1)
                .build();
        api.put(GridMaps.COPY_LINKS, newer.id(), newer);
        assertThat(api.post("operator", "/api/v1/copy/links/" + stored.id() + "/pause", "")
                        .status())
                .isEqualTo(200);
        assertThat(published(stored.id())).isEqualTo(newer);
    }

    @Test
    void aChangeIsAppliedAlthoughItsClientHasGone() throws Exception {
        String id = api.post("operator", "/api/v1/copy/links", link("follower-0005"))
                .json()
                .path("id")
                .asString();
        Sinks.Empty<Void> release = Sinks.empty();
        var holding = api.node
                .db()
                .transaction(c -> Db.query(
                                c, "select id from copy_links where id = $1 for update", r -> Db.text(r, "id"), id)
                        .then(release.asMono())
                        .thenReturn(true))
                .toFuture();
        try (Socket socket = new Socket("localhost", api.server.httpPort())) {
            await().until(() -> locked("from copy_links where id = $1 for update", "granted"));
            socket.getOutputStream()
                    .write(("POST /api/v1/copy/links/" + id
                                    + "/pause HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                                    + api.token("operator") + "\r\nContent-Length: 0\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> locked("update copy_links set status", "waiting"));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        release.tryEmitEmpty();
        holding.get(10, TimeUnit.SECONDS);
        await().untilAsserted(() -> assertThat(published(id).status()).isEqualTo("PAUSED"));
    }

    /** Whether a statement of that beginning waits for a lock, or has been answered while its transaction goes on. */
    private boolean locked(String statement, String state) {
        String condition = state.equals("waiting") ? "wait_event_type = 'Lock'" : "state = 'idle in transaction'";
        return Boolean.TRUE.equals(api.node
                .db()
                .query(
                        "select count(*) as n from pg_stat_activity where query like '%' || $1 || '%'"
                                + " and pid <> pg_backend_pid() and " + condition,
                        r -> Db.int64(r, "n") > 0,
                        statement)
                .blockFirst());
    }

    /** A link that got no further than PostgreSQL. */
    private CopyLink stored(String follower) {
        CopyLink link = CopyLink.of("link-" + follower, "demo", "leader-1", follower, "percent", 100_000_000)
                .build();
        api.node.stores().copies().add(List.of(link)).block();
        return api.node.stores().copies().link(link.id()).block();
    }

    private CopyLink published(String id) {
        return api.node.hazelcast().<String, CopyLink>getMap("copy-links").get(id);
    }

    @Test
    void aLeaderSeesTheLinksOfHisFollowersAndCannotChangeThem() {
        String id = api.post("operator", "/api/v1/copy/links", link("follower-0002"))
                .json()
                .path("id")
                .asString();
        assertThat(api.post("trader", "/api/v1/copy/links/" + id + "/pause", "").code())
                .isEqualTo("not_found");
        assertThat(api.post("trader", "/api/v1/copy/links", link("follower-0002"))
                        .code())
                .isEqualTo("not_found");
    }

    @Test
    void theLedgerIsReadByItsLeaderAndItsSumsByAnalysts() {
        assertThat(api.get("trader", "/api/v1/copy/ledger?leader_account_id=leader-1")
                        .status())
                .isEqualTo(200);
        Answer sums = api.get("analyst", "/api/v1/copy/ledger/summary?leader_account_id=leader-1");
        assertThat(sums.status()).isEqualTo(200);
        assertThat(sums.json().path("leader_account_id").asString()).isEqualTo("leader-1");
    }

    private static String order(String account, String quantity) {
        return "{\"account_id\":\"" + account + "\",\"symbol\":\"" + BTC
                + "\",\"side\":\"BUY\",\"type\":\"MARKET\",\"quantity\":\"" + quantity + "\"}";
    }

    private static String link(String follower) {
        return "{\"leader_account_id\":\"leader-1\",\"follower_account_id\":\"" + follower
                + "\",\"mode\":\"percent\",\"value\":\"12.50\",\"max_quantity\":\"0.5\",\"below_minimum\":\"skip\","
                + "\"blocked_symbols\":[\"ALPHA-USD\"]}";
    }
}
