package io.tickgrid.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.api.ApiFixture.Answer;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SqlSurfaceTest {
    private final ApiFixture api = ApiFixture.shared();

    private Answer ask(String user, String sql) {
        return api.post(user, "/api/v1/sql", ApiFixture.JSON.writeValueAsString(Map.of("sql", sql)));
    }

    @Test
    void anAnalystAsksTheLiveMaps() {
        Answer answer = ask("analyst", "SELECT frame, close, closed FROM forming_candles WHERE frame = '5m'");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("columns").get(1).path("name").asString()).isEqualTo("close");
        assertThat(answer.json().path("columns").get(1).path("type").asString()).isEqualTo("DOUBLE");
        assertThat(answer.json().path("rows").get(0).get(0).asString()).isEqualTo("5m");
        assertThat(answer.json().path("rows").get(0).get(2).asBoolean()).isFalse();
        assertThat(answer.json().path("truncated").asBoolean()).isFalse();
    }

    @Test
    void rowsOfAnotherTenantDoNotExist() {
        Answer answer = ask("operator", "SELECT DISTINCT tenant_id FROM accounts");
        assertThat(answer.json().path("rows").toString()).isEqualTo("[[\"demo\"]]");
    }

    @Test
    void theSameComesAsCsv() {
        Answer answer = api.send(
                "analyst",
                "/api/v1/sql",
                b -> b.header("Content-Type", "application/json")
                        .header("Accept", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"sql\":\"SELECT id, price FROM (SELECT id, NULL AS price FROM instruments)"
                                        + " x ORDER BY id\"}")));
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(answer.raw().headers().firstValue("Content-Type").orElse("")).startsWith("text/csv");
        assertThat(answer.raw().body()).startsWith("id,price\r\nBITSTAMP:BTC/USD,\r\n");
    }

    @Test
    void everyoneElseAndEverythingElseIsRefused() {
        assertThat(ask(null, "SELECT 1").status()).isEqualTo(401);
        assertThat(ask("trader", "SELECT 1").status()).isEqualTo(403);
        assertThat(ask("partner", "SELECT 1").status()).isEqualTo(403);
        Answer refused = ask("analyst", "DROP MAPPING candles");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.code()).isEqualTo("sql_refused");
        assertThat(api.post("analyst", "/api/v1/sql", "{}").status()).isEqualTo(400);
        assertThat(ask("analyst", "SELECT * FROM engine_state")
                        .json()
                        .path("detail")
                        .asString())
                .contains("candles", "engine_state");
    }
}
