package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.TestTicks.SECOND;
import static io.tickgrid.pipelines.engine.TestTicks.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.TickColumns;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MarketSettingsTest {
    private static final long MINUTE_NS = 60 * SECOND;
    private static final long DAY_NS = 24 * 60 * MINUTE_NS;
    private static final long STEP_NS = 10 * MINUTE_NS;

    private final MarketSettings settings =
            MarketSettings.defaults(new KafkaSettings("")).withFrames(List.of("30m", "4h", "1d"));

    @Test
    void otherFramesChangeNothingElse() {
        MarketSettings defaults = MarketSettings.defaults(new KafkaSettings(""));
        assertThat(settings.frames()).containsExactly("30m", "4h", "1d");
        assertThat(settings.withFrames(MarketSettings.DEFAULT_FRAMES)).isEqualTo(defaults);
        assertThat(settings.withLatenessMs(1).with(Map.of()).frames()).containsExactly("30m", "4h", "1d");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withFrames(List.of("1h", "60m")).engine())
                .withMessageContaining("each once");
    }

    @Test
    void aMarketAroundTheClockHasItsBarsInUtc() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(Instrument.ALWAYS, out);
        engine.ticks(0, 0, ticks(START, START + DAY_NS + STEP_NS));
        assertThat(closedBars(out)).containsExactly(Map.entry("30m", 48), Map.entry("4h", 6), Map.entry("1d", 1));
        RecordingOutput.Candle day = out.candles.get(new RecordingOutput.Key(Frame.parse("1d"), START / 1_000_000));
        assertThat(day.trades()).isEqualTo(144);
        assertThat(day.open()).isEqualTo(100);
        assertThat(day.close()).isEqualTo(243);
    }

    @Test
    void aMarketWithSessionsHasItsBarsInThem() {
        RecordingOutput out = new RecordingOutput();
        SessionCalendar nyse = SessionCalendar.of("XNYS");
        InstrumentEngine engine = engine(nyse.id(), out);
        int session = nyse.session(1_381_160_000L * SECOND);
        long open = nyse.openNs(session);
        engine.ticks(0, 0, ticks(open, nyse.closeNs(session)));
        engine.clock(0, 1, nyse.closeNs(session));
        assertThat(closedBars(out)).containsExactly(Map.entry("30m", 13), Map.entry("4h", 2), Map.entry("1d", 1));
        assertThat(out.candles
                        .get(new RecordingOutput.Key(Frame.parse("1d"), open / 1_000_000))
                        .trades())
                .isEqualTo(39);
    }

    private InstrumentEngine engine(String calendar, RecordingOutput out) {
        Instrument instrument = new Instrument(
                "X:A/USD", "X", "A/USD", "A", "equity", "A", "USD", 2, 0, 1, 1, 1, 1, true, true, calendar);
        return new InstrumentEngine(instrument.id(), settings.terms(instrument), settings.engine(), out);
    }

    /** One every ten minutes from a time to before another, each a unit dearer than the one before. */
    private static TickColumns ticks(long fromNs, long toNs) {
        TickColumns ticks = new TickColumns("a");
        int n = 0;
        for (long time = fromNs; time < toNs; time += STEP_NS) {
            ticks.add(time, n, 100 + n, 1, 0);
            n++;
        }
        return ticks;
    }

    private static Map<String, Integer> closedBars(RecordingOutput out) {
        Map<Frame, Integer> bars = new TreeMap<>();
        out.candles.keySet().forEach(key -> bars.merge(key.frame(), 1, Integer::sum));
        Map<String, Integer> byText = new LinkedHashMap<>();
        bars.forEach((frame, count) -> byText.put(frame.toString(), count));
        return byText;
    }
}
