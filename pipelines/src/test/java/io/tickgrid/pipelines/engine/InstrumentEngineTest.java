package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static io.tickgrid.pipelines.engine.Engines.config;
import static io.tickgrid.pipelines.engine.Engines.engine;
import static io.tickgrid.pipelines.engine.Engines.frames;
import static io.tickgrid.pipelines.engine.TestTicks.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.RecordingOutput.Candle;
import io.tickgrid.pipelines.engine.RecordingOutput.Dead;
import io.tickgrid.pipelines.engine.RecordingOutput.Key;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.QualityRules;
import io.tickgrid.pipelines.tick.Sources;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.TickRules;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstrumentEngineTest {
    private static final Frame MINUTE = Frame.parse("1m");

    private final RecordingOutput out = new RecordingOutput();
    private final TickColumns columns = new TickColumns("a");

    @Test
    void everyRefusalHasItsReasonAndTheLedgerBalances() {
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), QualityRules.band(10), out);
        long now = START + 100 * SECOND;
        columns.add(now, 1, 100, 1, 0);
        columns.add(-1, 2, 100, 1, 0);
        columns.add(TickRules.END_OF_TIME_NS, 3, 100, 1, 0);
        columns.add(now, 4, Double.NaN, 1, 0);
        columns.add(now, 5, Double.POSITIVE_INFINITY, 1, 0);
        columns.add(now, 6, 0, 1, 0);
        columns.add(now, 7, -1, 1, 0);
        columns.add(now, 8, 1e150, 1, 0);
        columns.add(now, 9, 100, -1, 0);
        columns.add(now, 10, 100, 1, 19);
        columns.add(now, 11, 100, 1, -1);
        columns.addQuote(now, 12, 0, 100);
        columns.addQuote(now, 13, 100, 0);
        columns.addQuote(now, 14, 101, 100);
        columns.addQuote(now, 15, -1, 100);
        columns.addQuote(now, 16, Double.NaN, 100);
        columns.addQuote(now, 17, 0, 0);
        columns.reject(0, 18, Double.NaN, 0, 0, DeadReason.MALFORMED);
        columns.add(now, 19, 110.1, 1, 0);
        columns.add(now, 20, 89.9, 1, 0);
        columns.add(now - 6 * SECOND, 21, 100, 1, 0);
        columns.add(now, 1, 100, 1, 0);
        columns.add(now, 22, 109.9, 0, 0);
        assertThat(engine.ticks(0, 0, columns)).isEqualTo(2);

        Map<DeadReason, Integer> expected = new EnumMap<>(DeadReason.class);
        expected.put(DeadReason.IMPOSSIBLE_TIME, 2);
        expected.put(DeadReason.NON_FINITE_PRICE, 3);
        expected.put(DeadReason.NON_POSITIVE_PRICE, 4);
        expected.put(DeadReason.PRICE_OUT_OF_RANGE, 1);
        expected.put(DeadReason.NEGATIVE_SIZE, 1);
        expected.put(DeadReason.SIZE_OUT_OF_RANGE, 2);
        expected.put(DeadReason.ONE_SIDED_QUOTE, 2);
        expected.put(DeadReason.CROSSED_QUOTE, 1);
        expected.put(DeadReason.MALFORMED, 1);
        expected.put(DeadReason.PRICE_BAND, 2);
        expected.put(DeadReason.LATE, 1);
        assertThat(out.deadCounts).isEqualTo(expected);
        assertThat(engine.ledger()).isEqualTo(new Ledger(23, 2, 0, 1, 1, 19));
        assertThat(out.dead).contains(new Dead(21, now - 6 * SECOND, DeadReason.LATE));
    }

    @Test
    void refusedTickNeitherMovesTimeNorCountsAsSeen() {
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
        columns.add(START, 1, 100, 1, 0);
        columns.add(START + 3600 * SECOND, 2, -1, 1, 0);
        columns.add(START + SECOND, 2, 101, 1, 0);
        engine.ticks(0, 0, columns);
        assertThat(engine.timeNs()).isEqualTo(START + SECOND);
        assertThat(out.candles).isEmpty();
        assertThat(engine.ledger()).isEqualTo(new Ledger(3, 2, 0, 0, 0, 1));
    }

    @Test
    void quotesHaveTheirMidAsPriceAndNoVolume() {
        InstrumentEngine engine = engine(config(0, "1m"), out);
        columns.addQuote(START, 1, 1.0, 2.0);
        columns.addQuote(START + 1, 2, 3.0, 3.0);
        engine.ticks(0, 0, columns);
        engine.publishForming();
        assertThat(out.forming).containsEntry(key(0), new Candle(1.5, 3, 1.5, 3, 0, 2, 0));
    }

    @Test
    void equalRowsWithoutSequenceAreAllUsedAndTiesKeepTheOrderOfArrival() {
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
        columns.add(START, TickColumns.NO_SEQUENCE, 10, 1, 0);
        columns.add(START, TickColumns.NO_SEQUENCE, 10, 1, 0);
        columns.add(START, TickColumns.NO_SEQUENCE, 12, 1, 0);
        columns.add(START, TickColumns.NO_SEQUENCE, 11, 1, 0);
        engine.ticks(0, 0, columns);
        engine.publishForming();
        assertThat(out.forming).containsEntry(key(0), new Candle(10, 12, 10, 11, 4, 4, 0));
        assertThat(engine.ledger().duplicate()).isZero();
    }

    @Test
    void tiesInTimeAreOrderedBySourceThenSequence() {
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
        TickColumns b = new TickColumns("b");
        b.add(START, 1, 20, 1, 0);
        engine.ticks(0, 0, b);
        columns.add(START, 9, 19, 1, 0);
        columns.add(START, 3, 13, 1, 0);
        engine.ticks(0, 1, columns);
        engine.publishForming();
        assertThat(out.forming).containsEntry(key(0), new Candle(13, 20, 13, 20, 3, 3, 0));
    }

    @Test
    void sameSequenceOfAnotherSourceIsNoDuplicate() {
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
        columns.add(START, 1, 10, 1, 0);
        engine.ticks(0, 0, columns);
        columns.clear("b");
        columns.add(START, 1, 10, 1, 0);
        engine.ticks(0, 1, columns);
        assertThat(engine.ledger()).isEqualTo(new Ledger(2, 2, 0, 0, 0, 0));
    }

    @Test
    void oldTickThatComesAgainIsADuplicateAndANewOldOneIsLate() {
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
        columns.add(START, 1, 10, 1, 0);
        columns.add(START + 3600 * SECOND, 3, 10, 1, 0);
        columns.add(START, 1, 10, 1, 0);
        columns.add(START, 2, 10, 1, 0);
        engine.ticks(0, 0, columns);
        assertThat(engine.ledger()).isEqualTo(new Ledger(4, 2, 0, 1, 1, 0));
    }

    @Test
    void noTradesNoBar() {
        InstrumentEngine engine = engine(config(0, "1m"), out);
        columns.add(START, 1, 10, 1, 0);
        columns.add(START + 3600 * SECOND, 2, 11, 1, 0);
        engine.ticks(0, 0, columns);
        engine.clock(0, 1, START + 7200 * SECOND);
        engine.clock(0, 2, START + 9000 * SECOND);
        assertThat(out.candles.keySet()).containsExactly(key(0), key(3600));
    }

    @Test
    void clockClosesABarAtItsEndAndNotBefore() {
        InstrumentEngine engine = engine(config(0, "1m"), out);
        columns.add(START + 5, 1, 10, 1, 0);
        engine.ticks(0, 0, columns);
        engine.clock(0, 1, START + 60 * SECOND - 1);
        assertThat(out.candles).isEmpty();
        engine.clock(0, 2, START + 60 * SECOND);
        assertThat(out.candles.keySet()).containsExactly(key(0));
        assertThat(out.judged).containsExactly(key(0));
        engine.clock(0, 3, START);
        assertThat(engine.timeNs()).isEqualTo(START + 60 * SECOND);
    }

    @Test
    void tickBehindAClockWithinLatenessRestatesTheBarThatTheClockClosed() {
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
        columns.add(START + 50 * SECOND, 1, 10, 1, 0);
        engine.ticks(0, 0, columns);
        engine.clock(0, 1, START + 61 * SECOND);
        columns.clear();
        columns.add(START + 58 * SECOND, 2, 11, 1, 0);
        columns.add(START + 55 * SECOND, 3, 12, 1, 0);
        engine.ticks(0, 2, columns);
        assertThat(out.candles).containsEntry(key(0), new Candle(10, 11, 10, 11, 2, 2, 1));
        assertThat(engine.ledger()).isEqualTo(new Ledger(3, 2, 1, 1, 0, 0));
    }

    @Test
    void oneSourceTooManyIsRefusedAndTheOthersGoOn() {
        InstrumentEngine engine = engine(config(0, "1m"), out);
        for (int i = 0; i <= Sources.MOST; i++) {
            TickColumns of = new TickColumns("source-" + i);
            of.add(START + i, 1, 10, 1, 0);
            engine.ticks(0, i, of);
        }
        assertThat(out.deadCounts).isEqualTo(Map.of(DeadReason.TOO_MANY_SOURCES, 1));
        TickColumns known = new TickColumns("source-0");
        known.add(START + SECOND, 2, 10, 1, 0);
        assertThat(engine.ticks(0, 1_000, known)).isEqualTo(1);
        assertThat(engine.ledger()).isEqualTo(new Ledger(Sources.MOST + 2, Sources.MOST + 1, 0, 0, 0, 1));
    }

    @Test
    void inputAtOrBelowTheOffsetIsSkippedWhole() {
        InstrumentEngine engine = engine(config(0, "1m"), out);
        columns.add(START, 1, 10, 1, 0);
        assertThat(engine.ticks(3, 10, columns)).isEqualTo(1);
        columns.clear();
        columns.add(START + 1, 2, 10, 1, 0);
        assertThat(engine.ticks(3, 10, columns)).isZero();
        assertThat(engine.ticks(3, 9, columns)).isZero();
        engine.clock(3, 8, START + 3600 * SECOND);
        assertThat(engine.ledger().in()).isEqualTo(1);
        assertThat(out.candles).isEmpty();
        assertThat(engine.ticks(3, 11, columns)).isEqualTo(1);
        assertThat(engine.offset()).isEqualTo(11);
        assertThat(engine.ticks(4, 11, columns)).isZero();
        assertThat(engine.ticks(4, 12, columns)).isZero(); // the same tick again, from a topic that was made anew
        assertThat(engine.partition()).isEqualTo(4);
        assertThat(engine.ledger().duplicate()).isEqualTo(1);
    }

    @Test
    void formingIsPublishedOnlyWhenSomethingChanged() {
        InstrumentEngine engine = engine(config(0, "1m"), out);
        columns.add(START, 1, 10, 1, 0);
        engine.ticks(0, 0, columns);
        engine.publishForming();
        engine.publishForming();
        assertThat(out.formingScores).hasSize(1);
        assertThat(out.formingRows).containsOnlyKeys(key(0));
        assertThat(out.judged).isEmpty();
        columns.clear();
        columns.add(START + 1, 2, 11, 1, 0);
        engine.ticks(0, 1, columns);
        engine.publishForming();
        assertThat(out.formingScores).hasSize(2);
    }

    @Test
    void publishingFormingChangesNothingLater() {
        RecordingOutput quiet = new RecordingOutput();
        InstrumentEngine watched = engine(config(5 * SECOND, "1m", "5m"), out);
        InstrumentEngine plain = engine(config(5 * SECOND, "1m", "5m"), quiet);
        long offset = 0;
        for (TestTicks.Tick tick : TestTicks.walk(3, 2000)) {
            TestTicks.feed(watched, List.of(tick), 1, offset);
            watched.publishForming();
            TestTicks.feed(plain, List.of(tick), 1, offset++);
        }
        assertThat(out.candles).isEqualTo(quiet.candles);
        assertThat(out.rowBits()).isEqualTo(quiet.rowBits());
        assertThat(out.signals).isEqualTo(quiet.signals);
    }

    @Test
    void formingValuesEqualThoseOfTheClosedBarThatFollows() {
        InstrumentEngine engine = engine(config(0, "1m"), out);
        List<TestTicks.Tick> ticks = TestTicks.bitstamp(3000);
        TestTicks.feed(engine, ticks, 1, 0);
        engine.publishForming();
        Key last = out.formingRows.lastKey();
        double[] forming = out.formingRows.get(last);
        engine.clock(0, 10_000, engine.timeNs() + 60 * SECOND);
        assertThat(out.rows.get(last)).containsExactly(forming);
    }

    @Test
    void configurationErrorsSayWhatWasExpected() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(frames("1m", "60s"), 0))
                .withMessageContaining("each once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(-1, "1m"))
                .withMessageContaining("lateness must be from 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QualityRules.band(0))
                .withMessageContaining("price band");
        EngineConfig five = config(5 * SECOND, "1m");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new EngineConfig(five.frames(), five.indicators(), 290 * SECOND, five.weights(), five.paper()))
                .withMessageContaining("undo 5 bars");
    }

    @Test
    void aTimeAfterTheWritingOfItsRecordIsNoTime() {
        QualityRules aMinute = new QualityRules(Double.NaN, 0, 0, 60 * SECOND);
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), aMinute, out);
        columns.add(START, 1, 100, 1, 0);
        columns.add(START + 60 * SECOND, 2, 100, 1, 0);
        columns.add(START + 60 * SECOND + 1, 3, 100, 1, 0);
        columns.written(START);
        engine.ticks(0, 0, columns);
        assertThat(out.dead).extracting(Dead::reason).containsExactly(DeadReason.TIME_TRAVEL);
        assertThat(engine.ledger().used()).isEqualTo(2);
        columns.clear("a");
        columns.add(START + 200 * SECOND, 4, 100, 1, 0);
        engine.ticks(0, 1, columns);
        assertThat(engine.ledger().used()).as("nobody says when it was written").isEqualTo(3);
    }

    @Test
    void theBandLiesAroundTheRangeOfTheRecentWindows() {
        InstrumentEngine engine =
                engine(config(5 * SECOND, "1m"), new QualityRules(10, 60 * SECOND, 0, Long.MAX_VALUE), out);
        long window = START / (60 * SECOND) * 60 * SECOND;
        columns.add(window, 1, 100, 1, 0);
        columns.add(window + SECOND, 2, 109, 1, 0);
        columns.add(window + 2 * SECOND, 3, 119, 1, 0);
        columns.add(window + 3 * SECOND, 4, 90.1, 1, 0);
        columns.add(window + 4 * SECOND, 5, 80, 1, 0);
        columns.add(window + 61 * SECOND, 6, 130, 1, 0);
        columns.add(window + 62 * SECOND, 7, 144, 1, 0);
        columns.add(window + 122 * SECOND, 8, 118, 1, 0);
        columns.add(window + 190 * SECOND, 9, 95, 1, 0);
        engine.ticks(0, 0, columns);
        // 80 is below the band of 90.1, 144 above that of 130; 95 is below that of 118, the only window that is recent.
        assertThat(out.dead)
                .extracting(Dead::reason)
                .containsExactly(DeadReason.PRICE_BAND, DeadReason.PRICE_BAND, DeadReason.PRICE_BAND);
    }

    @Test
    void aJumpThatOtherTicksConfirmIsTrue() {
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), new QualityRules(10, 0, 3, Long.MAX_VALUE), out);
        double[] prices = {100, 200, 100, 200, 201, 400, 202, 203, 204, 205, 100};
        for (int i = 0; i < prices.length; i++) {
            columns.add(START + i * SECOND, i + 1, prices[i], 1, 0);
        }
        engine.ticks(0, 0, columns);
        // Refused: 200 alone, then 200 and 201, 400 which begins anew, 202 and 203, and 100 in the end; 204 is the
        // third.
        assertThat(out.dead).extracting(Dead::sequence).containsExactly(2L, 4L, 5L, 6L, 7L, 8L, 11L);
        assertThat(engine.ledger().used()).isEqualTo(4);
    }

    @Test
    void ticksOutsideTheSessionsAreRefusedAndBarsEndWithThem() {
        SessionCalendar nyse = SessionCalendar.of("XNYS");
        EngineTerms terms = new EngineTerms(2, 0, nyse, QualityRules.NONE);
        InstrumentEngine engine = new InstrumentEngine("NYSE:IBM", terms, config(5 * SECOND, "4h", "1d"), out);
        int monday = nyse.session(1_381_160_000L * SECOND);
        long open = nyse.openNs(monday);
        long close = nyse.closeNs(monday);
        columns.add(open - 1, 1, 180, 1, 0);
        columns.add(open, 2, 181, 1, 0);
        columns.add(open + 5 * 3_600 * SECOND, 3, 182, 1, 0);
        columns.add(close - 1, 4, 183, 1, 0);
        columns.add(close, 5, 184, 1, 0);
        columns.add(nyse.openNs(monday + 1), 6, 185, 1, 0);
        engine.ticks(0, 0, columns);
        assertThat(out.dead)
                .extracting(Dead::reason)
                .containsExactly(DeadReason.OUT_OF_SESSION, DeadReason.OUT_OF_SESSION);
        long openMs = open / 1_000_000;
        assertThat(out.candles.keySet())
                .containsExactly(
                        new Key(Frame.parse("4h"), openMs),
                        new Key(Frame.parse("4h"), openMs + 4 * 3_600_000),
                        new Key(Frame.parse("1d"), openMs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7s,1m,11m", "v3,$700", "7s,v7"})
    void clocksOfAPartitionMayComeLateAsLongAsABarIsNotDue(String frames) {
        EngineConfig config = config(5 * SECOND, frames.split(","));
        for (long seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            RecordingOutput at = new RecordingOutput();
            RecordingOutput later = new RecordingOutput();
            InstrumentEngine atOnce = engine(config, at);
            InstrumentEngine lazy = engine(config, later);
            long clock = Long.MIN_VALUE;
            long newest = START;
            for (int i = 0; i < 3_000; i++) {
                newest += random.nextInt(4) * SECOND / 2;
                if (random.nextInt(3) == 0) {
                    clock = Math.max(clock, newest + random.nextInt(3) * SECOND);
                    atOnce.clock(clock);
                    if (lazy.isDue(clock)) {
                        lazy.clock(clock);
                    }
                } else if (random.nextInt(5) > 0) {
                    columns.clear();
                    columns.add(newest - random.nextInt(7) * SECOND, i + 1, 100 + random.nextInt(9), 1, 0);
                    lazy.clock(clock);
                    lazy.ticks(0, i, columns);
                    atOnce.ticks(0, i, columns);
                }
            }
            lazy.clock(clock);
            assertThat(later.log).as("seed " + seed).isEqualTo(at.log);
            assertThat(lazy.save()).as("seed " + seed).isEqualTo(atOnce.save());
        }
    }

    private static Key key(long second) {
        return new Key(MINUTE, START / 1_000_000 + second * 1000);
    }
}
