package io.tickgrid.api.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.pipelines.tick.QualityRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QualityFileTest {
    @TempDir
    Path directory;

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("quality.json"), text);
    }

    @Test
    void classesHaveTheirRulesAndWhatTheyLeaveOutIsAsByDefault() throws IOException {
        Map<String, QualityRules> rules = QualityFile.read(file("""
            {"crypto": {"band_pct": 20, "band_window_s": 0.5, "confirmations": 5}, "equity": {"max_ahead_s": 2}}
            """));
        assertThat(rules)
                .containsOnly(
                        Map.entry("crypto", new QualityRules(20, 500_000_000, 5, 60_000_000_000L)),
                        Map.entry("equity", new QualityRules(Double.NaN, 0, 0, 2_000_000_000)));
    }

    @Test
    void whatCannotBeMeantIsSaidInOneLine() throws IOException {
        for (List<String> wrong : List.of(
                List.of("[]", "an object of classes"),
                List.of("{", "is no JSON"),
                List.of("{\"crypto\": 5}", "an object for the class crypto, found 5"),
                List.of("{\"crypto\": {\"band\": 5}}", "one of band_pct, band_window_s", "crypto.band"),
                List.of("{\"crypto\": {\"band_pct\": \"5\"}}", "a number for crypto.band_pct"),
                List.of("{\"crypto\": {\"band_pct\": -5}}", "class crypto", "must be a positive number", "-5"),
                List.of("{\"crypto\": {\"confirmations\": 5000}}", "in [0, 1000]", "5000"))) {
            Path file = file(wrong.getFirst());
            assertThatThrownBy(() -> QualityFile.read(file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .startsWith("--quality: ")
                    .doesNotContain("\n")
                    .contains(wrong.subList(1, wrong.size()));
        }
        assertThatThrownBy(() -> QualityFile.read(directory.resolve("none")))
                .hasMessage("--quality: there is no file " + directory.resolve("none"));
    }
}
