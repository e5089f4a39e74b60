package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.ApiFixture.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Orders with prices, times and exits by REST; the latest price of BTC is 861.50. */
class OrderSurfaceTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final ApiFixture api = ApiFixture.shared();

    @Test
    void aLimitOrderSaysItsTermsAndIsCancelled() {
        Answer placed = place("'type':'LIMIT','limit_price':'500.25','time_in_force':'DAY'");
        assertThat(placed.status()).as(placed.raw().body()).isEqualTo(202);
        assertThat(placed.json().path("type").asString()).isEqualTo("LIMIT");
        assertThat(placed.json().path("limit_price").asString()).isEqualTo("500.25");
        assertThat(placed.json().path("stop_price").isNull()).isTrue();
        assertThat(placed.json().path("time_in_force").asString()).isEqualTo("DAY");
        assertThat(placed.json().path("expires_at_ms").asLong()).isEqualTo(1_385_424_000_000L);
        assertThat(placed.json().path("group_id").isNull()).isTrue();
        String id = placed.json().path("client_order_id").asString();
        Answer cancelled = api.post("trader", "/api/v1/orders/" + id + "/cancel", "");
        assertThat(cancelled.status()).as(cancelled.raw().body()).isEqualTo(202);
        assertThat(cancelled.json().path("client_order_id").asString()).isEqualTo(id);
        assertThat(api.post("partner", "/api/v1/orders/" + id + "/cancel", "").status())
                .as("of another")
                .isEqualTo(404);
        assertThat(api.post("analyst", "/api/v1/orders/" + id + "/cancel", "").status())
                .isEqualTo(403);
    }

    @Test
    void aBracketGivesItsEntryAndItsExitsAreInTheList() {
        Answer placed = place("'type':'MARKET','take_profit_price':'900','stop_loss_price':'850.5'");
        assertThat(placed.status()).as(placed.raw().body()).isEqualTo(202);
        assertThat(placed.json().path("leg").asString()).isEqualTo("ENTRY");
        String group = placed.json().path("group_id").asString();
        assertThat(api.get("trader", "/api/v1/orders?account_id=own-1&limit=500")
                        .json()
                        .path("items")
                        .valueStream()
                        .filter(o -> o.path("group_id").asString("").equals(group))
                        .map(o ->
                                o.path("leg").asString() + " " + o.path("side").asString() + " "
                                        + o.path("limit_price").asString("-") + " "
                                        + o.path("stop_price").asString("-") + " "
                                        + o.path("reduce_only").asBoolean()))
                .containsExactlyInAnyOrder(
                        "ENTRY BUY - - false", "TAKE_PROFIT SELL 900 - true", "STOP_LOSS SELL - 850.5 true");
    }

    @Test
    void theSameKeyWithOtherTermsIsAConflict() {
        String key = "terms-" + NUMBER.incrementAndGet();
        Answer first = place(key, "'type':'LIMIT','limit_price':'500'");
        assertThat(place(key, "'type':'LIMIT','limit_price':'500.00'").raw().body())
                .as("the same price")
                .isEqualTo(first.raw().body());
        assertThat(place(key, "'type':'LIMIT','limit_price':'501'").status()).isEqualTo(409);
        assertThat(place(key, "'type':'LIMIT','limit_price':'500','time_in_force':'IOC'")
                        .status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        'type':'ICEBERG'                                              | 400 | type must be one of
        'type':'LIMIT'                                                | 400 | expected limit_price of an order of type LIMIT
        'type':'MARKET','limit_price':'5'                             | 400 | expected no limit_price of an order of type MARKET
        'type':'STOP','limit_price':'5'                               | 400 | expected no limit_price of an order of type STOP
        'type':'STOP_LIMIT','limit_price':'5'                         | 400 | expected stop_price of an order of type STOP_LIMIT
        'type':'LIMIT','limit_price':'-5'                             | 400 | limit_price must be a positive decimal
        'type':'LIMIT','limit_price':'5.001'                          | 400 | limit_price must have at most 2 decimal places
        'type':'LIMIT','limit_price':5                                | 400 | limit_price
        'type':'LIMIT','limit_price':'99999999999999999999'           | 400 | limit_price must have at most
        'type':'LIMIT','limit_price':'5','time_in_force':'FOREVER'    | 400 | time_in_force must be one of
        'type':'LIMIT','limit_price':'5','time_in_force':'GTD'        | 400 | expected expires_at_ms
        'type':'LIMIT','limit_price':'5','expires_at_ms':5            | 400 | expected no expires_at_ms
        'type':'LIMIT','limit_price':'5','time_in_force':'GTD','expires_at_ms':5 | 400 | expected expires_at_ms after the market's time
        'type':'LIMIT','limit_price':'5','time_in_force':'GTD','expires_at_ms':9223372036854775807 | 400 | expected expires_at_ms in
        'type':'MARKET','take_profit_price':'800'                     | 422 | expected a take_profit above 861.50
        'type':'MARKET','stop_loss_price':'900'                       | 422 | expected a stop_loss below 861.50
        'type':'MARKET','stop_loss_price':'800','time_in_force':'IOC' | 400 | expected time_in_force GTC, DAY or GTD
        'type':'MARKET','stop_loss_price':'800','reduce_only':true    | 400 | expected take_profit_price and stop_loss_price of an order that opens
        'type':'OCO','limit_price':'900'                              | 400 | expected stop_price of an order of type OCO
        """, quoteCharacter = '"')
    void whatMakesNoSenseIsRefusedByName(String terms, int status, String says) {
        Answer answer = place(terms);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.raw().body()).contains(says);
    }

    @Test
    void aPairOfExitsWithoutAPositionIsKeptAsRejected() {
        Answer answer = place("'type':'OCO','limit_price':'900','stop_price':'800'");
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(202);
        assertThat(answer.json().path("status").asString()).isEqualTo("REJECTED");
        assertThat(answer.json().path("code").asString()).isEqualTo("nothing_to_reduce");
    }

    private Answer place(String terms) {
        return place("order-" + NUMBER.incrementAndGet(), terms);
    }

    private Answer place(String key, String terms) {
        String body = "{'account_id':'own-1','symbol':'BTC-USD','side':'BUY','quantity':'0.01'," + terms + "}";
        return api.post("trader", "/api/v1/orders", body.replace('\'', '"'), "Idempotency-Key", key);
    }
}
