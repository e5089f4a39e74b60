package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static io.tickgrid.pipelines.engine.Engines.config;
import static io.tickgrid.pipelines.engine.Engines.engine;
import static io.tickgrid.pipelines.engine.Engines.frames;
import static io.tickgrid.pipelines.engine.TestTicks.START;
import static io.tickgrid.pipelines.engine.TestTicks.feed;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.RecordingOutput.Candle;
import io.tickgrid.pipelines.engine.RecordingOutput.Key;
import io.tickgrid.pipelines.engine.TestTicks.Tick;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.QualityRules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestateTest {
    private static final Frame MINUTE = Frame.parse("1m");
    private static final Frame FIVE = Frame.parse("5m");
    private static final String[] FRAMES = {"1m", "5m", "15m", "1h"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void withinLatenessEqualsProcessingInTotalOrderBitForBit(long seed) {
        Random random = new Random(seed);
        long lateness = List.of(5L, 30L, 61L, 240L).get((int) (seed % 4)) * SECOND;
        List<Tick> ticks = TestTicks.walk(seed, 3000);
        Collections.sort(ticks);
        checkAgainstTotalOrder(ticks, lateness, random);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void withinLatenessADayOfRealTradesEqualsTotalOrderBitForBit(long seed) {
        List<Tick> day = TestTicks.bitstamp(12_000);
        checkAgainstTotalOrder(day, List.of(5L, 60L, 330L).get((int) (seed - 11)) * SECOND, new Random(seed));
    }

    private static void checkAgainstTotalOrder(List<Tick> inOrder, long lateness, Random random) {
        RecordingOutput expected = new RecordingOutput();
        InstrumentEngine plain = engine(config(lateness, FRAMES), expected);
        feed(plain, inOrder, 7, 0);

        List<Tick> arrivals = new ArrayList<>(TestTicks.delayed(inOrder, lateness, random));
        int duplicates = addDuplicates(arrivals, random);
        RecordingOutput found = new RecordingOutput();
        InstrumentEngine shuffled = engine(config(lateness, FRAMES), found);
        feed(shuffled, arrivals, 1 + random.nextInt(20), 0);

        plain.publishForming();
        shuffled.publishForming();
        assertThat(found.plainCandles()).isEqualTo(expected.plainCandles());
        assertThat(found.rowBits()).isEqualTo(expected.rowBits());
        assertThat(found.forming).isEqualTo(expected.forming);
        Ledger ledger = shuffled.ledger();
        assertThat(ledger.used()).isEqualTo(inOrder.size());
        assertThat(ledger.duplicate()).isEqualTo(duplicates);
        assertThat(ledger.late()).isZero();
        assertThat(ledger.restated()).isPositive();
        assertThat(plain.ledger()).isEqualTo(new Ledger(inOrder.size(), inOrder.size(), 0, 0, 0, 0));
    }

    /** Repeats one tick in ten at a random later place; returns how many. */
    private static int addDuplicates(List<Tick> arrivals, Random random) {
        int count = arrivals.size() / 10;
        for (int i = 0; i < count; i++) {
            int from = random.nextInt(arrivals.size());
            int to = from + 1 + random.nextInt(arrivals.size() - from);
            arrivals.add(to, arrivals.get(from));
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void beyondLatenessTheDifferenceIsExactlyTheLateTicks(long seed) {
        Random random = new Random(seed);
        List<Tick> ticks = TestTicks.walk(seed, 3000);
        Collections.sort(ticks);
        RecordingOutput found = new RecordingOutput();
        InstrumentEngine engine = engine(config(5 * SECOND, FRAMES), found);
        feed(engine, TestTicks.delayed(ticks, 40 * SECOND, random), 3, 0);

        Set<Tick> late = new HashSet<>();
        found.dead.forEach(dead -> ticks.stream()
                .filter(tick -> tick.sequence() == dead.sequence())
                .forEach(late::add));
        List<Tick> used = ticks.stream().filter(tick -> !late.contains(tick)).toList();
        RecordingOutput expected = new RecordingOutput();
        feed(engine(config(5 * SECOND, FRAMES), expected), used, 3, 0);

        assertThat(late).isNotEmpty();
        assertThat(found.plainCandles()).isEqualTo(expected.plainCandles());
        assertThat(found.rowBits()).isEqualTo(expected.rowBits());
        Ledger ledger = engine.ledger();
        assertThat(ledger.late()).isEqualTo(late.size());
        assertThat(ledger.used()).isEqualTo(ticks.size() - late.size());
    }

    @Test
    void lateTickRestatesEveryFrameWhoseBarIsClosed() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(5 * SECOND, "1m", "5m", "1h"), out);
        feed(engine, List.of(tick(1, 298, 10), tick(2, 301, 11)), 1, 0);
        feed(engine, List.of(tick(3, 299, 12)), 1, 10);

        Candle minute = out.candles.get(key(MINUTE, 240));
        assertThat(minute).isEqualTo(new Candle(10, 12, 10, 12, 2, 2, 1));
        assertThat(out.candles.get(key(FIVE, 0))).isEqualTo(minute);
        assertThat(out.rowRevisions.get(key(FIVE, 0))).isEqualTo(1);
        engine.publishForming();
        assertThat(out.forming.get(key(Frame.parse("1h"), 0))).isEqualTo(new Candle(10, 12, 10, 11, 3, 3, 0));
        assertThat(engine.ledger()).isEqualTo(new Ledger(3, 3, 1, 0, 0, 0));
    }

    @Test
    void lateTickMovesOpenAndCloseOnlyToItsPlaceInTheOrder() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(60 * SECOND, "1m"), out);
        feed(engine, List.of(tick(5, 10, 10), tick(6, 50, 11), tick(9, 61, 12)), 1, 0);
        feed(engine, List.of(tick(1, 10, 20), tick(7, 50, 21), tick(5_000, 30, 15)), 1, 10);
        assertThat(out.candles.get(key(MINUTE, 0))).isEqualTo(new Candle(20, 21, 10, 21, 5, 5, 3));
    }

    @Test
    void barThatFirstExistsByALateTickHasRevisionOneAndIsNotJudged() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(120 * SECOND, "1m"), out);
        feed(engine, List.of(tick(1, 10, 10), tick(2, 130, 11), tick(3, 70, 12), tick(4, 185, 13)), 1, 0);
        assertThat(out.candles.get(key(MINUTE, 60))).isEqualTo(new Candle(12, 12, 12, 12, 1, 1, 1));
        assertThat(out.rowRevisions.get(key(MINUTE, 60))).isEqualTo(1);
        assertThat(out.candles.keySet()).containsExactly(key(MINUTE, 0), key(MINUTE, 60), key(MINUTE, 120));
        assertThat(out.judged).containsExactly(key(MINUTE, 0), key(MINUTE, 120));
    }

    @Test
    void firstBarMayComeToExistLate() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(120 * SECOND, "1m"), out);
        feed(engine, List.of(tick(2, 130, 11), tick(3, 70, 12), tick(1, 10, 10), tick(4, 200, 10)), 1, 0);
        assertThat(out.candles.keySet()).containsExactly(key(MINUTE, 0), key(MINUTE, 60), key(MINUTE, 120));
        assertThat(out.judged).containsExactly(key(MINUTE, 120));
    }

    @Test
    void rowOfALaterBarIsRestatedWhileItsCandleStays() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(180 * SECOND, "1m"), out);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ticks.add(tick(i, i * 60, 100 + i % 7));
        }
        feed(engine, ticks, 1, 0);
        feed(engine, List.of(tick(100, 27 * 60 + 1, 150)), 1, 100);
        assertThat(out.candles.get(key(MINUTE, 27 * 60)).revision()).isEqualTo(1);
        assertThat(out.candles.get(key(MINUTE, 28 * 60)).revision()).isZero();
        assertThat(out.rowRevisions.get(key(MINUTE, 28 * 60))).isEqualTo(1);
        assertThat(out.rowRevisions.get(key(MINUTE, 26 * 60))).isZero();
    }

    @Test
    void signalsAreNeitherRepeatedNorChangedByRestating() {
        List<Tick> ticks = TestTicks.bitstamp(60_000);
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(60 * SECOND, FRAMES), out);
        feed(engine, TestTicks.delayed(ticks, 60 * SECOND, new Random(5)), 10, 0);
        assertThat(engine.ledger().restated()).isGreaterThan(1000);
        assertThat(out.signalKeys).isNotEmpty().doesNotHaveDuplicates();
        assertThat(out.judged).doesNotHaveDuplicates();
    }

    @Test
    void exactlyTheHorizonIsUsedAndOneNanosecondBeforeItIsLate() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
        long last = START + 100 * SECOND;
        feed(
                engine,
                List.of(
                        new Tick(last, "a", 1, 10, 1, 0),
                        new Tick(last - 5 * SECOND, "a", 2, 10, 1, 0),
                        new Tick(last - 5 * SECOND - 1, "a", 3, 10, 1, 0)),
                1,
                0);
        assertThat(engine.ledger()).isEqualTo(new Ledger(3, 2, 0, 1, 0, 0));
    }

    @Test
    void framesThatDoNotDivideEachOtherAreRestatedToo() {
        Random random = new Random(99);
        List<Tick> ticks = TestTicks.walk(99, 2000);
        Collections.sort(ticks);
        RecordingOutput expected = new RecordingOutput();
        RecordingOutput found = new RecordingOutput();
        EngineConfig config = config(frames("7s", "3m", "1m", "11m"), 20 * SECOND);
        feed(engine(config, expected), ticks, 4, 0);
        feed(engine(config, found), TestTicks.delayed(ticks, 20 * SECOND, random), 4, 0);
        assertThat(found.plainCandles()).isEqualTo(expected.plainCandles());
        assertThat(found.rowBits()).isEqualTo(expected.rowBits());
        assertThat(new TreeMap<>(expected.candles).firstKey().frame()).hasToString("7s");
    }

    /** Ends of sessions, of half days and of weekends are where bars are short and the next one is days away. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35, 36})
    void barsOfSessionsAreRestatedAsInTotalOrderAcrossTheirEnds(long seed) {
        Random random = new Random(seed);
        SessionCalendar nyse = SessionCalendar.of("XNYS");
        int first = nyse.session(1_385_135_000L * SECOND); // the week of Thanksgiving 2013
        List<Tick> ticks = new ArrayList<>();
        for (int session = first; session < first + 8; session++) {
            for (int i = 0; i < 150; i++) {
                long fromEnd = random.nextLong(1, 1_500 * SECOND);
                long time = random.nextBoolean() ? nyse.openNs(session) + fromEnd : nyse.closeNs(session) - fromEnd;
                ticks.add(new Tick(time, "a", session * 1_000L + i, 180 + random.nextInt(100) / 10.0, 1, 0));
            }
        }
        Collections.sort(ticks);
        long lateness = List.of(120L, 900L, 72 * 3_600L).get((int) (seed % 3)) * SECOND;
        EngineConfig config = config(frames("7m", "1h", "4h", "1d", "2d", "7d"), lateness);
        EngineTerms terms = new EngineTerms(2, 0, nyse, QualityRules.NONE);
        RecordingOutput expected = new RecordingOutput();
        RecordingOutput found = new RecordingOutput();
        InstrumentEngine plain = new InstrumentEngine("NYSE:IBM", terms, config, expected);
        InstrumentEngine shuffled = new InstrumentEngine("NYSE:IBM", terms, config, found);
        feed(plain, ticks, 5, 0);
        feed(shuffled, TestTicks.delayed(ticks, lateness, random), 5, 0);
        plain.publishForming();
        shuffled.publishForming();
        assertThat(found.plainCandles()).isEqualTo(expected.plainCandles());
        assertThat(found.rowBits()).isEqualTo(expected.rowBits());
        assertThat(found.forming).isEqualTo(expected.forming);
        assertThat(shuffled.ledger().used()).isEqualTo(ticks.size());
        assertThat(shuffled.ledger().restated()).isPositive();
        for (Key key : found.candles.keySet()) {
            assertThat(nyse.isOpen(key.openTimeMs() * 1_000_000))
                    .as("bar " + key)
                    .isTrue();
        }
    }

    private static Tick tick(long sequence, long second, double price) {
        return new Tick(START + second * SECOND, "a", sequence, price, 1, 0);
    }

    private static Key key(Frame frame, long second) {
        return new Key(frame, (START + second * SECOND) / 1_000_000);
    }
}
