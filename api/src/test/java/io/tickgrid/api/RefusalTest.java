package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.ApiFixture.Answer;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalTest {
    private static final String ORDER =
            "{\"account_id\":\"own-1\",\"symbol\":\"BTC-USD\",\"side\":\"BUY\",\"type\":\"MARKET\",\"quantity\":\"0.5\"";

    private final ApiFixture api = ApiFixture.shared();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/auth/profile",
                "/api/v1/instruments",
                "/api/v1/candles/BTC-USD",
                "/api/v1/quant/trends/BTC-USD",
                "/api/v1/market/overview",
                "/api/v1/signals",
                "/api/v1/orders",
                "/api/v1/portfolio?account_id=leader-1",
                "/api/v1/copy/links",
                "/api/v1/dead-letters"
            })
    void withoutCredentialsNothingIsShown(String path) {
        refused(api.get(null, path), 401, "unauthenticated");
    }

    @ParameterizedTest
    @CsvSource({
        "analyst,/api/v1/orders",
        "analyst,/api/v1/accounts",
        "analyst,/api/v1/portfolio?account_id=leader-1",
        "analyst,/api/v1/copy/links?leader_account_id=leader-1",
        "analyst,/api/v1/copy/ledger?leader_account_id=leader-1",
        "partner,/api/v1/portfolio?account_id=partner-1",
        "partner,/api/v1/copy/links?leader_account_id=leader-1",
        "trader,/api/v1/dead-letters",
        "partner,/api/v1/dead-letters"
    })
    void aWrongRoleIsForbidden(String user, String path) {
        refused(api.get(user, path), 403, "forbidden");
    }

    @ParameterizedTest
    @CsvSource({
        "trader,/api/v1/portfolio?account_id=foreign-1",
        "trader,/api/v1/portfolio?account_id=follower-0001",
        "trader,/api/v1/portfolio?account_id=never-was",
        "trader,/api/v1/orders/o-foreign",
        "operator,/api/v1/orders/o-foreign",
        "operator,/api/v1/portfolio?account_id=foreign-1",
        "partner,/api/v1/orders?account_id=leader-1",
        "trader,/api/v1/copy/ledger?leader_account_id=foreign-1",
        "analyst,/api/v1/copy/ledger/summary?leader_account_id=foreign-1"
    })
    void whatBelongsToOthersDoesNotExist(String user, String path) {
        refused(api.get(user, path), 404, "not_found");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/candles/BTC-USD?cursor=garbage,400,invalid_cursor",
        "/api/v1/candles/BTC-USD?cursor=%F0%9F%92%A9,400,invalid_cursor",
        "/api/v1/signals?cursor=Y2FuZGxlcx8x,400,invalid_cursor",
        "/api/v1/copy/ledger?leader_account_id=leader-1&cursor=Y29weS1sZWRnZXI,400,invalid_cursor",
        "/api/v1/candles/BTC-USD?limit=501,400,invalid_request",
        "/api/v1/candles/BTC-USD?limit=0,400,invalid_request",
        "/api/v1/candles/BTC-USD?limit=99999999999999,400,invalid_request",
        "/api/v1/candles/BTC-USD?limit=many,400,invalid_request",
        "/api/v1/candles/BTC-USD?frame=7m,400,invalid_request",
        "/api/v1/candles/NOPE,404,invalid_symbol",
        "/api/v1/candles/%27%20or%201=1%20--,404,invalid_symbol",
        "/api/v1/candles/%3Cscript%3E,404,invalid_symbol",
        "/api/v1/candles/x;y=z,400,invalid_request",
        "/api/v1/candles/..%2f..%2fetc,400,invalid_request",
        "/api/v1/fusion/SIM:ALPHA-USD,404,not_found",
        "/api/v1/quant/indicators/BTC-USD/history?columns=rsi_14;nope,400,invalid_request",
        "/api/v1/portfolio,400,invalid_request",
        "/api/v1/copy/links,400,invalid_request",
        "/api/v1/copy/ledger?leader_account_id=leader-1&outcome=lost,400,invalid_request",
        "/api/v1/nothing,404,not_found",
        "/nothing,404,not_found"
    })
    void badRequestsAreToldWhatIsWrong(String path, int status, String code) {
        refused(api.get("trader", path), status, code);
    }

    @Test
    void aLimitSaysItsBounds() {
        assertThat(api.get("trader", "/api/v1/signals?limit=501")
                        .json()
                        .path("detail")
                        .asString())
                .isEqualTo("limit must be in [1, 500], was 501");
    }

    @Test
    void anUnknownFieldIsRefusedByName() {
        Answer answer = api.post("trader", "/api/v1/orders", ORDER + ",\"stop_los\":\"1\"}", "Idempotency-Key", "u");
        refused(answer, 400, "invalid_request");
        assertThat(answer.json().path("detail").asString()).contains("stop_los").doesNotContain("io.tickgrid");
    }

    @Test
    void aQuantityAsANumberIsRefused() {
        String body = ORDER.replace("\"0.5\"", "0.5") + "}";
        Answer answer = api.post("trader", "/api/v1/orders", body, "Idempotency-Key", "n");
        refused(answer, 400, "invalid_request");
        assertThat(answer.json().path("detail").asString()).contains("quantity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "0", "1e3", "0.000000001", "NaN", "99999999999999999999", "1,5", ""})
    void aQuantityThatIsNoExactPositiveDecimalIsRefused(String quantity) {
        String body = ORDER.replace("0.5", quantity) + "}";
        refused(api.post("trader", "/api/v1/orders", body, "Idempotency-Key", "q"), 400, "invalid_request");
    }

    @Test
    void whatIsNoJsonIsRefused() {
        refused(api.post("trader", "/api/v1/orders", "{", "Idempotency-Key", "j"), 400, "invalid_request");
        refused(api.post("trader", "/api/v1/orders", "[]", "Idempotency-Key", "j"), 400, "invalid_request");
        refused(api.post("trader", "/api/v1/orders", "", "Idempotency-Key", "j"), 400, "invalid_request");
    }

    @Test
    void aBodyBeyondItsLimitIsRefused() {
        String body = ORDER + ",\"x\":\"" + "y".repeat(70_000) + "\"}";
        refused(api.post("trader", "/api/v1/orders", body, "Idempotency-Key", "b"), 413, "payload_too_large");
    }

    @Test
    void aWrongMethodOrMediaTypeIsAProblemToo() {
        refused(api.send("trader", "/api/v1/candles/BTC-USD", b -> b.DELETE()), 405, "method_not_allowed");
        Answer text = api.send(
                "trader",
                "/api/v1/orders",
                b -> b.header("Content-Type", "text/plain")
                        .header("Idempotency-Key", "t")
                        .POST(HttpRequest.BodyPublishers.ofString("x")));
        refused(text, 415, "unsupported_media_type");
    }

    @Test
    void aBadTokenIsRefusedAlsoWhereNoneIsNeeded() {
        refused(
                api.send(null, "/api/v1/health", b -> b.header("Authorization", "Bearer nonsense")),
                401,
                "unauthenticated");
        refused(api.send(null, "/api/v1/signals", b -> b.header("X-API-Key", "tg_wrong")), 401, "unauthenticated");
    }

    @Test
    void answersCarryTheHeadersOfSecurity() {
        var headers = api.get(null, "/api/v1/health").raw().headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'self'")
                .contains("connect-src 'self'")
                .contains("img-src 'self' data:");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
    }

    private static void refused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(status);
        assertThat(answer.code()).isEqualTo(code);
        assertThat(answer.raw().headers().firstValue("Content-Type").orElse("")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("detail").asString()).isNotBlank();
        assertThat(answer.json().path("instance").asString()).startsWith("/");
    }
}
