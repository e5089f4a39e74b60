package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static io.tickgrid.pipelines.engine.Engines.config;
import static io.tickgrid.pipelines.engine.Engines.correcting;
import static io.tickgrid.pipelines.engine.Engines.engine;
import static io.tickgrid.pipelines.engine.TestTicks.START;
import static io.tickgrid.pipelines.engine.TestTicks.feed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.RecordingOutput.Candle;
import io.tickgrid.pipelines.engine.RecordingOutput.Key;
import io.tickgrid.pipelines.engine.TestTicks.Tick;
import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.TickColumns;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Corrections and busts: candles and rows become those of the corrected trades, bit for bit, wherever they come. */
class CorrectionsTest {
    private static final String[] FRAMES = {"1m", "5m", "15m", "1h"};
    private static final Frame MINUTE = Frame.parse("1m");

    /** What arrives: a tick, or a correction of one, whose price {@link TickColumns#BUST} busts it. */
    private record Arrival(Tick tick, boolean isCorrection) {}

    @ParameterizedTest
    @CsvSource({"1,5,60,1", "2,5,900,3", "3,30,30,7", "4,0,300,251", "5,5,2400,40", "6,120,900,1"})
    void correctedTradesGiveTheCandlesAndRowsOfTheRightOnesBitForBit(
            long seed, long lateness, long corrections, int savedEvery) {
        Random random = new Random(seed);
        List<Tick> ticks = new ArrayList<>(seed % 2 == 0 ? TestTicks.bitstamp(6_000) : TestTicks.walk(seed, 4_000));
        Collections.sort(ticks);
        Map<Tick, Tick> last = new LinkedHashMap<>();
        ticks.forEach(t -> last.put(t, t));
        List<Arrival> arrivals = arrivals(ticks, last, lateness * SECOND, corrections * SECOND, random);
        List<Tick> right = last.values().stream()
                .filter(t -> t.price() != TickColumns.BUST)
                .toList();
        EngineConfig config = correcting(lateness * SECOND, corrections * SECOND, FRAMES);

        RecordingOutput found = new RecordingOutput();
        InstrumentEngine engine = engine(config, found);
        long offset = 0;
        for (Arrival arrival : arrivals) {
            offset = arrival.isCorrection()
                    ? correct(engine, offset, arrival.tick())
                    : feed(engine, List.of(arrival.tick()), 1, offset);
            if (offset % savedEvery == 0) {
                byte[] saved = engine.save();
                engine = engine(config, found);
                engine.load(saved);
                assertThat(engine.save()).isEqualTo(saved);
            }
            if (offset % 5 == 0) {
                engine.publishForming();
            }
        }

        RecordingOutput expected = new RecordingOutput();
        InstrumentEngine plain = engine(config(lateness * SECOND, FRAMES), expected);
        feed(plain, right, 7, 0);
        long end = ticks.getLast().timeNs();
        plain.clock(0, 1 << 20, end);
        engine.clock(0, 1 << 20, end);
        plain.publishForming();
        engine.publishForming();
        assertThat(right).hasSizeLessThan(ticks.size() - 20);
        assertThat(found.plainCandles()).isEqualTo(expected.plainCandles());
        assertThat(found.rowBits()).isEqualTo(expected.rowBits());
        // Of the bar that forms; earlier ones were shown and have closed.
        assertThat(expected.forming).isNotEmpty();
        assertThat(found.forming).containsAllEntriesOf(expected.forming);
        Ledger ledger = engine.ledger();
        assertThat(ledger.in()).isEqualTo(arrivals.size());
        assertThat(ledger.dead()).isZero();
        assertThat(ledger.late()).isZero();
        assertThat(ledger.duplicate()).isPositive();
        assertThat(ledger.restated()).isPositive();
    }

    /** Ticks within the lateness, and behind one in ten a correction or more, of which {@code last} is told the values. */
    private static List<Arrival> arrivals(
            List<Tick> ticks, Map<Tick, Tick> last, long lateness, long corrections, Random random) {
        record Sent(long at, int order, Arrival arrival) {}
        List<Sent> sent = new ArrayList<>();
        int order = 0;
        long end = ticks.getLast().timeNs();
        for (Tick tick : ticks) {
            long at = tick.timeNs() + (random.nextInt(4) == 0 ? random.nextLong(lateness + 1) : 0);
            sent.add(new Sent(at, order++, new Arrival(tick, false)));
            long until = Math.min(tick.timeNs() + corrections, end);
            while (random.nextInt(10) == 0 && at <= until) {
                at += random.nextLong(until - at + 1);
                Tick now = changed(tick, random);
                sent.add(new Sent(at, order++, new Arrival(now, true)));
                if (random.nextInt(3) == 0) {
                    sent.add(new Sent(at, order++, new Arrival(now, true)));
                }
                last.put(tick, now);
                if (now.price() == TickColumns.BUST) {
                    break; // there is nothing left to correct
                }
            }
        }
        sent.sort(Comparator.comparingLong(Sent::at).thenComparingInt(Sent::order));
        return sent.stream().map(Sent::arrival).toList();
    }

    private static Tick changed(Tick tick, Random random) {
        return random.nextBoolean()
                ? new Tick(tick.timeNs(), tick.source(), tick.sequence(), TickColumns.BUST, 0, 0)
                : new Tick(
                        tick.timeNs(),
                        tick.source(),
                        tick.sequence(),
                        tick.price() * (0.9 + random.nextInt(20) / 100.0),
                        random.nextInt(1_000_000),
                        random.nextInt(9));
    }

    private static long correct(InstrumentEngine engine, long offset, Tick... corrections) {
        TickColumns rows = new TickColumns(corrections[0].source());
        for (Tick c : corrections) {
            rows.add(c.timeNs(), c.sequence(), c.price(), c.units(), c.scale());
        }
        engine.corrections(0, offset, rows);
        return offset + 1;
    }

    @Test
    void bustOfTheHighGivesTheNextOneInEveryFrame() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(correcting(5 * SECOND, 300 * SECOND, "1m", "5m"), out);
        feed(engine, List.of(tick(1, 1, 10), tick(2, 2, 99), tick(3, 3, 12), tick(4, 61, 11)), 1, 0);
        correct(engine, 4, tick(2, 2, TickColumns.BUST));
        engine.publishForming();
        assertThat(out.candles).containsEntry(key("1m", 0), new Candle(10, 12, 10, 12, 2, 2, 1));
        assertThat(out.rowRevisions).containsEntry(key("1m", 0), 1);
        assertThat(out.forming).containsEntry(key("5m", 0), new Candle(10, 12, 10, 11, 3, 3, 0));
        assertThat(engine.ledger()).isEqualTo(new Ledger(5, 5, 1, 0, 0, 0));
    }

    @Test
    void barWithoutTradesIsWithdrawnAndAnotherTradeBringsItBackWithAGreaterRevision() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(correcting(100 * SECOND, 300 * SECOND, "1m"), out);
        feed(engine, List.of(tick(1, 1, 10), tick(2, 61, 11), tick(3, 121, 12), tick(4, 125, 13)), 1, 0);
        correct(engine, 4, tick(2, 61, TickColumns.BUST));
        assertThat(out.candles.keySet()).containsExactly(key("1m", 0));
        assertThat(out.log).contains("withdrawn " + key("1m", 60) + 1 + true);
        assertThat(out.rows.keySet()).containsExactly(key("1m", 0));
        feed(engine, List.of(tick(5, 62, 14)), 1, 5);
        assertThat(out.candles).containsEntry(key("1m", 60), new Candle(14, 14, 14, 14, 1, 1, 2));
        assertThat(out.rowRevisions).containsEntry(key("1m", 60), 1);

        correct(engine, 6, tick(3, 121, TickColumns.BUST), tick(4, 125, TickColumns.BUST));
        assertThat(out.log).contains("withdrawn " + key("1m", 120) + 0 + false);
        engine.publishForming();
        feed(engine, List.of(tick(6, 181, 15)), 1, 7);
        assertThat(out.candles.keySet()).containsExactly(key("1m", 0), key("1m", 60));
    }

    @Test
    void refusalsSayWhyAndTheLedgerCountsThem() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(correcting(5 * SECOND, 60 * SECOND, "1m"), out);
        feed(engine, List.of(tick(1, 1, 10), tick(2, 50, 11), tick(3, 100, 12)), 1, 0);
        correct(engine, 3, tick(1, 1, 20));
        correct(engine, 4, tick(9, 90, 20));
        correct(engine, 5, tick(2, 51, 20));
        correct(engine, 6, tick(2, 50, -1));
        correct(engine, 7, new Tick(START + 50 * SECOND, "other", 2, 20, 1, 0));
        correct(engine, 8, tick(2, 51, TickColumns.BUST));
        correct(engine, 9, tick(2, 50, TickColumns.BUST), tick(2, 50, TickColumns.BUST), tick(2, 50, 30));
        assertThat(out.deadCounts)
                .isEqualTo(Map.of(DeadReason.LATE, 1, DeadReason.UNKNOWN_TRADE, 5, DeadReason.NON_POSITIVE_PRICE, 1));
        assertThat(engine.ledger()).isEqualTo(new Ledger(12, 4, 1, 1, 1, 6));
        long before = engine.ledger().in();
        correct(engine, 9, tick(3, 100, 13));
        assertThat(engine.ledger().in()).as("a record that was applied before").isEqualTo(before);
    }

    @Test
    void withoutCorrectionsEachIsADeadLetterThatSaysSo() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config(5 * SECOND, "1m"), out);
        feed(engine, List.of(tick(1, 1, 10)), 1, 0);
        correct(engine, 1, tick(1, 1, 20));
        assertThat(out.deadCounts).isEqualTo(Map.of(DeadReason.CORRECTIONS_OFF, 1));
    }

    @Test
    void barsByActivityTakeCorrectionsOfTradesThatStillWait() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(correcting(10 * SECOND, 60 * SECOND, "1m", "v2"), out);
        feed(engine, List.of(tick(1, 1, 10), tick(2, 2, 11), tick(3, 20, 12)), 1, 0);
        Frame byVolume = Frame.parse("v2");
        Key first = new Key(byVolume, (START + SECOND) / 1_000_000);
        assertThat(out.candles).containsEntry(first, new Candle(10, 11, 10, 11, 2, 2, 0));
        correct(engine, 3, tick(2, 2, 30), tick(3, 20, 40));
        feed(engine, List.of(tick(4, 21, 13), tick(5, 40, 14)), 1, 4);
        assertThat(out.candles).containsEntry(first, new Candle(10, 11, 10, 11, 2, 2, 0));
        assertThat(out.candles)
                .containsEntry(
                        new Key(byVolume, (START + 20 * SECOND) / 1_000_000), new Candle(40, 40, 13, 13, 2, 2, 0));
        engine.publishForming();
        assertThat(out.forming).containsEntry(key("1m", 0), new Candle(10, 40, 10, 14, 5, 5, 0));
    }

    @Test
    void turnedOnLaterTheyReachTheTradesFromThenOn() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine before = engine(config(30 * SECOND, "1m", "5m"), out);
        feed(before, List.of(tick(1, 1, 10), tick(2, 50, 11), tick(3, 70, 12)), 1, 0);
        InstrumentEngine engine = engine(correcting(30 * SECOND, 300 * SECOND, "1m", "5m"), out);
        engine.load(before.save());
        engine.save(); // what late ticks reach is still there

        feed(engine, List.of(tick(4, 45, 5), tick(5, 71, 99), tick(6, 125, 13)), 1, 3);
        correct(engine, 6, tick(2, 50, 20), tick(4, 45, 6), tick(3, 70, 20));
        assertThat(out.deadCounts).isEqualTo(Map.of(DeadReason.LATE, 3));
        correct(engine, 7, tick(5, 71, TickColumns.BUST));
        engine.publishForming();
        assertThat(out.candles).containsEntry(key("1m", 60), new Candle(12, 12, 12, 12, 1, 1, 1));
        assertThat(out.forming).containsEntry(key("5m", 0), new Candle(10, 13, 5, 13, 5, 5, 0));

        InstrumentEngine off = engine(config(30 * SECOND, "1m", "5m"), out);
        off.load(engine.save());
        correct(off, 8, tick(6, 125, 20));
        feed(off, List.of(tick(7, 126, 14)), 1, 9);
        off.publishForming();
        assertThat(out.deadCounts).containsEntry(DeadReason.CORRECTIONS_OFF, 1);
        assertThat(out.forming).containsEntry(key("5m", 0), new Candle(10, 14, 5, 14, 6, 6, 0));
    }

    @Test
    void ticksThatWaitWhenTheyAreTurnedOnCountOnce() {
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine before = engine(config(10 * SECOND, "1m", "v100"), out);
        feed(before, List.of(tick(1, 65, 10)), 1, 0);
        InstrumentEngine engine = engine(correcting(10 * SECOND, 300 * SECOND, "1m", "v100"), out);
        engine.load(before.save());
        feed(engine, List.of(tick(2, 70, 11), tick(3, 64, 9)), 1, 1);
        correct(engine, 3, tick(2, 70, 20));
        engine.publishForming();
        assertThat(out.forming).containsEntry(key("1m", 60), new Candle(9, 20, 9, 20, 3, 3, 0));
        feed(engine, List.of(tick(4, 90, 12)), 1, 4);
        correct(engine, 5, tick(4, 90, 13));
        engine.publishForming();
        assertThat(out.forming).containsEntry(key("1m", 60), new Candle(9, 20, 9, 13, 4, 4, 0));
    }

    @Test
    void turnedOffAndOnAgainNothingCountsTwice() {
        RecordingOutput out = new RecordingOutput();
        EngineConfig on = correcting(5 * SECOND, 600 * SECOND, "1h");
        EngineConfig off = config(5 * SECOND, "1h");
        InstrumentEngine first = engine(on, out);
        feed(first, List.of(tick(1, 100, 10)), 1, 0);
        InstrumentEngine second = engine(off, out);
        second.load(first.save());
        feed(second, List.of(tick(2, 200, 11)), 1, 1);
        InstrumentEngine third = engine(on, out);
        third.load(second.save());
        feed(third, List.of(tick(3, 250, 12)), 1, 2);
        correct(third, 3, tick(3, 250, 13));
        third.publishForming();
        assertThat(out.forming).containsEntry(key("1h", 0), new Candle(10, 13, 10, 13, 3, 3, 0));
    }

    @Test
    void correctionsMustReachBackAsFarAsTheLateness() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> correcting(10 * SECOND, 5 * SECOND, "1m"))
                .withMessageContaining("as far as the lateness of 10000 ms, were 5000 ms");
    }

    private static Tick tick(long sequence, long second, double price) {
        return new Tick(START + second * SECOND, "a", sequence, price, 1, 0);
    }

    private static Key key(String frame, long second) {
        return new Key(frame.equals("1m") ? MINUTE : Frame.parse(frame), (START + second * SECOND) / 1_000_000);
    }
}
