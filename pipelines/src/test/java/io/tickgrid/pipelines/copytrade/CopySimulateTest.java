package io.tickgrid.pipelines.copytrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CopySimulateTest {
    private static final String CASE = """
        {"leader_event":{"symbol":"BTC/USD","side":"buy","quantity":"2","price":"100","leader_equity":"10000",
          "leader_balance":"10000","position_before":"0"},
         "instrument":{"tick_size":"0.01","lot_size":"0.001","min_quantity":"0.001","min_notional":"10"},
         "followers":[
          {"id":"half","equity":"1000","balance":"1000","position":"0","link":{"mode":"percent","value":"50"}},
          {"id":"ratio","equity":"1500","balance":"1000","position":"0","link":{"mode":"equity_ratio","value":"1"}},
          {"id":"fixed","equity":"1000","balance":"1000","position":"0","link":{"mode":"fixed","value":"0.5"}},
          {"id":"amount","equity":"1000","balance":"1000","position":"0",
           "link":{"mode":"fixed_amount","value":"33.33"}},
          {"id":"twice","equity":"1000","balance":"1000","position":"0","link":{"mode":"multiplier","value":2}},
          {"id":"small","equity":"1000","balance":"1000","position":"0","link":{"mode":"percent","value":"1"}},
          {"id":"forced","equity":"1000","balance":"1000","position":"0",
           "link":{"mode":"percent","value":"1","below_minimum":"force"}},
          {"id":"capped","equity":"1000","balance":"1000","position":"0",
           "link":{"mode":"percent","value":"100","max_quantity":"0.7"}},
          {"id":"thrifty","equity":"1000","balance":"1000","position":"0",
           "link":{"mode":"percent","value":"100","max_cost":"55.55"}},
          {"id":"poor","equity":"10","balance":"10","position":"0","link":{"mode":"percent"}},
          {"id":"paused","equity":"1000","balance":"1000","position":"0","link":{"mode":"percent","active":false}},
          {"id":"closed","equity":"1000","balance":"1000","position":"0",
           "link":{"mode":"percent","status":"closed"}},
          {"id":"blocked","equity":"1000","balance":"1000","position":"0",
           "link":{"mode":"percent","blocked_symbols":["BTC/USD"]}},
          {"id":"stranger","equity":"1000","balance":"1000","position":"0","entitled":false,
           "link":{"mode":"percent"}},
          {"id":"frozen \\"x\\"","equity":"1000","balance":"1000","position":"0","active":false,
           "link":{"mode":"percent"}}]}
        """;

    private static final JsonMapper JSON = new JsonMapper();

    private static String run(String json) throws IOException {
        StringBuilder out = new StringBuilder();
        CopySimulate.run(new StringReader(json), out);
        return out.toString();
    }

    private static List<String> results(String json) throws IOException {
        List<String> results = new ArrayList<>();
        for (JsonNode row : JSON.readTree(run(json))) {
            assertThat(row.propertyNames()).containsExactly("follower", "side", "quantity", "outcome", "code");
            results.add(row.get("follower").asString() + " " + row.get("side").asString() + " "
                    + row.get("quantity").stringValue() + " "
                    + row.get("outcome").asString() + " "
                    + (row.get("code").isNull() ? "-" : row.get("code").stringValue()));
        }
        return results;
    }

    @Test
    void eachFollowerGetsWhatItWouldOrderAndWhy() throws IOException {
        assertThat(results(CASE))
                .containsExactly(
                        "half buy 1 order -",
                        "ratio buy 0.3 order -",
                        "fixed buy 0.5 order -",
                        "amount buy 0.333 order -",
                        "twice buy 4 order -",
                        "small buy 0 skipped below_minimum",
                        "forced buy 0.1 order -",
                        "capped buy 0.7 order max_quantity",
                        "thrifty buy 0.555 order max_cost",
                        "poor buy 0 rejected insufficient_balance",
                        "paused buy 0 skipped link_inactive",
                        "closed buy 0 skipped link_inactive",
                        "blocked buy 0 skipped symbol_blocked",
                        "stranger buy 0 skipped not_entitled",
                        "frozen \"x\" buy 0 rejected account_inactive");
    }

    private static String one(String side, String quantity, String before, String position, String link) {
        return """
            {"leader_event":{"symbol":"BTC/USD","side":"%s","quantity":"%s","price":"100","leader_equity":"10000",
             "leader_balance":"10000","position_before":"%s"},
             "instrument":{"tick_size":"0.01","lot_size":"0.01","min_quantity":"0.1","min_notional":"0"},
             "followers":[{"id":"f","equity":"1000","balance":"500","position":"%s","link":%s}]}
            """.formatted(side, quantity, before, position, link);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the leader closes a quarter, all, or turns round
                "sell |1  |4  |2   |sell 0.5  order   -",
                "SELL |4  |4  |2   |SELL 2    order   -",
                "sell |6  |4  |2   |sell 3    order   -",
                "buy  |1  |-4 |-2  |buy  0.5  order   -",
                "buy  |5  |-4 |-2  |buy  2.5  order   -",
                // less than the minimum is not closed, unless it makes flat
                "sell |0.1|4  |2   |sell 0    skipped below_minimum",
                "sell |4  |4  |0.05|sell 0.05 order   -",
                // nothing to close
                "sell |1  |4  |0   |sell 0    skipped nothing_to_do",
                // short without cover for it
                "sell |12 |0  |0   |sell 0    rejected insufficient_balance",
                "sell |10 |0  |0   |sell 5    order   -",
                // what is held already is not bought again
                "buy  |2  |2  |1   |buy  1    order   -"
            })
    void closesAreInProportion(String side, String quantity, String before, String position, String expected)
            throws IOException {
        String json = one(side, quantity, before, position, "{\"mode\":\"percent\",\"value\":\"50\"}");

        assertThat(results(json)).containsExactly("f " + expected.replaceAll(" +", " "));
    }

    @Test
    void theIntendedPositionMayBeSaid() throws IOException {
        String json = one("buy", "0.02", "1", "0.5", "{\"mode\":\"percent\",\"value\":\"50\",\"intended\":\"0.599\"}");

        assertThat(results(json)).containsExactly("f buy 0.1 order -");
    }

    @Test
    void limitsDoNotHoldBackAClose() throws IOException {
        String json = one(
                "sell",
                "4",
                "4",
                "2",
                "{\"mode\":\"percent\",\"value\":\"50\",\"max_quantity\":\"0.1\",\"max_cost\":\"1\",\"max_position\":\"1\"}");

        assertThat(results(json)).containsExactly("f sell 2 order -");
    }

    @Test
    void noFollowersGiveAnEmptyList() throws IOException {
        ObjectNode root = (ObjectNode) JSON.readTree(CASE);
        root.putArray("followers");

        assertThat(run(root.toString())).isEqualTo("[]\n");
    }

    @Test
    void whatAModeNeedsIsAskedFor() {
        ObjectNode root = (ObjectNode) JSON.readTree(CASE);
        ((ObjectNode) root.at("/leader_event")).remove("leader_balance");
        ((ObjectNode) root.at("/followers/0/link")).put("mode", "balance_ratio");
        assertRefused(root.toString(), "leader_event.leader_balance must be a decimal as a string");
        ((ObjectNode) root.at("/followers/0/link")).put("mode", "risk_percent");
        ((ObjectNode) root.at("/followers/0")).remove("equity");
        assertRefused(root.toString(), "followers[0].equity must be a decimal as a string");
    }

    @Test
    void withoutAStopThereIsNoSizeByRisk() throws IOException {
        assertThat(results(one("buy", "1", "0", "0", "{\"mode\":\"risk_percent\",\"value\":\"1\"}")))
                .containsExactly("f buy 0 rejected stop_required");
    }

    // ---- what is refused -------------------------------------------------------------------------------------------

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> run(json))
                .isInstanceOfSatisfying(
                        TickgridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessageStartingWith(message);
    }

    @Test
    void joinsAndStopsThatCannotBeAreRefused() {
        String fill = "\"position_before\":\"1\"";
        String joined = one("buy", "1", "0", "0", "{\"mode\":\"percent\",\"join\":\"now\"}");
        assertRefused(
                joined.replace("\"position_before\":\"0\"", fill + ",\"present_position\":true"),
                "leader_event.position_before must be missing with present_position, whose quantity is all of it,"
                        + " found \"1\"");
        assertRefused(
                one("buy", "1", "0", "0", "{\"mode\":\"percent\",\"join\":\"soon\"}"),
                "followers[0].link.join must be one of [new_trades, now, better_price], found \"soon\"");
        assertRefused(
                one("buy", "1", "0", "0", "{\"mode\":\"risk_percent\",\"value\":\"1\",\"join\":\"now\"}"),
                "followers[0].link.join must be new_trades with risk_percent, since a position has no stop, found");
        String stop = "{\"mode\":\"percent\",\"stop_drawdown_percent\":\"%s\"}";
        assertRefused(
                one("buy", "1", "0", "0", stop.formatted("0.09")),
                "followers[0].link.stop_drawdown_percent must be in [0.1, 100], found \"0.09\"");
        assertRefused(
                one("buy", "1", "0", "0", stop.formatted("10")),
                "followers[0].committed must be a decimal as a string, such as \"1.5\", found nothing");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/leader_event                |null        |leader_event must be an object, found nothing",
                "/leader_event                |[1]         |leader_event must be an object, found [1]",
                "/leader_event/symbol         |null        |leader_event.symbol must be a text, found nothing",
                "/leader_event/symbol         |7           |leader_event.symbol must be a text, found 7",
                "/leader_event/side           |\"hold\"    |leader_event.side must be buy or sell, found \"hold\"",
                "/leader_event/quantity       |null        |leader_event.quantity must be a decimal as a string, such"
                        + " as \"1.5\", found nothing",
                "/leader_event/quantity       |\"-1\"      |leader_event.quantity must be a decimal greater than 0,"
                        + " found \"-1\"",
                "/leader_event/quantity       |\"0\"       |leader_event.quantity must be a decimal greater than 0,"
                        + " found \"0\"",
                "/leader_event/quantity       |\"1e3\"     |leader_event.quantity must be a decimal as a string, such"
                        + " as \"1.5\", found \"1e3\"",
                "/leader_event/quantity       |\"NaN\"     |leader_event.quantity must be a decimal as a string, such"
                        + " as \"1.5\", found \"NaN\"",
                "/leader_event/quantity       |true        |leader_event.quantity must be a decimal as a string, such"
                        + " as \"1.5\", found true",
                "/leader_event/quantity       |{}          |leader_event.quantity must be a decimal as a string, such"
                        + " as \"1.5\", found {}",
                "/leader_event/quantity       |\"1000000000000000\"|leader_event.quantity must be a number below 10^15"
                        + " in size, found \"1000000000000000\"",
                "/leader_event/quantity       |1e999999    |leader_event.quantity must be a number below 10^15 in"
                        + " size, found 1E+999999",
                "/leader_event/quantity       |\"0.1234567890123\"|leader_event.quantity must be at most 12 decimal"
                        + " places, found \"0.1234567890123\"",
                "/leader_event/price          |\"0\"       |leader_event.price must be a decimal greater than 0, found"
                        + " \"0\"",
                "/leader_event/price          |\"99999999999999999999\"|leader_event.price must be a number below"
                        + " 10^18 in size, found \"99999999999999999999\"",
                "/leader_event/leader_equity  |null        |leader_event.leader_equity must be a decimal as a string,"
                        + " such as \"1.5\", found nothing",
                "/leader_event/leader_equity  |\"-5\"      |leader_event.leader_equity must be a decimal greater than"
                        + " 0, found \"-5\"",
                "/leader_event/position_before|\"x\"       |leader_event.position_before must be a decimal as a"
                        + " string, such as \"1.5\", found \"x\"",
                "/instrument                  |null        |instrument must be an object, found nothing",
                "/instrument/lot_size         |null        |instrument.lot_size must be a decimal as a string, such as"
                        + " \"1.5\", found nothing",
                "/instrument/lot_size         |\"0\"       |instrument.lot_size must be a decimal greater than 0,"
                        + " found \"0\"",
                "/instrument/min_quantity     |\"-0.1\"    |instrument.min_quantity must be a decimal of at least 0,"
                        + " found \"-0.1\"",
                "/instrument/tick_size        |\"\"        |instrument.tick_size must be a decimal as a string, such"
                        + " as \"1.5\", found \"\"",
                "/followers                   |{}          |followers must be a list, found {}",
                "/followers/0                 |null        |followers[0] must be an object, found nothing",
                "/followers/0/id              |\"ratio\"   |followers[1].id must be an id that no other follower has,"
                        + " found \"ratio\"",
                "/followers/0/balance         |null        |followers[0].balance must be a decimal as a string, such"
                        + " as \"1.5\", found nothing",
                "/followers/0/balance         |\"-1\"      |followers[0].balance must be a decimal of at least 0,"
                        + " found \"-1\"",
                "/followers/1/equity          |null        |followers[1].equity must be a decimal as a string, such as"
                        + " \"1.5\", found nothing",
                "/followers/0/position        |[]          |followers[0].position must be a decimal as a string, such"
                        + " as \"1.5\", found []",
                "/followers/0/link            |null        |followers[0].link must be an object, found nothing",
                "/followers/0/link/mode       |\"most\"    |followers[0].link.mode must be one of percent,"
                        + " equity_ratio, fixed, fixed_amount, multiplier, balance_ratio, risk_percent, found \"most\"",
                "/followers/0/link/value      |\"-50\"     |followers[0].link.value must be a decimal greater than 0,"
                        + " found \"-50\"",
                "/followers/1/link/value      |null        |followers[1].link.value must be a decimal as a string,"
                        + " such as \"1.5\", found nothing",
                "/followers/0/link/value      |\"0.000000001\"|followers[0].link.value must be at most 8 decimal"
                        + " places, found \"0.000000001\"",
                "/followers/0/link/below_minimum|\"maybe\" |followers[0].link.below_minimum must be skip or force,"
                        + " found \"maybe\"",
                "/followers/0/link/max_quantity|\"0\"      |followers[0].link.max_quantity must be a decimal greater"
                        + " than 0, found \"0\"",
                "/followers/0/link/max_costs  |\"5\"       |followers[0].link.max_costs is not known here: expected"
                        + " any of [active, ",
                "/followers/0/link/active     |\"yes\"     |followers[0].link.active must be true or false, found"
                        + " \"yes\"",
                "/followers/0/link/status     |\"gone\"    |followers[0].link.status must be active, paused or closed,"
                        + " found \"gone\"",
                "/followers/0/link/blocked_symbols|\"BTC\" |followers[0].link.blocked_symbols must be a list, found"
                        + " \"BTC\"",
                "/followers/0/link/blocked_symbols|[1]     |followers[0].link.blocked_symbols[0] must be a text, found"
                        + " 1",
                "/leader_event/leader_balance |\"0\"       |leader_event.leader_balance must be a decimal greater than"
                        + " 0, found \"0\"",
                "/leader_event/stop_price     |\"100\"     |leader_event.stop_price must be below the price of a buy,"
                        + " found \"100\"",
                "/leader_event/market_price   |\"0\"       |leader_event.market_price must be a decimal greater than"
                        + " 0, found \"0\"",
                "/followers/0/open_trades     |\"3\"       |followers[0].open_trades must be a whole number in [0,"
                        + " 10000], found \"3\"",
                "/followers/0/link/max_open_trades|0        |followers[0].link.max_open_trades must be a whole number"
                        + " in [1, 10000], found 0",
                "/followers/0/link/max_open_trades|1.5      |followers[0].link.max_open_trades must be a whole number"
                        + " in [1, 10000], found 1.5",
                "/followers/0/link/max_open_trades|99999999999|followers[0].link.max_open_trades must be a whole"
                        + " number in [1, 10000], found 99999999999",
                "/followers/0/link/max_slippage|\"-1\"     |followers[0].link.max_slippage must be a decimal greater"
                        + " than 0, found \"-1\"",
                "/followers/0/link/reverse    |\"yes\"     |followers[0].link.reverse must be true or false, found"
                        + " \"yes\"",
                "/followers/0/link/allowed_symbols|[\"A,B\"]|followers[0].link.allowed_symbols[0] must be a symbol"
                        + " without a comma, found \"A,B\"",
                "/followers/0/link/intended   |\"99999999999999999999\"|followers[0].link.intended must be a number"
                        + " below 10^15 in size"
            })
    void oneClearErrorNamesFieldExpectedAndFound(String pointer, String value, String message) {
        ObjectNode root = (ObjectNode) JSON.readTree(CASE);
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = root.at(pointer.substring(0, slash));
        JsonNode node = JsonMapper.builder()
                .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .build()
                .readTree(value);
        String name = pointer.substring(slash + 1);
        if (parent instanceof ObjectNode object) {
            object.set(name, node);
        } else {
            ((tools.jackson.databind.node.ArrayNode) parent).set(Integer.parseInt(name), node);
        }

        assertRefused(root.toString(), message);
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertRefused("", "the case must be an object, found nothing");
        assertRefused("[]", "the case must be an object, found []");
        assertRefused("null", "the case must be an object, found nothing");
        assertRefused("{\"leader_event\":", "the case must be JSON: ");
        assertRefused("{} {}", "the case must be JSON: ");
        assertRefused("{\"a\":1,\"a\":2}", "the case must be JSON: ");
        assertRefused("{\"a\":NaN}", "the case must be JSON: ");
        assertRefused("[".repeat(5_000), "the case must be JSON: ");
    }
}
