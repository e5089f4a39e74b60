package io.tickgrid.api;

import static io.tickgrid.api.ApiFixture.BTC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tickgrid.api.ApiFixture.Answer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The surfaces of a deployment that has no bars of 5 and 15 minutes and of an hour, and others instead. */
class OtherFramesTest {
    private static final List<String> FRAMES = List.of("1m", "30m", "4h", "1d");

    private static ApiFixture api;

    @BeforeAll
    static void start() {
        api = new ApiFixture(FRAMES);
    }

    @Test
    void barsAndValuesOfItsFramesAreServed() {
        for (String frame : FRAMES) {
            Answer candles = api.get("trader", "/api/v1/candles/BTC-USD?limit=1&frame=" + frame);
            assertThat(candles.json().path("frame").asString()).isEqualTo(frame);
            assertThat(candles.json().at("/items/0/close").asString()).isEqualTo("861.5");
            assertThat(api.get("trader", "/api/v1/quant/indicators/BTC-USD?frame=" + frame)
                            .json()
                            .at("/values/rsi_14")
                            .asDouble())
                    .isEqualTo(55.5);
        }
        assertThat(api.get("trader", "/api/v1/fusion/BTC-USD")
                        .json()
                        .path("frame")
                        .asString())
                .as("the shortest, where there is no 5m")
                .isEqualTo("1m");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "candles/BTC-USD?frame=5m",
                "fusion/BTC-USD?frame=5m",
                "signals?frame=5m",
                "quant/indicators/BTC-USD?frame=5m",
                "quant/indicators/BTC-USD/history?frame=5m",
                "quant/trends/BTC-USD?frame=5m",
                "quant/volatility/BTC-USD?frame=5m"
            })
    void anotherFrameIsRefusedNamingThoseThereAre(String path) {
        Answer answer = api.get("analyst", "/api/v1/" + path);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid_request");
        assertThat(answer.json().path("detail").asString())
                .isEqualTo("frame must be one of [1m, 30m, 4h, 1d], was \"5m\"");
    }

    @Test
    void theOverviewNamesItsFramesAndTakesTheLongestOfAnHourForTheDay() {
        JsonNode overview = api.get("partner", "/api/v1/market/overview").json();
        assertThat(StreamSupport.stream(overview.path("frames").spliterator(), false)
                        .map(JsonNode::asString))
                .isEqualTo(FRAMES);
        // The only bar of 30 minutes opens at 860.5; of an hour PostgreSQL has some, which are not this deployment's.
        assertThat(overview.at("/instruments/0/change_24h_pct").asDouble())
                .isCloseTo(100 * (861.5 - 860.5) / 860.5, within(1e-9));
    }

    @Test
    void aSubscriberGetsTheFormingBarAndTheScoreOfEachFrame() {
        try (StreamClient client = StreamClient.of(api, "trader")) {
            client.subscribe("market:" + BTC);
            Set<String> got = new TreeSet<>();
            client.await("snapshot")
                    .path("data")
                    .forEach(item -> got.add(item.path("kind").asString() + " "
                            + item.path("frame").asString()));
            assertThat(got)
                    .containsExactlyInAnyOrder(
                            "candle 1m",
                            "candle 30m",
                            "candle 4h",
                            "candle 1d",
                            "fusion 1m",
                            "fusion 30m",
                            "fusion 4h",
                            "fusion 1d");
        }
    }
}
