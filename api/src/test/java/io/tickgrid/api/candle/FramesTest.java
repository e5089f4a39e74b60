package io.tickgrid.api.candle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final long HOUR_MS = 3_600_000;

    private final Frames frames = new Frames(List.of("1m", "30m", "4h", "1d"));

    @Test
    void onlyWhatTheDeploymentServesIsTakenAndTheRefusalListsIt() {
        assertThat(frames.orElse("4h", "1m")).isEqualTo("4h");
        assertThat(frames.orElse(null, "1m")).isEqualTo("1m");
        assertThat(frames.orElse("", "")).isEmpty();
        assertThatThrownBy(() -> frames.orElse("5m", "1m"))
                .isInstanceOfSatisfying(
                        TickgridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                .hasMessage("frame must be one of [1m, 30m, 4h, 1d], was \"5m\"");
    }

    @Test
    void scoresAreThoseOfFiveMinutesOrOfTheShortestFrame() {
        assertThat(new Frames(List.of("1m", "5m", "15m")).judged()).isEqualTo("5m");
        assertThat(frames.judged()).isEqualTo("1m");
    }

    @Test
    void theLongestWithinATimeIsFound() {
        assertThat(frames.longestWithin(HOUR_MS)).hasToString("30m");
        assertThat(frames.longestWithin(4 * HOUR_MS)).hasToString("4h");
        assertThat(frames.longestWithin(1_000)).as("none is that short").hasToString("1m");
    }
}
