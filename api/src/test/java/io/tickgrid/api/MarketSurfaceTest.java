package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.BTC;
import static io.tickgrid.api.ApiFixture.MINUTE;
import static io.tickgrid.api.ApiFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tickgrid.api.ApiFixture.Answer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class MarketSurfaceTest {
    private final ApiFixture api = ApiFixture.shared();

    @Test
    void instrumentsAreListedWithExactDecimals() {
        Answer answer = api.get("trader", "/api/v1/instruments?query=btc");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("items")).hasSize(1);
        assertThat(answer.json().at("/items/0/id").asString()).isEqualTo(BTC);
        assertThat(answer.json().at("/items/0/tick_size").asString()).isEqualTo("0.01");
        assertThat(answer.json().at("/items/0/lot_size").asString()).isEqualTo("0.00000001");
        assertThat(answer.json().at("/items/0/min_notional").asString()).isEqualTo("1");
        assertThat(answer.json().path("next_cursor").isNull()).isTrue();
    }

    @Test
    void anInstrumentIsFoundByIdAndByBareSymbol() {
        assertThat(api.get("trader", "/api/v1/instruments/BITSTAMP:BTC-USD")
                        .json()
                        .path("id")
                        .asString())
                .isEqualTo(BTC);
        assertThat(api.get("trader", "/api/v1/instruments/BTC-USD")
                        .json()
                        .path("id")
                        .asString())
                .isEqualTo(BTC);
    }

    @Test
    void candlesBeginWithTheFormingBarAndMissNoneThatJustClosed() {
        Answer answer = api.get("trader", "/api/v1/candles/BTC-USD?frame=1m&limit=4");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("items")).hasSize(4);
        assertThat(answer.json().at("/items/0/closed").asBoolean()).isFalse();
        assertThat(answer.json().at("/items/0/open").asString()).isEqualTo("860.5");
        for (int i = 0; i < 4; i++) {
            assertThat(answer.json().at("/items/" + i + "/open_time_ms").asLong())
                    .isEqualTo(NOON + MINUTE - i * MINUTE);
        }
        assertThat(answer.json().at("/items/1/open").asString()).isEqualTo("850");
        String cursor = answer.json().path("next_cursor").asString();
        Answer next = api.get("trader", "/api/v1/candles/BTC-USD?frame=1m&limit=4&cursor=" + cursor);
        assertThat(next.json().at("/items/0/open_time_ms").asLong()).isEqualTo(NOON - 3 * MINUTE);
    }

    @Test
    void fusionSaysScoreAndEachAgentsShare() {
        Answer answer = api.get("partner", "/api/v1/fusion/BTC-USD");
        assertThat(answer.json().path("frame").asString()).isEqualTo("5m");
        assertThat(answer.json().path("score").asDouble()).isEqualTo(0.42);
        assertThat(answer.json().path("recommendation").asString()).isEqualTo("BUY");
        assertThat(answer.json().path("opinions")).hasSize(2);
        assertThat(answer.json().at("/opinions/0/reasons/1").asString()).isEqualTo("Supertrend supports");
    }

    @Test
    void signalsArePagedNewestFirst() {
        Answer first = api.get("analyst", "/api/v1/signals?limit=5&symbol=BTC-USD&frame=1m");
        assertThat(first.json().path("items")).hasSize(5);
        long newest = first.json().at("/items/0/sequence").asLong();
        Answer next = api.get(
                "analyst",
                "/api/v1/signals?limit=5&cursor="
                        + first.json().path("next_cursor").asString());
        assertThat(next.json().at("/items/0/sequence").asLong()).isEqualTo(newest - 5);
        assertThat(next.json().at("/items/0/targets")).hasSize(2);
    }

    @Test
    void healthIsOpenAndBalances() {
        Answer answer = api.get(null, "/api/v1/health");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/cluster/size").asInt()).isEqualTo(1);
        assertThat(answer.json().at("/cluster/note").asString()).contains("no split-brain protection");
        assertThat(answer.json().at("/market/in").asLong()).isEqualTo(10);
        assertThat(answer.json().at("/feed/label").asString()).isEqualTo("recorded");
        assertThat(answer.json().at("/dependencies/0/name").asString()).isEqualTo("postgresql");
        assertThat(answer.json().at("/dependencies/0/status").asString()).isEqualTo("UP");
    }

    @Test
    void indicatorsShowNullWhileCold() {
        Answer answer = api.get("analyst", "/api/v1/quant/indicators/BTC-USD?frame=1m");
        assertThat(answer.json().at("/values/rsi_14").asDouble()).isEqualTo(55.5);
        assertThat(answer.json().at("/values/supertrend_10_3").isNull()).isTrue();
    }

    @Test
    void indicatorHistoryShowsTheColumnsAskedFor() {
        String path = "/api/v1/quant/indicators/BTC-USD/history?columns=rsi_14,ema_9&limit=2";
        Answer answer = api.get("trader", path);
        assertThat(answer.json().path("items")).hasSize(2);
        assertThat(answer.json().at("/items/0/values").propertyNames()).containsExactly("rsi_14", "ema_9");
        Answer next = api.get(
                "trader", path + "&cursor=" + answer.json().path("next_cursor").asString());
        assertThat(next.json().at("/items/0/open_time_ms").asLong()).isEqualTo(NOON - 2 * MINUTE);
    }

    @Test
    void trendAndVolatilityComeFromIndicatorsAndOpinions() {
        Answer trend = api.get("trader", "/api/v1/quant/trends/BTC-USD?frame=5m");
        assertThat(trend.json().path("direction").asDouble()).isEqualTo(0.5);
        assertThat(trend.json().at("/values/adx_14").asDouble()).isEqualTo(30);
        Answer volatility = api.get("trader", "/api/v1/quant/volatility/BTC-USD?frame=5m");
        // bands 40 wide, Keltner channel 30
        assertThat(volatility.json().path("regime").asString()).isEqualTo("normal");
        assertThat(volatility.json().path("atr_pct").asDouble()).isCloseTo(100.0 * 10 / 850, within(1e-12));
    }

    @Test
    void theOverviewSpansADayBeforeEachNewestBar() {
        Answer answer = api.get("partner", "/api/v1/market/overview");
        assertThat(answer.json().path("as_of_ms").asLong()).isEqualTo(NOON + MINUTE);
        assertThat(answer.json().at("/instruments/0/id").asString()).isEqualTo(BTC);
        assertThat(answer.json().at("/instruments/0/last").asString()).isEqualTo("861.5");
        // 23 closed bars of an hour in the day before 12:01, the first of 13:00 opens at 723
        assertThat(answer.json().at("/instruments/0/change_24h_pct").asDouble())
                .isCloseTo(100 * (861.5 - 723) / 723, within(1e-9));
        assertThat(answer.json().at("/instruments/1/last").isNull()).isTrue();
        assertThat(answer.json().at("/gainers/0").asString()).isEqualTo(BTC);
        assertThat(answer.json().path("frames").toString()).isEqualTo("[\"1m\",\"5m\",\"15m\",\"1h\"]");
    }

    @Test
    void deadLettersArePagedWithTheirReasons() {
        Answer answer = api.get("operator", "/api/v1/dead-letters?limit=1");
        assertThat(answer.json().at("/items/0/reason").asString()).isEqualTo("price_band");
        Answer next = api.get(
                "operator",
                "/api/v1/dead-letters?cursor="
                        + answer.json().path("next_cursor").asString());
        assertThat(next.json().at("/items/0/reason").asString()).isEqualTo("late");
    }

    @Test
    void probesAndMetricsAnswer() {
        assertThat(api.get(null, "/actuator/health/liveness").status()).isEqualTo(200);
        assertThat(api.get(null, "/actuator/health/readiness").status()).isEqualTo(200);
        Awaitility.await()
                .untilAsserted(() -> assertThat(api.get("operator", "/actuator/prometheus")
                                .raw()
                                .body())
                        .contains("jvm_memory")
                        .contains("tickgrid_market_inputs{outcome=\"used\"} 7.0")
                        .contains("tickgrid_dead_letters{reason=\"price_band\"} 1.0")
                        .contains("tickgrid_dependency_up{dependency=\"postgresql\"} 1.0"));
        assertThat(api.get(null, "/actuator/prometheus").status()).isEqualTo(401);
        assertThat(api.get("trader", "/actuator/prometheus").status()).isEqualTo(403);
        String key = api.credentials.apiKey("operator");
        assertThat(api.send(null, "/actuator/prometheus", b -> b.header("X-API-Key", key))
                        .status())
                .isEqualTo(200);
    }
}
