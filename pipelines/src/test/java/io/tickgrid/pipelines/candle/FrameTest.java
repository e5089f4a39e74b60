package io.tickgrid.pipelines.candle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        assertThat(frame).isEqualTo(new TimeFrame(lengthMs));
        assertThat(frame).hasToString(shortest);
        assertThat(Frame.parse(shortest)).isEqualTo(frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "m", "0m", "-1m", "1", "1M", "1w", "1.5m", " 1m", "367d", "999999999d", "01m", "x100", "€5"})
    void otherTextsAreRefusedWithWhatCame(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Frame.parse(text))
                .withMessageContaining("frame")
                .withMessageContaining(text);
    }

    @Test
    void barsAreAlignedToTheEpoch() {
        assertThat(TimeFrame.parse("5m").openTime(1_385_337_613_000L)).isEqualTo(1_385_337_600_000L);
        assertThat(TimeFrame.parse("7m").openTime(419_999)).isZero();
        assertThat(TimeFrame.parse("1m").openTime(-1)).isEqualTo(-60_000);
    }

    @ParameterizedTest
    @CsvSource({
        "v1000,VOLUME,1000,v1000",
        "v0.5,VOLUME,0.5,v0.5",
        "v0.50,VOLUME,0.5,v0.5",
        "v100.000,VOLUME,100,v100",
        "$1000000,VALUE,1000000,$1000000",
        "$0.000000000000000001,VALUE,0.000000000000000001,$0.000000000000000001",
        "v999999999999999999.999,VOLUME,999999999999999999.999,v999999999999999999.999"
    })
    void textsOfActivityReadExactlyAndWriteTheirOneForm(
            String text, ActivityFrame.Measure measure, BigDecimal threshold, String one) {
        Frame frame = Frame.parse(text);
        assertThat(frame).isEqualTo(new ActivityFrame(measure, threshold)).hasToString(one);
        assertThat(frame).hasSameHashCodeAs(Frame.parse(one));
        assertThat(Frame.parse(one)).isEqualTo(frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"v", "$", "v-1", "v+1", "v1e3", "v01", "v.5", "v5.", "v1,000", "v 1", "V1", "$$1", "v1m", "v١"})
    void otherTextsOfActivityAreRefusedWithWhatWasExpectedAndCame(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Frame.parse(text))
                .withMessageContaining("frame")
                .withMessageContaining("such as")
                .withMessageContaining("was '" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "v0,0",
        "$0.00,0",
        "v1000000000000000000,1000000000000000000",
        "$0.0000000000000000001,0.0000000000000000001"
    })
    void thresholdsOutOfRangeAreRefusedWithTheRange(String text, String was) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Frame.parse(text))
                .withMessage("threshold of a frame must be above 0 and below 10^18 with at most 18 decimal places, was "
                        + was);
    }

    @Test
    void framesAreOrderedByTimeThenVolumeThenValue() {
        List<Frame> frames = new ArrayList<>();
        for (String text : List.of("$0.5", "v100", "1d", "$1000", "v9", "1m", "v9.5")) {
            frames.add(Frame.parse(text));
        }
        Collections.sort(frames);
        assertThat(frames).map(Frame::toString).containsExactly("1m", "1d", "v9", "v9.5", "v100", "$0.5", "$1000");
    }

    @Test
    void framesAreOrderedByLength() {
        assertThat(Frame.parse("5m")).isLessThan(Frame.parse("1h")).isGreaterThan(Frame.parse("299s"));
    }
}
