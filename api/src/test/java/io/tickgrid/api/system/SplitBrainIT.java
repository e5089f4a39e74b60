package io.tickgrid.api.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.tickgrid.api.run.PlatformClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * Three members with {@code --cluster-size 3}: two of them may trade, one that is left alone refuses to write money, says
 * so, and goes on showing the market. Members end with kill -9.
 */
class SplitBrainIT {
    private static final int MEMBERS = 3;
    private static final String CANDLES = "/api/v1/candles/BITSTAMP:BTC-USD?frame=1m";

    private static final String PLACED = "placed";

    @Test
    void memberLeftAloneRefusesMoneyAndShowsTheMarket() throws Exception {
        try (Deployment d = Deployment.start("split-brain")) {
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < MEMBERS; i++) {
                List<String> arguments = new ArrayList<>(List.of(
                        "--cluster-size", "3", "--grid-port", Integer.toString(d.gridPort(i)), "--speed", "20"));
                if (i > 0) {
                    arguments.addAll(List.of("--no-demo", "--roles", "market,money"));
                }
                members.add(d.launch("member-" + i, MEMBERS, List.of(), arguments.toArray(String[]::new)));
            }
            members.forEach(Member::awaitStarted);
            Member asked = members.getFirst();
            PlatformClient trader = new PlatformClient(asked.httpPort(), asked.dataDir(), "trader");
            awaitSize(d, trader, MEMBERS);
            d.awaitThat("a candle", () -> !trader.get(CANDLES).get("items").isEmpty());
            assertThat(order(trader)).isEqualTo(PLACED);

            d.kill(members.get(1));
            awaitSize(d, trader, 2);
            await("orders of two of three")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(order(trader)).isEqualTo(PLACED));

            d.kill(members.get(2));
            awaitSize(d, trader, 1);
            long stored = d.count("select count(*) as n from orders where cause like 'manual:%'");
            assertThat(order(trader)).startsWith("503 ").contains("\"code\":\"unavailable\"", "majority");
            assertThat(d.count("select count(*) as n from orders where cause like 'manual:%'"))
                    .isEqualTo(stored);
            assertThat(trader.get(CANDLES).get("items")).isNotEmpty();
        }
    }

    private static void awaitSize(Deployment d, PlatformClient trader, int size) {
        d.awaitThat(
                size + " members",
                () -> trader.get("/api/v1/health").get("cluster").get("size").asInt() == size);
    }

    /** What became of an order. */
    private static String order(PlatformClient trader) {
        Throwable failure = catchThrowable(() -> trader.post(
                "/api/v1/orders",
                "{\"account_id\":\"leader-1\",\"symbol\":\"BITSTAMP:BTC-USD\",\"side\":\"BUY\",\"type\":\"MARKET\","
                        + "\"quantity\":\"0.01\"}",
                "Idempotency-Key",
                UUID.randomUUID().toString()));
        return failure == null ? PLACED : String.valueOf(failure.getMessage());
    }
}
