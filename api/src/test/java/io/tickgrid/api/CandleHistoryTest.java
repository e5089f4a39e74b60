package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.BETA;
import static io.tickgrid.api.ApiFixture.GAMMA;
import static io.tickgrid.api.ApiFixture.MINUTE;
import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.tickgrid.api.ApiFixture.Answer;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.proto.market.v1.ListCandlesRequest;
import io.tickgrid.proto.market.v1.ListCandlesResponse;
import io.tickgrid.proto.market.v1.MarketDataServiceGrpc;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Pages of bars over grid and PostgreSQL, and lists without gaps. */
class CandleHistoryTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long FIVE = 5 * MINUTE;
    private static final long QUARTER = 15 * MINUTE;

    private final ApiFixture api = ApiFixture.shared();

    private Answer candles(String query) {
        Answer answer = api.get("trader", "/api/v1/candles/" + query);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        return answer;
    }

    /** Items of pages, one after the other. */
    private List<JsonNode> walk(String query, int pages) {
        List<JsonNode> items = new ArrayList<>();
        String cursor = "";
        for (int i = 0; i < pages; i++) {
            Answer page = candles(query + cursor);
            page.json().path("items").forEach(items::add);
            String next = page.json().path("next_cursor").asString("");
            if (next.isEmpty()) {
                break;
            }
            cursor = "&cursor=" + next;
        }
        return items;
    }

    private static long open(JsonNode bar) {
        return bar.path("open_time_ms").asLong();
    }

    /**
     * Bars as a market job that catches up writes them: many of them at once, to PostgreSQL and the map at the same time, the
     * forming one when PostgreSQL has the others. They are more than the map of closed bars holds of one instrument.
     */
    private CompletableFuture<Void> closeBars(AtomicBoolean stop, long seed) {
        return CompletableFuture.runAsync(() -> {
            Random random = new Random(seed);
            for (int n = 0; !stop.get(); ) {
                List<Candle> closed = new ArrayList<>();
                Map<String, Candle> entries = new HashMap<>();
                for (int i = 1 + random.nextInt(60); i > 0; i--, n++) {
                    Candle bar = ApiFixture.candle(BETA, "5m", NOON + n * FIVE, 100 + n, true);
                    closed.add(bar);
                    entries.put(Candle.key(BETA, "5m", bar.openTimeMs()), bar);
                }
                Candle forming = ApiFixture.candle(BETA, "5m", NOON + n * FIVE, 100 + n, false);
                CompletionStage<?> shown = api.node
                        .hazelcast()
                        .<String, Candle>getMap(GridMaps.CANDLES.mapName())
                        .setAllAsync(entries);
                api.node.stores().candles().upsert(closed).block(PATIENCE);
                api.put(GridMaps.FORMING_CANDLES, IndicatorRow.key(BETA, "5m"), forming);
                shown.toCompletableFuture().join();
            }
        });
    }

    @Test
    void pagesNeitherRepeatNorLeaveOutABarWhileBarsClose() {
        long seed = 11;
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = closeBars(stop, seed);
        try {
            int seen = 0;
            for (int round = 0; round < 60; round++) {
                List<JsonNode> bars = walk("BETA-USD?frame=5m&limit=" + (1 + round % 13), 8);
                for (int i = 1; i < bars.size(); i++) {
                    assertThat(open(bars.get(i - 1)) - open(bars.get(i)))
                            .as("step of bar %d of round %d, seed %d", i, round, seed)
                            .isEqualTo(FIVE);
                }
                seen += bars.size();
            }
            assertThat(seen).isGreaterThan(60);
            assertThat(writer).isNotDone();
        } finally {
            stop.set(true);
            writer.join();
            api.node.hazelcast().getMap(GridMaps.FORMING_CANDLES.mapName()).delete(IndicatorRow.key(BETA, "5m"));
        }
    }

    private static Candle quarter(long n, double close) {
        return new Candle(GAMMA, "15m", NOON + n * QUARTER, 1, 100, 0.5, close, 2.5, 7, 1, true);
    }

    @Test
    void aFilledListHasABarForEveryPlaceInTimeAndItsPagesAgree() {
        long ancient = -200_000;
        api.node
                .stores()
                .candles()
                .upsert(List.of(quarter(ancient, 33), quarter(0, 10), quarter(3, 20.5), quarter(4, 30)))
                .block(PATIENCE);
        List<JsonNode> whole = walk("GAMMA-USD?frame=15m&fill=true&limit=40", 1);
        assertThat(whole).hasSize(40);
        for (int i = 0; i < whole.size(); i++) {
            assertThat(open(whole.get(i))).isEqualTo(NOON + (4 - i) * QUARTER);
            boolean traded = i == 0 || i == 1 || i == 4;
            assertThat(whole.get(i).path("filled").asBoolean(false)).isEqualTo(!traded);
        }
        assertThat(whole.get(2).toString())
                .isEqualTo("{\"open_time_ms\":" + (NOON + 2 * QUARTER)
                        + ",\"open\":\"10\",\"high\":\"10\",\"low\":\"10\",\"close\":\"10\",\"volume\":\"0\",\"trades\":0,"
                        + "\"revision\":0,\"closed\":true,\"filled\":true}");
        assertThat(whole.get(5).path("close").asString())
                .as("the close before the gap")
                .isEqualTo("33");
        assertThat(whole.get(1).has("filled")).isFalse();
        for (int limit : new int[] {1, 2, 3, 7}) {
            assertThat(walk("GAMMA-USD?frame=15m&fill=true&limit=" + limit, 40 / limit))
                    .isEqualTo(whole.subList(0, 40 / limit * limit));
        }
        String last = Cursors.encode("candles", NOON + (ancient + 2) * QUARTER);
        Answer end = candles("GAMMA-USD?frame=15m&fill=true&limit=40&cursor=" + last);
        assertThat(end.json().path("items")).as("nothing before the first bar").hasSize(2);
        assertThat(end.json().path("next_cursor").asString("")).isEmpty();
        String future = Cursors.encode("candles", NOON + 1_000_000 * QUARTER);
        Answer newest = candles("GAMMA-USD?frame=15m&fill=true&limit=1&cursor=" + future);
        assertThat(open(newest.json().at("/items/0")))
                .as("nothing behind the last one")
                .isEqualTo(NOON + 4 * QUARTER);
        assertThat(walk("GAMMA-USD?frame=15m&limit=40", 1)).as("not asked for").hasSize(4);
        assertThatGrpcSaysTheSame(whole);
    }

    private void assertThatGrpcSaysTheSame(List<JsonNode> rest) {
        ManagedChannel channel = ManagedChannelBuilder.forAddress("localhost", api.server.grpcPort())
                .usePlaintext()
                .build();
        try {
            ListCandlesResponse bars = GrpcSurfaceTest.as("trader", MarketDataServiceGrpc.newBlockingStub(channel))
                    .listCandles(ListCandlesRequest.newBuilder()
                            .setSymbol(GAMMA)
                            .setFrame("15m")
                            .setLimit(rest.size())
                            .setFill(true)
                            .build());
            assertThat(bars.getItemsCount()).isEqualTo(rest.size());
            for (int i = 0; i < rest.size(); i++) {
                assertThat(bars.getItems(i).getOpenTimeMs()).isEqualTo(open(rest.get(i)));
                assertThat(bars.getItems(i).getClose())
                        .isEqualTo(rest.get(i).path("close").asString());
                assertThat(bars.getItems(i).getFilled())
                        .isEqualTo(rest.get(i).path("filled").asBoolean(false));
            }
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void whetherToFillIsTrueOrFalse() {
        Answer answer = api.get("trader", "/api/v1/candles/GAMMA-USD?frame=15m&fill=perhaps");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
        assertThat(answer.raw().body()).contains("fill must be true or false, was");
    }
}
