package io.tickgrid.api.candle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.api.candle.GapFill.Bar;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapFillTest {
    private static final long MINUTE = 60_000;

    private static Candle bar(long minute, double close) {
        return new Candle("X", "1m", minute * MINUTE, close - 1, close + 1, close - 2, close, 5, 9, 2, true);
    }

    private static List<Bar> fill(long beforeMinute, int most, Candle... newestFirst) {
        return GapFill.fill(List.of(newestFirst), beforeMinute * MINUTE, SessionCalendar.ALWAYS, MINUTE, most);
    }

    private static List<Long> minutes(List<Bar> bars) {
        return bars.stream().map(b -> b.candle().openTimeMs() / MINUTE).toList();
    }

    @Test
    void aMinuteWithoutTradesHasTheCloseBeforeItAndNoVolume() {
        List<Bar> bars = fill(13, 10, bar(12, 850), bar(10, 800));
        assertThat(minutes(bars)).containsExactly(12L, 11L, 10L);
        assertThat(bars.get(1))
                .isEqualTo(new Bar(new Candle("X", "1m", 11 * MINUTE, 800, 800, 800, 800, 0, 0, 0, true), true));
        CandleView view = bars.get(1).view();
        assertThat(view.filled()).isTrue();
        assertThat(view.closed()).isTrue();
        assertThat(view.volume()).isEqualTo("0");
        assertThat(bars.get(0).view().filled()).isFalse();
    }

    @Test
    void aGapOfYearsIsNotMadeBeyondThePage() {
        long years = 10L * 365 * 24 * 60;
        assertThat(minutes(fill(years + 1, 4, bar(years, 850), bar(0, 800))))
                .containsExactly(years, years - 1, years - 2, years - 3);
    }

    @Test
    void theGapAboveTheNewestBarOfAPageIsFilledDownToIt() {
        assertThat(minutes(fill(20, 10, bar(17, 1), bar(16, 2)))).containsExactly(19L, 18L, 17L, 16L);
        assertThat(fill(20, 1, bar(17, 1)).getFirst().filled()).isTrue();
    }

    @Test
    void nothingIsFilledBeforeTheOldestBar() {
        assertThat(minutes(fill(6, 500, bar(5, 1)))).containsExactly(5L);
        assertThat(fill(6, 500)).isEmpty();
    }

    @Test
    void framesThatCountSomethingElseThanTimeCannotBeFilled() {
        assertThat(Frames.requireStepMs("15m")).isEqualTo(15 * MINUTE);
        for (String frame : List.of("v1000", "d50000", "")) {
            assertThatThrownBy(() -> Frames.requireStepMs(frame))
                    .isInstanceOfSatisfying(
                            TickgridException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_REQUEST))
                    .hasMessageContaining("fill must go with a frame of time such as 1m");
        }
    }

    @Test
    void nothingIsFilledWhereTheMarketDoesNotTrade() {
        // Friday 2013-10-04, 15:58 in New York, and Monday's second minute.
        Candle friday = at(1_380_916_680_000L);
        Candle monday = at(1_381_152_660_000L);
        List<Long> opens =
                GapFill.fill(List.of(monday, friday), monday.openTimeMs() + 1, SessionCalendar.of("XNYS"), MINUTE, 99)
                        .stream()
                        .map(bar -> bar.candle().openTimeMs())
                        .toList();
        assertThat(opens)
                .containsExactly(
                        monday.openTimeMs(),
                        monday.openTimeMs() - MINUTE,
                        friday.openTimeMs() + MINUTE,
                        friday.openTimeMs());
    }

    private static Candle at(long openTimeMs) {
        return new Candle("NYSE:IBM", "1m", openTimeMs, 1, 1, 1, 1, 1, 1, 0, true);
    }
}
