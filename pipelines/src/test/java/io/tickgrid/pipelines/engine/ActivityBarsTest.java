package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static io.tickgrid.pipelines.engine.Engines.config;
import static io.tickgrid.pipelines.engine.Engines.engine;
import static io.tickgrid.pipelines.engine.TestTicks.START;
import static io.tickgrid.pipelines.engine.TestTicks.feed;
import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.RecordingOutput.Candle;
import io.tickgrid.pipelines.engine.RecordingOutput.Key;
import io.tickgrid.pipelines.engine.TestTicks.Tick;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import io.tickgrid.pipelines.indicator.Indicators;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.tick.QualityRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Volume and dollar bars: exact, final when made, the same for every order of arrival within the lateness. */
class ActivityBarsTest {
    private static final String[] OF_REAL_TRADES = {"v0.5", "v40", "v1000.25", "$3000", "$123456.789"};
    private static final String[] OF_A_WALK = {"v0.5", "v90000", "$10000.01", "$30000000"};

    @ParameterizedTest
    @CsvSource({"1,0", "2,5", "3,30", "4,400"})
    void withinLatenessRealTradesGiveAPlainComputationInTotalOrderBitForBit(long seed, long latenessSeconds) {
        checkAgainstAPlainComputation(
                TestTicks.bitstamp(15_000), latenessSeconds * SECOND, OF_REAL_TRADES, new Random(seed));
    }

    @ParameterizedTest
    @CsvSource({"11,0", "12,1", "13,60", "14,3600"})
    void withinLatenessAWalkOfTwoSourcesGivesAPlainComputationInTotalOrderBitForBit(long seed, long latenessSeconds) {
        List<Tick> ticks = new ArrayList<>();
        for (Tick tick : TestTicks.walk(seed, 6_000)) {
            // Whole tenths of a second: many ticks of both sources at the same time.
            long time = tick.timeNs() / (SECOND / 10) * (SECOND / 10);
            ticks.add(new Tick(time, tick.source(), tick.sequence(), tick.price(), tick.units(), tick.scale()));
        }
        Collections.sort(ticks);
        checkAgainstAPlainComputation(ticks, latenessSeconds * SECOND, OF_A_WALK, new Random(seed));
    }

    private static void checkAgainstAPlainComputation(
            List<Tick> inOrder, long lateness, String[] frames, Random random) {
        EngineConfig config = config(lateness, frames);
        RecordingOutput ordered = new RecordingOutput();
        InstrumentEngine plain = engine(config, ordered);
        feed(plain, inOrder, 7, 0);
        plain.letAllGo();
        plain.publishForming();

        List<Tick> arrivals = shuffled(inOrder, lateness, random);
        int duplicates = addDuplicates(arrivals, random);
        RecordingOutput found = new RecordingOutput();
        InstrumentEngine engine = engine(config, found);
        feed(engine, arrivals, 1 + random.nextInt(20), 0);
        engine.letAllGo();
        engine.publishForming();

        assertThat(arrivals).isNotEqualTo(inOrder);
        assertThat(engine.ledger()).isEqualTo(new Ledger(arrivals.size(), inOrder.size(), 0, 0, duplicates, 0));
        checkBars(found, frames, inOrder);
        // Judged once, in order: opinions, scores and signals too are those of the total order.
        assertThat(said(found, config)).isEqualTo(said(ordered, config));
        assertThat(found.signals).isNotEmpty();
    }

    /** What was said of each frame, in its order; signals without the time of their making, which is that of a record. */
    private static Map<Frame, List<String>> said(RecordingOutput out, EngineConfig config) {
        Map<Frame, List<String>> lines = new TreeMap<>();
        for (Frame frame : config.frames()) {
            lines.put(
                    frame,
                    out.log.stream()
                            .filter(line -> line.contains("frame=" + frame + ","))
                            .map(line -> line.startsWith("signal") ? line.replaceFirst("][0-9]+", "]") : line)
                            .toList());
        }
        return lines;
    }

    /** The candles, and the rows that the indicators make of just these candles. */
    private static void checkBars(RecordingOutput found, String[] frames, List<Tick> inOrder) {
        TreeMap<Key, Candle> candles = new TreeMap<>();
        TreeMap<Key, Candle> forming = new TreeMap<>();
        TreeMap<Key, String> rows = new TreeMap<>();
        for (String text : frames) {
            IndicatorSet indicators = IndicatorSet.of(Indicators.demo(), 0);
            double[] state = new double[indicators.stateSize()];
            double[] row = new double[indicators.columns().size()];
            indicators.init(state, 0);
            for (ActivityOracle.Bar bar : ActivityOracle.bars(text, inOrder)) {
                Key key = new Key(Frame.parse(text), bar.openMs());
                double volume = bar.volume().doubleValue();
                Candle candle = new Candle(bar.open(), bar.high(), bar.low(), bar.close(), volume, bar.trades(), 0);
                if (bar.closed()) {
                    indicators.update(state, 0, bar.open(), bar.high(), bar.low(), bar.close(), volume, row, 0);
                    assertThat(candles.put(key, candle)).as("key twice").isNull();
                    rows.put(
                            key,
                            Arrays.toString(Arrays.stream(row)
                                    .mapToLong(Double::doubleToRawLongBits)
                                    .toArray()));
                } else {
                    forming.put(key, candle);
                }
            }
            assertThat(candles.keySet())
                    .as(text)
                    .anyMatch(key -> key.frame().toString().equals(text));
        }
        assertThat(found.candles).isEqualTo(candles);
        assertThat(found.rowBits()).isEqualTo(rows);
        assertThat(found.judged).hasSize(candles.size()).doesNotHaveDuplicates();
        forming.forEach((key, candle) -> assertThat(found.forming).containsEntry(key, candle));
    }

    /** Delays within the lateness, and ticks of equal time in any order. */
    private static List<Tick> shuffled(List<Tick> inOrder, long lateness, Random random) {
        List<Tick> ties = new ArrayList<>(inOrder);
        for (int from = 0; from < ties.size(); ) {
            int to = from + 1;
            while (to < ties.size() && ties.get(to).timeNs() == ties.get(from).timeNs()) {
                to++;
            }
            Collections.shuffle(ties.subList(from, to), random);
            from = to;
        }
        return new ArrayList<>(TestTicks.delayed(ties, lateness, random));
    }

    private static int addDuplicates(List<Tick> arrivals, Random random) {
        int count = arrivals.size() / 20;
        for (int i = 0; i < count; i++) {
            int from = random.nextInt(arrivals.size());
            arrivals.add(from + 1 + random.nextInt(arrivals.size() - from), arrivals.get(from));
        }
        return count;
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void beyondLatenessTheDifferenceIsExactlyTheLateTicks(long seed) {
        List<Tick> ticks = TestTicks.bitstamp(8_000);
        RecordingOutput found = new RecordingOutput();
        InstrumentEngine engine = engine(config(5 * SECOND, OF_REAL_TRADES), found);
        feed(engine, TestTicks.delayed(ticks, 40 * SECOND, new Random(seed)), 3, 0);
        engine.letAllGo();
        engine.publishForming();

        Set<Long> late = new HashSet<>();
        found.dead.forEach(dead -> late.add(dead.sequence()));
        assertThat(late).isNotEmpty();
        assertThat(engine.ledger())
                .isEqualTo(new Ledger(ticks.size(), ticks.size() - late.size(), 0, late.size(), 0, 0));
        checkBars(
                found,
                OF_REAL_TRADES,
                ticks.stream().filter(tick -> !late.contains(tick.sequence())).toList());
    }

    @Test
    void framesOfTimeStandBesideThemUnchanged() {
        List<Tick> ticks = TestTicks.bitstamp(10_000);
        List<Tick> arrivals = TestTicks.delayed(ticks, 90 * SECOND, new Random(7));
        RecordingOutput alone = new RecordingOutput();
        RecordingOutput both = new RecordingOutput();
        InstrumentEngine plain = engine(config(90 * SECOND, "1m", "5m"), alone);
        InstrumentEngine engine = engine(config(90 * SECOND, "1m", "v40", "5m", "$9999"), both);
        feed(plain, arrivals, 5, 0);
        feed(engine, arrivals, 5, 0);
        assertThat(both.log.stream().filter(line -> !line.contains("frame=v") && !line.contains("frame=$")))
                .containsExactlyElementsOf(alone.log);
        assertThat(engine.ledger()).isEqualTo(plain.ledger());
        assertThat(both.candles.size()).isGreaterThan(alone.candles.size());
    }

    @Test
    void aBarEndsWithTheTickThatReachesItsThresholdWholeAndTheNextBeginsAtZero() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(0, "v10", "$100"), out);
        // Volume 4 + 5 < 10, + 1 = 10. Then 25 in one tick: what is beyond 10 is not carried over. Value 40 + 60 = 100.
        feed(
                engine,
                List.of(tick(1, 1, 10, 4), tick(2, 2, 12, 5), tick(3, 3, 11, 1), tick(4, 4, 9, 25), tick(5, 5, 8, 9)),
                1,
                0);
        engine.letAllGo();
        engine.publishForming();
        assertThat(out.candles)
                .containsOnly(
                        Map.entry(key("v10", 1_000), new Candle(10, 12, 10, 11, 10, 3, 0)),
                        Map.entry(key("v10", 4_000), new Candle(9, 9, 9, 9, 25, 1, 0)),
                        Map.entry(key("$100", 1_000), new Candle(10, 12, 10, 12, 9, 2, 0)),
                        Map.entry(key("$100", 3_000), new Candle(11, 11, 9, 9, 26, 2, 0)));
        assertThat(out.forming)
                .containsOnly(
                        Map.entry(key("v10", 5_000), new Candle(8, 8, 8, 8, 9, 1, 0)),
                        Map.entry(key("$100", 5_000), new Candle(8, 8, 8, 8, 9, 1, 0)));
    }

    @Test
    void barsOfOneMillisecondHaveOpenTimesOfTheirOwn() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(0, "v1"), out);
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ticks.add(new Tick(START + i, "a", i, 10 + i, 1, 0));
        }
        ticks.add(new Tick(START + 1_000_000, "a", 3, 13, 1, 0));
        ticks.add(new Tick(START + 9_000_000, "a", 4, 14, 1, 0));
        feed(engine, ticks, 1, 0);
        engine.letAllGo();
        assertThat(out.candles.keySet())
                .containsExactly(key("v1", 0), key("v1", 1), key("v1", 2), key("v1", 3), key("v1", 9));
        assertThat(out.candles.values()).map(Candle::open).containsExactly(10.0, 11.0, 12.0, 13.0, 14.0);
    }

    @Test
    void aTickWaitsUntilTheHorizonHasPassedItAndAClockIsDueJustThen() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(5 * SECOND, "v2"), out);
        feed(engine, List.of(tick(2, 10, 11, 1), tick(3, 12, 12, 1)), 1, 0);
        assertThat(engine.isDue(START + 15 * SECOND)).isFalse();
        engine.clock(START + 15 * SECOND);
        engine.publishForming();
        assertThat(out.log).isEmpty();

        feed(engine, List.of(tick(1, 10, 10, 1)), 1, 10); // of the horizon's time, and first in the order
        assertThat(engine.isDue(START + 15 * SECOND + 1)).isTrue();
        engine.clock(START + 15 * SECOND + 1);
        assertThat(out.candles).containsOnly(Map.entry(key("v2", 10_000), new Candle(10, 11, 10, 11, 2, 2, 0)));
        assertThat(engine.isDue(START + 17 * SECOND)).isFalse();

        engine.clock(START + 1_000 * SECOND);
        engine.publishForming();
        assertThat(out.candles).as("a clock ends no bar by activity").hasSize(1);
        assertThat(out.forming).containsOnly(Map.entry(key("v2", 12_000), new Candle(12, 12, 12, 12, 1, 1, 0)));
        assertThat(engine.isDue(START + 5_000 * SECOND)).isFalse();
    }

    @Test
    void quotesMoveABarAndNeverEndIt() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(0, "v1", "$1"), out);
        feed(engine, List.of(tick(1, 1, 10, 0), tick(2, 2, 14, 0), tick(3, 3, 12, 0)), 1, 0);
        engine.letAllGo();
        engine.publishForming();
        assertThat(out.candles).isEmpty();
        assertThat(out.forming.values()).hasSize(2).containsOnly(new Candle(10, 14, 10, 12, 0, 3, 0));
    }

    @Test
    void aBarRunsOnIntoTheNextSession() {
        SessionCalendar nyse = SessionCalendar.of("XNYS");
        int friday = nyse.session(1_385_738_000L * SECOND); // half a day, 29 November 2013
        EngineTerms terms = new EngineTerms(2, 0, nyse, QualityRules.NONE);
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = new InstrumentEngine("NYSE:IBM", terms, config(SECOND, "v100"), out);
        long close = nyse.closeNs(friday);
        long monday = nyse.openNs(friday + 1);
        feed(
                engine,
                List.of(
                        new Tick(close - SECOND, "a", 1, 180, 60, 0),
                        new Tick(close, "a", 2, 181, 60, 0),
                        new Tick(monday, "a", 3, 182, 60, 0),
                        new Tick(monday + 2 * SECOND, "a", 4, 183, 1, 0)),
                1,
                0);
        assertThat(out.candles)
                .containsOnly(Map.entry(
                        new Key(Frame.parse("v100"), (close - SECOND) / 1_000_000),
                        new Candle(180, 182, 180, 182, 120, 2, 0)));
        assertThat(engine.ledger()).isEqualTo(new Ledger(4, 3, 0, 0, 0, 1));
    }

    @ParameterizedTest
    @CsvSource({"1,1,1500", "2,3,4000", "3,17,8000", "4,251,20000"})
    void savingAndLoadingAtEveryRecordChangesNothing(long seed, int every, int count) {
        EngineConfig config = config(65 * SECOND, "1m", "v40", "v90000", "$9999.5");
        List<Tick> ticks = seed % 2 == 0 ? TestTicks.bitstamp(count) : TestTicks.walk(seed, count);
        List<Tick> arrivals = TestTicks.delayed(ticks.stream().sorted().toList(), 80 * SECOND, new Random(seed));
        RecordingOutput expected = new RecordingOutput();
        RecordingOutput found = new RecordingOutput();
        InstrumentEngine plain = engine(config, expected);
        InstrumentEngine resumed = engine(config, found);
        InstrumentEngine used = engine(config, new RecordingOutput());
        feed(used, TestTicks.walk(99, 300), 1, 1_000_000);
        for (int i = 0; i < arrivals.size(); i++) {
            feed(plain, List.of(arrivals.get(i)), 1, i);
            feed(resumed, List.of(arrivals.get(i)), 1, i);
            if (i % every == 0) {
                byte[] saved = resumed.save();
                assertThat(saved).isEqualTo(plain.save());
                resumed = engine(config, found);
                resumed.load(saved);
                assertThat(resumed.save()).isEqualTo(saved);
                used.load(saved);
                assertThat(used.save())
                        .as("nothing is left of what it held before")
                        .isEqualTo(saved);
            }
        }
        plain.letAllGo();
        resumed.letAllGo();
        assertThat(found.log).isEqualTo(expected.log);
        assertThat(resumed.save()).isEqualTo(plain.save());
        assertThat(resumed.ledger()).isEqualTo(plain.ledger());
        assertThat(plain.ledger().late()).isPositive();
        assertThat(expected.candles.keySet()).map(key -> key.frame().toString()).contains("1m", "v40", "$9999.5");
    }

    private static Tick tick(long sequence, long second, double price, long size) {
        return new Tick(START + second * SECOND, "a", sequence, price, size, 0);
    }

    private static Key key(String frame, long ms) {
        return new Key(Frame.parse(frame), START / 1_000_000 + ms);
    }
}
