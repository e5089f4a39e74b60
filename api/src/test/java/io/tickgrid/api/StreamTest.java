package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.BETA;
import static io.tickgrid.api.ApiFixture.BTC;
import static io.tickgrid.api.ApiFixture.GAMMA;
import static io.tickgrid.api.ApiFixture.MINUTE;
import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.tickgrid.api.stream.MarketFeeds;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Position;
import java.net.http.WebSocketHandshakeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class StreamTest {
    private static final String MARKET = "market:" + BTC;

    private final ApiFixture api = ApiFixture.shared();

    @Test
    void aSnapshotIsFollowedByEveryUpdateAfterItOnceAndInOrder() throws Exception {
        try (StreamClient client = StreamClient.of(api, "trader")) {
            Thread writer = Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 200; n++) {
                    closed(BETA, n);
                }
            });
            client.subscribe("market:" + BETA);
            client.await("subscribed");
            JsonNode snapshot = client.await("snapshot");
            writer.join();
            closed(BETA, 200);
            long have = newestClosed(snapshot);
            List<Long> got = new ArrayList<>();
            long sequence = snapshot.path("sequence").asLong();
            while (got.isEmpty() || got.getLast() < NOON + 200 * MINUTE) {
                JsonNode update = client.await("update");
                assertThat(update.path("sequence").asLong()).isGreaterThan(sequence);
                sequence = update.path("sequence").asLong();
                got.add(update.at("/data/open_time_ms").asLong());
            }
            List<Long> expected = new ArrayList<>();
            for (long open = Math.max(have + MINUTE, NOON); open <= NOON + 200 * MINUTE; open += MINUTE) {
                expected.add(open);
            }
            assertThat(got).isEqualTo(expected);
        }
    }

    @Test
    void aCandleAndAScoreHaveTheContractsFields() {
        try (StreamClient client = StreamClient.of(api, "analyst")) {
            client.subscribe("market:SIM:ALPHA/USD");
            client.await("snapshot");
            add(MarketUpdate.of(ApiFixture.candle(ApiFixture.ALPHA, "5m", NOON, 10, false)));
            JsonNode data = client.await("update").path("data");
            assertThat(data.propertyNames())
                    .contains("kind", "frame", "open_time_ms", "open", "high", "low", "close", "volume", "closed");
            assertThat(data.path("kind").asString()).isEqualTo("candle");
            assertThat(data.path("close").asString()).isEqualTo("11");
        }
    }

    @Test
    void aClientGoesOnWhereItWas() {
        try (StreamClient client = StreamClient.of(api, "trader")) {
            client.subscribe(MARKET);
            long have = client.await("snapshot").path("sequence").asLong();
            closed(300);
            closed(301);
            try (StreamClient again = StreamClient.of(api, "trader")) {
                again.subscribe(MARKET, have);
                assertThat(again.await("update").at("/data/open_time_ms").asLong())
                        .isEqualTo(NOON + 300 * MINUTE);
                assertThat(again.await("update").at("/data/open_time_ms").asLong())
                        .isEqualTo(NOON + 301 * MINUTE);
                closed(302);
                assertThat(again.await("update").at("/data/open_time_ms").asLong())
                        .isEqualTo(NOON + 302 * MINUTE);
            }
        }
    }

    /** As a member does that was cut off and is taken in again: see MarketFeeds. */
    @Test
    void whatASplitClusterNumberedIsNotGoneOnFrom() {
        try (StreamClient client = StreamClient.of(api, "trader")) {
            client.subscribe(MARKET);
            long before = client.await("snapshot").path("sequence").asLong();
            api.node
                    .hazelcast()
                    .<String, String>getMap("start-up")
                    .compute("feed-epoch", (k, epoch) -> Long.toString(Long.parseLong(epoch) + 1_000_000_000L));
            client.await("resync_required");
            long after = client.await("snapshot").path("sequence").asLong();
            assertThat(after).isGreaterThanOrEqualTo(before + 1_000_000_000L);
            closed(500);
            assertThat(client.await("update").path("sequence").asLong()).isEqualTo(after + 1);
            try (StreamClient again = StreamClient.of(api, "trader")) {
                again.subscribe(MARKET, before);
                again.await("resync_required");
                again.await("snapshot");
            }
        }
    }

    @Test
    void whatIsOverwrittenOrOfAnotherLifeNeedsANewSnapshot() {
        for (long from : new long[] {5, 9_000_000_000_000_000L}) {
            try (StreamClient client = StreamClient.of(api, "trader")) {
                client.subscribe(MARKET, from);
                List<JsonNode> seen = client.awaitAll("snapshot");
                assertThat(seen)
                        .extracting(m -> m.path("type").asString())
                        .containsExactly("subscribed", "resync_required", "snapshot");
                closed(400);
                assertThat(client.await("update").at("/data/open_time_ms").asLong())
                        .isEqualTo(NOON + 400 * MINUTE);
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsClosed() {
        try (StreamClient client = StreamClient.of(api, "trader")) {
            client.subscribe("market:" + GAMMA);
            client.await("snapshot");
            client.stopReading();
            // Forming values replace one another, closed bars do not: enough of them overflow sockets and queue.
            Ringbuffer<MarketUpdate> ring = api.node.hazelcast().getRingbuffer(GridFeeds.market(GAMMA));
            MarketFeeds feeds = api.server.bean(MarketFeeds.class);
            for (int batch = 0; batch < 100; batch++) {
                long before = feeds.lastSequence(GAMMA);
                ring.addAllAsync(bars(batch * 1_000, 1_000), OverflowPolicy.OVERWRITE)
                        .toCompletableFuture()
                        .join();
                await().until(() -> feeds.lastSequence(GAMMA) >= before + 1_000);
            }
            client.resumeReading();
            assertThat(client.closed.orTimeout(30, TimeUnit.SECONDS).join()).isEqualTo(4408);
        }
    }

    private static List<MarketUpdate> bars(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(n -> MarketUpdate.of(ApiFixture.candle(GAMMA, "15m", NOON + n * MINUTE, 800, true)))
                .toList();
    }

    @Test
    void signalsComeInTheOrderOfTheirPublication() {
        try (StreamClient client = StreamClient.of(api, "partner")) {
            client.subscribe("signals");
            JsonNode snapshot = client.await("snapshot");
            assertThat(snapshot.path("data")).isNotEmpty();
            long last = snapshot.path("sequence").asLong();
            api.signals(600, 602);
            add(MarketUpdate.of(ApiFixture.signal(600)));
            for (int n = 1; n <= 3; n++) {
                JsonNode update = client.await("update");
                assertThat(update.path("sequence").asLong()).isEqualTo(last + n);
                assertThat(update.at("/data/sequence").asLong()).isEqualTo(last + n);
            }
            client.send(Map.of("op", "unsubscribe", "channel", "signals"));
            client.await("unsubscribed");
        }
    }

    @Test
    void tradesAreReadFromTheLogAlsoThoseMissedWhileAway() {
        try (StreamClient client = StreamClient.of(api, "partner")) {
            client.subscribe("trades:partner-1");
            long have = client.await("snapshot").path("sequence").asLong();
            place("stream-1");
            JsonNode update = client.await("update");
            assertThat(update.at("/data/client_order_id").asString()).isEqualTo("stream-1");
            assertThat(update.at("/data/status").asString()).isEqualTo("STORED");
            place("stream-2");
            try (StreamClient again = StreamClient.of(api, "partner")) {
                again.subscribe("trades:partner-1", have);
                assertThat(again.await("update").at("/data/client_order_id").asString())
                        .isEqualTo("stream-1");
                assertThat(again.await("update").at("/data/client_order_id").asString())
                        .isEqualTo("stream-2");
            }
        }
    }

    @Test
    void whatOtherAccountsDidMeanwhileDoesNotKeepAClientFromResuming() {
        try (StreamClient client = StreamClient.of(api, "partner")) {
            client.subscribe("trades:partner-1");
            client.await("snapshot");
            place("busy-1");
            long have = client.await("update").path("sequence").asLong();
            api.node
                    .db()
                    .query(
                            "select setval('order_event_sequence', nextval('order_event_sequence') + 10000) as n",
                            r -> r.get("n", Long.class))
                    .blockLast();
            place("busy-2");
            try (StreamClient again = StreamClient.of(api, "partner")) {
                again.subscribe("trades:partner-1", have);
                List<JsonNode> seen = again.awaitAll("update");
                assertThat(seen).extracting(m -> m.path("type").asString()).containsExactly("subscribed", "update");
                assertThat(seen.getLast().at("/data/client_order_id").asString())
                        .isEqualTo("busy-2");
            }
        }
    }

    @Test
    void aPortfolioIsToldWhenItChanges() {
        try (StreamClient client = StreamClient.of(api, "trader")) {
            client.subscribe("portfolio:own-2");
            JsonNode snapshot = client.await("snapshot");
            assertThat(snapshot.at("/data/0/account_id").asString()).isEqualTo("own-2");
            api.put(
                    GridMaps.POSITIONS,
                    Position.key("own-2", BTC),
                    new Position("own-2", "demo", BTC, 100_000_000, 80_000_000_000L, 0, 0, 9));
            JsonNode update = client.await("update");
            assertThat(update.at("/data/positions/0/quantity").asString()).isEqualTo("1");
            assertThat(update.path("sequence").asLong())
                    .isGreaterThan(snapshot.path("sequence").asLong());
        }
    }

    @Test
    void copyOutcomesAreSummed() {
        try (StreamClient client = StreamClient.of(api, "analyst")) {
            client.subscribe("copy:leader-1");
            assertThat(client.await("snapshot").at("/data/0/leader_account_id").asString())
                    .isEqualTo("leader-1");
        }
    }

    @Test
    void channelsFollowTheTableOfOperations() {
        try (StreamClient client = StreamClient.of(api, "analyst")) {
            client.subscribe("trades:leader-1");
            assertThat(client.await("error").path("code").asString()).isEqualTo("forbidden");
        }
        try (StreamClient client = StreamClient.of(api, "trader")) {
            for (String channel : List.of("trades:foreign-1", "trades:partner-1", "portfolio:nobody", "weather:x")) {
                client.subscribe(channel);
                JsonNode error = client.await("error");
                assertThat(error.path("code").asString()).isEqualTo("not_found");
                assertThat(error.path("channel").asString()).isEqualTo(channel);
            }
            client.subscribe("market:NOPE");
            assertThat(client.await("error").path("code").asString()).isEqualTo("invalid_symbol");
        }
    }

    @Test
    void badMessagesAreToldAndTooManyEndTheSession() {
        try (StreamClient client = StreamClient.of(api, "trader")) {
            for (String bad : List.of(
                    "{",
                    "[]",
                    "{\"op\":\"dance\"}",
                    "{\"op\":\"subscribe\"}",
                    "{\"op\":\"subscribe\",\"channel\":\"signals\",\"resume_from\":\"x\"}",
                    "{\"op\":\"subscribe\",\"channel\":\"signals\",\"resume_form\":1}")) {
                client.sendText(bad);
                assertThat(client.await("error").path("code").asString()).isEqualTo("invalid_request");
            }
            client.send(Map.of("op", "ping"));
            client.await("heartbeat");
            for (int i = 0; i < 20; i++) {
                client.sendText("{");
            }
            assertThat(client.closed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(4400);
        }
    }

    @Test
    void withoutATokenNothingIsSubscribedAndABadOneEndsTheSession() {
        try (StreamClient client = new StreamClient(api)) {
            client.subscribe("signals");
            assertThat(client.await("error").path("code").asString()).isEqualTo("unauthenticated");
            client.send(Map.of("op", "auth", "token", "nonsense"));
            assertThat(client.closed.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(4401);
        }
    }

    @Test
    void headersOfTheUpgradeAuthenticateToo() {
        String key = api.credentials.apiKey("partner");
        try (StreamClient client = new StreamClient(api, "X-API-Key", key)) {
            client.await("authenticated");
            client.subscribe("signals");
            client.await("snapshot");
        }
    }

    @Test
    void aPageOfAnotherOriginIsRefused() {
        assertThatThrownBy(() -> new StreamClient(api, "Origin", "https://evil.example"))
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        e -> assertThat(e.getResponse().statusCode()).isEqualTo(403));
        try (StreamClient own = new StreamClient(api, "Origin", "http://localhost:" + api.server.httpPort())) {
            own.send(Map.of("op", "auth", "token", api.token("trader")));
            own.await("authenticated");
        }
    }

    private void place(String id) {
        api.node
                .db()
                .moneyTransaction(c -> OrderStore.place(
                        c, List.of(ApiFixture.order(id, "partner-1", "demo")), "topic", o -> new byte[] {1}))
                .block();
        api.node
                .hazelcast()
                .getRingbuffer(GridFeeds.ORDERS)
                .add(new OrderEvent(1, "demo", "partner-1", id, BTC, "STORED", 0, 0, 0, 0));
    }

    private static long newestClosed(JsonNode snapshot) {
        long newest = 0;
        for (JsonNode item : snapshot.path("data")) {
            if (item.path("kind").asString().equals("candle")
                    && item.path("frame").asString().equals("1m")
                    && item.path("closed").asBoolean()) {
                newest = Math.max(newest, item.path("open_time_ms").asLong());
            }
        }
        return newest;
    }

    private void closed(int n) {
        closed(BTC, n);
    }

    private void closed(String instrument, int n) {
        add(MarketUpdate.of(ApiFixture.candle(instrument, "1m", NOON + n * MINUTE, 800 + n, true)));
    }

    private void add(MarketUpdate update) {
        api.node
                .hazelcast()
                .getRingbuffer(GridFeeds.market(update.instrument()))
                .add(update);
    }
}
