package io.tickgrid.pipelines.candle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameTest {
    @ParameterizedTest
    @CsvSource({
        "1s,1000,1s",
        "1m,60000,1m",
        "60s,60000,1m",
        "15m,900000,15m",
        "1h,3600000,1h",
        "90m,5400000,90m",
        "24h,86400000,1d",
        "7d,604800000,7d"
    })
    void textsReadAndWriteTheShortestForm(String text, long lengthMs, String shortest) {
        Frame frame = Frame.parse(text);
        assertThat(frame.lengthMs()).isEqualTo(lengthMs);
        assertThat(frame).hasToString(shortest);
        assertThat(Frame.parse(shortest)).isEqualTo(frame);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "0m", "-1m", "1", "1M", "1w", "1.5m", " 1m", "367d", "999999999d", "01m"})
    void otherTextsAreRefusedWithWhatCame(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Frame.parse(text))
                .withMessageContaining("frame")
                .withMessageContaining(text);
    }

    @Test
    void barsAreAlignedToTheEpoch() {
        assertThat(Frame.parse("5m").openTime(1_385_337_613_000L)).isEqualTo(1_385_337_600_000L);
        assertThat(Frame.parse("7m").openTime(419_999)).isZero();
        assertThat(Frame.parse("1m").openTime(-1)).isEqualTo(-60_000);
    }

    @Test
    void framesAreOrderedByLength() {
        assertThat(Frame.parse("5m")).isLessThan(Frame.parse("1h")).isGreaterThan(Frame.parse("299s"));
    }
}
