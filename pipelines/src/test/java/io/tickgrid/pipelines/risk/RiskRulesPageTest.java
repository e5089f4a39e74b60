package io.tickgrid.pipelines.risk;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskLimits;
import io.tickgrid.grid.risk.RiskMarks;
import io.tickgrid.grid.risk.RiskPreset;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/reference/risk-rules.md: its tables are those of the code, its examples are what the engine answers. */
class RiskRulesPageTest {
    private static final Pattern SECTION = Pattern.compile("(?ms)^### (\\d+)\\. (\\S+)$(.*?)(?=^### |\\z)");
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```risk\n(.*?)\n```");

    private final String page = page();

    @Test
    void everyRuleHasItsSectionInItsPlaceAndAnExampleThatNamesIt() {
        List<MatchResult> sections = SECTION.matcher(page).results().toList();
        assertThat(sections.stream().map(s -> s.group(2)))
                .containsExactlyElementsOf(
                        RiskRules.TABLE.stream().map(r -> r.spec().name()).toList());
        for (int i = 0; i < sections.size(); i++) {
            MatchResult section = sections.get(i);
            assertThat(section.group(1)).isEqualTo(Integer.toString(i + 1));
            assertThat(section.group(3)).as(section.group(2)).contains(": " + section.group(2) + ": ");
        }
    }

    @Test
    void theTableOfRulesIsThatOfTheCode() {
        List<String> rows = new ArrayList<>();
        for (RiskRule rule : RiskRules.TABLE) {
            RuleSpec spec = rule.spec();
            RiskLimits.Field limit = spec.limit();
            rows.add("| " + (rows.size() + 1) + " | `" + spec.name() + "` | `"
                    + spec.code().text() + "` | "
                    + switch (spec.effect()) {
                        case REJECT -> "refused";
                        case REDUCE_ONLY -> "only what reduces is sent";
                        case SHRINK -> "smaller";
                        case SKIP -> "left out";
                    }
                    + " | " + (limit == null ? "– | –" : "`" + limit.text() + "` | " + limit.bounds()) + " |");
        }
        assertThat(page).contains(String.join("\n", rows));
    }

    @Test
    void theTableOfPresetsIsThatOfTheCode() {
        List<String> rows = new ArrayList<>();
        for (RiskLimits.Field field : RiskLimits.Field.values()) {
            StringBuilder row = new StringBuilder(
                    "| `" + field.text() + "` | " + field.unit().name().toLowerCase(java.util.Locale.ROOT) + " |");
            for (RiskPreset preset : RiskPreset.values()) {
                row.append(' ')
                        .append(field.decimal(preset.limits().get(field)))
                        .append(" |");
            }
            rows.add(row.toString());
        }
        assertThat(page).contains(String.join("\n", rows));
    }

    @Test
    void everyExampleIsWhatTheEngineAnswers() {
        List<String> examples =
                EXAMPLE.matcher(page).results().map(r -> r.group(1)).toList();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(RiskRules.TABLE.size());
        for (String example : examples) {
            Map<String, String> said = new HashMap<>();
            RiskLimits limits = RiskLimits.NONE;
            for (String line : example.split("\n", -1)) {
                String[] words = line.split(" ", 2);
                if (words[0].equals("limit")) {
                    String[] limit = words[1].split(" ", -1);
                    limits = with(limits, limit[0], limit[1]);
                } else {
                    said.put(words[0], words[1]);
                }
            }
            assertThat(answer(said, limits)).as(example).isEqualTo(said.get("answer"));
        }
    }

    private static RiskLimits with(RiskLimits limits, String name, String value) {
        RiskLimits.Field field = RiskLimits.Field.valueOf(name.toUpperCase(java.util.Locale.ROOT));
        long[] values = limits.values();
        values[field.ordinal()] = units(value, field.unit().scale());
        return RiskLimits.of(values);
    }

    private static String answer(Map<String, String> said, RiskLimits limits) {
        InstrumentTerms terms = new InstrumentTerms(
                "V:S",
                2,
                3,
                10,
                0,
                units(said.getOrDefault("minimum_value", "0"), 8),
                (int) units(said.getOrDefault("fee_percent", "0"), 4),
                0,
                true);
        String[] order = Objects.requireNonNull(said.get("order")).split(" ", -1);
        boolean buy = order[0].equals("buy");
        long units = units(order[1], 3);
        long price = units(order[3], 2);
        long position = units(said.getOrDefault("position", "0"), 3);
        String equity = said.getOrDefault("equity", "10000");
        AccountView account = new AccountView()
                .set(
                        !said.containsKey("account"),
                        false,
                        units(said.getOrDefault("cash", "1000000"), 8),
                        position,
                        units(said.getOrDefault("max_position_value", "0"), 8));
        if (!limits.equals(RiskLimits.NONE)) {
            RiskMarks marks = new RiskMarks(
                    0,
                    units(said.getOrDefault("day_equity", equity), 8),
                    units(said.getOrDefault("peak_equity", equity), 8),
                    7,
                    units(said.getOrDefault("orders_this_minute", "0"), 0));
            account.limits(
                    AccountRisk.column(limits, marks),
                    0,
                    units(equity, 8),
                    units(said.getOrDefault("other_positions", "0"), 8));
        }
        OrderView view = new OrderView()
                .set(terms, buy, units, price, account.closing(buy, units), position)
                .permit(!said.containsKey("symbol"), said.containsKey("kill_switch"))
                .limit(
                        units(said.getOrDefault("max_quantity", "0"), 3),
                        units(said.getOrDefault("max_cost", "0"), 8),
                        0)
                .market(!said.containsKey("market"), units(said.getOrDefault("latest_price", order[3]), 2), 7);
        return switch (new RiskEngine().verdict(view, account)) {
            case Verdict.Allow allow -> "allow";
            case Verdict.Shrink s ->
                "shrink to " + s.quantity().stripTrailingZeros().toPlainString() + ": "
                        + s.why().text();
            case Verdict.Reject r -> "reject: " + r.why().text();
        };
    }

    private static long units(String decimal, int scale) {
        return new BigDecimal(decimal).movePointRight(scale).longValueExact();
    }

    private static String page() {
        Path dir = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(dir.resolve("docs/reference"))) {
            dir = dir.getParent();
        }
        try {
            return Files.readString(dir.resolve("docs/reference/risk-rules.md"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
