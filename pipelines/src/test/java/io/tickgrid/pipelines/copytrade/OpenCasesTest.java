package io.tickgrid.pipelines.copytrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tickgrid.grid.TickgridException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Recorded cases of another copy trader, through the dry run.
 *
 * <p>The mapping: copy_ratio → percent · 100; tick_size (its step of quantity) → lot_size, else 10^-8; min_order_size →
 * min_quantity, with below_minimum force unless enforce_minimum is false; max_position_size (its greatest order) →
 * max_cost where there is a price, else max_quantity; margin_requirement m → balance / m, as buying power;
 * respect_balance → max_cost no greater than the balance, since there an order shrinks to it and here it is rejected; no
 * price → 1, which no balance of these cases binds; an error there is an error here.
 */
class OpenCasesTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static Path file() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !(Files.exists(at.resolve("pom.xml")) && Files.isDirectory(at.resolve("proto")))) {
            at = at.getParent();
        }
        assumeTrue(at != null, "skipped: the repository's root is not above the working directory");
        Path file = at.resolve("../shared/data/copy_trading/position_size_cases_open.jsonl")
                .normalize();
        assumeTrue(Files.exists(file), "skipped: there is no " + file);
        return file;
    }

    private static String text(JsonNode node, String name, String otherwise) {
        return node.has(name) ? node.get(name).asString() : otherwise;
    }

    private static String mapped(JsonNode given) {
        JsonNode config = given.get("config");
        JsonNode input = given.get("input");
        ObjectNode root = JSON.createObjectNode();
        String price = text(input, "price", "1");
        ObjectNode event = root.putObject("leader_event").put("symbol", "S").put("side", "buy");
        event.put("quantity", text(input, "source_size", "1"))
                .put("price", price)
                .put("position_before", "0");
        ObjectNode instrument =
                root.putObject("instrument").put("tick_size", "0.00000001").put("min_notional", "0");
        instrument.put("lot_size", text(config, "tick_size", "0.00000001"));
        instrument.put("min_quantity", text(config, "min_order_size", "0"));
        BigDecimal balance = new BigDecimal(text(input, "available_balance", "1000"))
                .divide(new BigDecimal(text(config, "margin_requirement", "1")), 8, RoundingMode.DOWN);
        ObjectNode follower =
                root.putArray("followers").addObject().put("id", "f").put("position", "0");
        follower.put("equity", balance.toPlainString()).put("balance", balance.toPlainString());
        ObjectNode link = follower.putObject("link").put("mode", "percent");
        link.put(
                "value",
                new BigDecimal(text(config, "copy_ratio", "1"))
                        .movePointRight(2)
                        .toPlainString());
        boolean enforce =
                !config.has("enforce_minimum") || config.get("enforce_minimum").booleanValue();
        link.put("below_minimum", enforce ? "force" : "skip");
        String max = text(config, "max_position_size", "");
        boolean respect =
                config.has("respect_balance") && config.get("respect_balance").booleanValue();
        if (!max.isEmpty() && !input.has("price")) {
            link.put("max_quantity", max);
        } else if (!max.isEmpty() || respect) {
            BigDecimal cost = max.isEmpty() ? balance : new BigDecimal(max);
            link.put("max_cost", (respect ? cost.min(balance) : cost).toPlainString());
        }
        return root.toString();
    }

    @Test
    void theCasesOfAnotherCopyTraderComeOutTheSame() throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line : Files.readAllLines(file())) {
            JsonNode given = JSON.readTree(line);
            String id = given.get("id").asString();
            String json = mapped(given);
            if (given.get("expected_error").booleanValue()) {
                String field = id.contains("negative_source_size") ? "leader_event.quantity" : "link.max_quantity";
                assertThatThrownBy(() -> CopySimulate.run(new StringReader(json), new StringBuilder()))
                        .as(id)
                        .isInstanceOf(TickgridException.class)
                        .hasMessageContaining(field + " must be a decimal greater than 0");
            } else {
                StringBuilder out = new StringBuilder();
                CopySimulate.run(new StringReader(json), out);
                JsonNode result = JSON.readTree(out.toString()).get(0);
                assertThat(new BigDecimal(result.get("quantity").asString()))
                        .as(id + ": " + result)
                        .isEqualByComparingTo(given.get("expected_size").asString());
            }
            seen.add(id);
        }
        assertThat(seen).hasSizeGreaterThanOrEqualTo(12);
    }
}
