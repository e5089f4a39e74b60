package io.tickgrid.pipelines.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tickgrid.pipelines.agent.AgentPanel;
import io.tickgrid.pipelines.agent.AgentSpec;
import io.tickgrid.pipelines.agent.Agents;
import io.tickgrid.pipelines.agent.HandView;
import io.tickgrid.pipelines.agent.Opinion;
import io.tickgrid.pipelines.fusion.Fusion;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.fusion.FusionSettings;
import io.tickgrid.pipelines.fusion.WeightSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page on fusion says what the code does: its worked example is read and worked out again. */
class FusionPageTest {
    /** Figures of the page have six decimals. */
    private static final double ROUNDING = 0.5e-6 + 1e-12;

    private static String page;
    private static FusionResult result;

    @BeforeAll
    static void workOutTheExample() throws IOException {
        page = Files.readString(pagePath());
        List<List<String>> rows = table("| agent | weight |");
        Opinion[] opinions = new Opinion[rows.size()];
        double[] weights = new double[rows.size()];
        for (int i = 0; i < opinions.length; i++) {
            weights[i] = Double.parseDouble(rows.get(i).get(1));
            opinions[i] = new Opinion();
            opinions[i].set(
                    Double.parseDouble(rows.get(i).get(2)),
                    Double.parseDouble(rows.get(i).get(3)));
        }
        result = new FusionResult(opinions.length);
        new Fusion(FusionSettings.DEFAULT).fuse(opinions, new WeightSet(1, weights), result);
        assertThat(new WeightSet(1, weights)).isEqualTo(WeightSet.defaults(weights.length));
    }

    @Test
    void sharesOfTheExampleAreRight() {
        List<List<String>> rows = table("| agent | weight |");
        for (int i = 0; i < rows.size(); i++) {
            assertThat(Double.parseDouble(rows.get(i).get(4)))
                    .as(rows.get(i).get(0))
                    .isCloseTo(result.share(i), within(ROUNDING));
        }
    }

    @Test
    void figuresOfTheExampleAreRight() {
        Map<String, String> figures = columns("| figure |", 1);
        assertThat(number(figures, "score")).isCloseTo(result.score(), within(ROUNDING));
        assertThat(number(figures, "agreement")).isCloseTo(result.agreement(), within(ROUNDING));
        assertThat(number(figures, "conflict")).isCloseTo(result.conflict(), within(ROUNDING));
        assertThat(number(figures, "confidence")).isCloseTo(result.confidence(), within(ROUNDING));
        assertThat(figures)
                .containsEntry("voters", Integer.toString(result.voters()))
                .containsEntry("recommendation", result.recommendation().name())
                .hasSize(6);
    }

    @Test
    void levelsOfTheExampleAreRight() {
        SignalDraft draft = new SignalDraft();
        SignalRule rule = SignalRule.bind(HandView.COLUMNS::indexOf, SignalSettings.DEFAULT);
        HandView view = HandView.neutral().bar(810, 813, 809, 812.5).with("atr_14", 4);
        assertThat(page).contains("close of 812.5 and an ATR of 4");
        assertThat(rule.judge(new double[SignalRule.STATE], 0, result, view, draft))
                .isTrue();

        Map<String, String> levels = columns("| level |", 2);
        assertThat(number(levels, "entry")).isEqualTo(draft.entry());
        assertThat(number(levels, "stop")).isEqualTo(draft.stop());
        assertThat(number(levels, "target1")).isEqualTo(draft.target1());
        assertThat(number(levels, "target2")).isEqualTo(draft.target2());
    }

    @Test
    void everyAgentIsDescribedInOrder() {
        List<String> ids = Agents.all().stream().map(AgentSpec::id).toList();
        assertThat(table("| agent | direction |").stream().map(row -> row.get(0)))
                .containsExactlyElementsOf(ids);
        assertThat(table("| agent | weight |").stream().map(row -> row.get(0))).containsExactlyElementsOf(ids);
    }

    @Test
    void thresholdsOfThePageAreTheDefaults() {
        String text = page.replaceAll("\\s+", " ");
        FusionSettings fusion = FusionSettings.DEFAULT;
        SignalSettings signal = SignalSettings.DEFAULT;
        assertThat(text)
                .contains("BUY from a score of " + fusion.threshold() + " on, SELL from −" + fusion.threshold() + " on")
                .contains("at least " + fusion.quorum() + " agents vote")
                .contains("confidence is at least " + signal.confidenceFloor())
                .contains("at least " + signal.minBarsBetween() + " bars back")
                .contains("|score| falls below " + signal.rearmBelow())
                .contains("after " + AgentPanel.FAILURES_IN_A_ROW + " failures in a row it is off for "
                        + AgentPanel.BARS_OFF + " bars");
    }

    private static double number(Map<String, String> values, String name) {
        return Double.parseDouble(values.get(name));
    }

    private static Map<String, String> columns(String head, int column) {
        return table(head).stream().collect(Collectors.toMap(row -> row.get(0), row -> row.get(column)));
    }

    /** Rows of the table whose header line starts so, cells trimmed. */
    private static List<List<String>> table(String head) {
        List<List<String>> rows = page.lines()
                .dropWhile(line -> !line.startsWith(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList())
                .toList();
        assertThat(rows).as("table %s", head).isNotEmpty();
        return rows;
    }

    private static Path pagePath() {
        Path directory = Path.of("").toAbsolutePath();
        while (directory != null) {
            Path candidate = directory.resolve("docs/explanation/fusion.md");
            if (Files.exists(candidate)) {
                return candidate;
            }
            directory = directory.getParent();
        }
        throw new AssertionError(
                "docs/explanation/fusion.md must stand above " + Path.of("").toAbsolutePath());
    }
}
