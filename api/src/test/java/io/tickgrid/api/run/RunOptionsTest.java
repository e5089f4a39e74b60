package io.tickgrid.api.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tickgrid.grid.node.GridConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunOptionsTest {
    private static final String EXPECTED =
            "frame must be a time such as 1m or 1h, a volume such as v1000 or a value such as" + " $1000000, was ";

    private static final String EXPECTED_TIME =
            "frame must be a number and one of s, m, h, d such as 1m, 5m, 15m or 1h, was ";

    private static RunOptions withFrames(String frames) {
        return with(frames, 0);
    }

    private static RunOptions with(String frames, long correctionsMs) {
        return new RunOptions(
                Path.of("data"),
                0,
                0,
                0,
                1,
                false,
                null,
                null,
                List.of(),
                Set.of(GridConfig.Role.values()),
                1,
                "test",
                Map.of(),
                List.of(),
                List.of(frames.split(",", -1)),
                correctionsMs);
    }

    @Test
    void framesAreKeptInTheirShortestFormShortestFirst() {
        assertThat(withFrames("24h,1m, 60m,1800s").frames()).containsExactly("1m", "30m", "1h", "1d");
        assertThat(withFrames("1m").frames()).containsExactly("1m");
        assertThat(withFrames("$5000,v0.50,1h,1m").frames()).containsExactly("1m", "1h", "v0.5", "$5000");
        assertThat(withFrames("1s,2s,3s,4s,5s,6s,7s,8s,9s,10s,11s,12s,13s,14s,15s,60s")
                        .frames())
                .hasSize(RunOptions.MAX_FRAMES)
                .endsWith("1m");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "5m,15m | --frames must name 1m, whose bars price positions and orders, was 5m,15m",
                "1m,5m,1m | --frames must name each length once, was 1m,5m,1m",
                "1m,60m,1h | --frames must name each length once, was 1m,60m,1h: 1h is 60m",
                "1m,7q | --frames: " + EXPECTED_TIME + "'7q'",
                "1m, | --frames: " + EXPECTED + "''",
                "1m,1.5h | --frames: " + EXPECTED_TIME + "'1.5h'",
                "1m,367d | --frames: frame must be at most 366d, was '367d'",
                "1m,2m,3m,4m,5m,6m,7m,8m,9m,10m,11m,12m,13m,14m,15m,16m,17m | --frames must be at most 16 lengths,"
                        + " were 17: 1m,2m,3m,4m,5m,6m,7m,8m,9m,10m,11m,12m,13m,14m,15m,16m,17m"
            })
    void framesThatCannotBeMeantAreRefused(String frames, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> withFrames(frames))
                .withMessage(message);
    }

    @Test
    void correctionsReachAsFarAsTheLatenessAndNoFurtherThanTheIndicatorsCanBeTakenBack() {
        assertThat(with("1m,1h", 900_000).correctionsMs()).isEqualTo(900_000);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("1m", 4_999))
                .withMessageStartingWith("--corrections: corrections must be 0 or reach back as far as the lateness of"
                        + " 5000 ms, were 4999 ms");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> with("1m", 4_097L * 60_000))
                .withMessageStartingWith("--corrections: lateness must be from 0 to 4096 bars of 1m");
    }
}
