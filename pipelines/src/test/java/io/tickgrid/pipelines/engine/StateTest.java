package io.tickgrid.pipelines.engine;

import static io.tickgrid.pipelines.engine.Engines.SECOND;
import static io.tickgrid.pipelines.engine.Engines.config;
import static io.tickgrid.pipelines.engine.Engines.engine;
import static io.tickgrid.pipelines.engine.TestTicks.feed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tickgrid.pipelines.engine.TestTicks.Tick;
import io.tickgrid.pipelines.signal.SignalSide;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StateTest {
    @ParameterizedTest
    @CsvSource({"1,1,2000", "2,3,4000", "3,17,8000", "4,251,20000"})
    void savingAndLoadingAtEveryRecordChangesNothing(long seed, int every, int count) {
        EngineConfig config = config(65 * SECOND, "1m", "5m", "15m", "1h");
        Random random = new Random(seed);
        List<Tick> ticks = seed % 2 == 0 ? TestTicks.bitstamp(count) : TestTicks.walk(seed, count);
        List<Tick> arrivals = TestTicks.delayed(ticks.stream().sorted().toList(), 80 * SECOND, random);
        RecordingOutput expected = new RecordingOutput();
        RecordingOutput found = new RecordingOutput();
        InstrumentEngine plain = engine(config, expected);
        InstrumentEngine resumed = engine(config, found);
        PaperOrders orders = new PaperOrders();
        long offset = 0;
        long usedBefore = 0;
        for (Tick tick : arrivals) {
            feed(plain, List.of(tick), 1, offset);
            feed(resumed, List.of(tick), 1, offset++);
            if (offset % 97 == 0) {
                orders.clear(tick.timeNs());
                orders.add("order" + offset, "t", "a", offset % 2 == 0 ? SignalSide.BUY : SignalSide.SELL, offset);
                plain.paperOrders(0, offset, orders);
                resumed.paperOrders(0, offset++, orders);
            }
            long used = plain.ledger().used();
            if (used > usedBefore) {
                // After loading, the forming bar is shown again even if nothing changed: the only difference there is.
                plain.publishForming();
                resumed.publishForming();
            }
            usedBefore = used;
            if (offset % every == 0) {
                byte[] saved = resumed.save();
                resumed = engine(config, found);
                resumed.load(saved);
                assertThat(resumed.save()).isEqualTo(saved);
            }
        }
        assertThat(firstDifference(found.log, expected.log)).isEqualTo(-1);
        assertThat(resumed.save()).isEqualTo(plain.save());
        assertThat(resumed.ledger()).isEqualTo(plain.ledger());
        assertThat(found.fills).isNotEmpty();
        assertThat(plain.ledger().restated()).isPositive();
        assertThat(plain.ledger().late()).isPositive();
    }

    private static int firstDifference(List<String> found, List<String> expected) {
        for (int i = 0; i < Math.max(found.size(), expected.size()); i++) {
            if (i >= found.size() || i >= expected.size() || !found.get(i).equals(expected.get(i))) {
                return i;
            }
        }
        return -1;
    }

    @Test
    void inputThatIsReadAgainAfterLoadingIsSkipped() {
        EngineConfig config = config(5 * SECOND, "1m");
        List<Tick> ticks = TestTicks.bitstamp(500);
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine engine = engine(config, out);
        feed(engine, ticks, 10, 0);
        InstrumentEngine resumed = engine(config, out);
        resumed.load(engine.save());
        int said = out.log.size();
        feed(resumed, ticks, 10, 0);
        assertThat(out.log).hasSize(said);
        assertThat(resumed.ledger()).isEqualTo(engine.ledger());
        assertThat(resumed.partition()).isZero();
    }

    @Test
    void anotherInstrumentLayoutOrDamageIsRefusedNamingExpectedAndFound() {
        EngineConfig config = config(5 * SECOND, "1m");
        RecordingOutput out = new RecordingOutput();
        byte[] saved = engine(config, out).save();
        assertThatThrownBy(() -> new InstrumentEngine("X:Y", EngineTerms.of(2, 8), config, out).load(saved))
                .isInstanceOf(StateMismatchException.class)
                .hasMessage("engine state: expected instrument X:Y, found BITSTAMP:BTC/USD");
        assertThatThrownBy(() -> engine(config(5 * SECOND, "1m", "5m"), out).load(saved))
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining("layout");
        byte[] damaged = saved.clone();
        damaged[saved.length / 2] ^= 1;
        assertThatThrownBy(() -> engine(config, out).load(damaged))
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining("checksum");
        assertThatThrownBy(() -> engine(config, out).load(new byte[3]))
                .isInstanceOf(StateMismatchException.class)
                .hasMessageContaining("found 3");
        StateWriter other = new StateWriter();
        other.putInt(0x54474549);
        other.putInt(99);
        assertThatThrownBy(() -> engine(config, out).load(other.finish()))
                .isInstanceOf(StateMismatchException.class)
                .hasMessage("engine state: expected version 5, found 99");
    }

    @Test
    void aStateOfAVersionThatIsNotReadAnyMoreIsRefused() {
        StateWriter before = new StateWriter();
        before.putInt(0x54474549);
        before.putInt(2);
        before.putString(Engines.BTC);
        assertThatThrownBy(() ->
                        engine(config(5 * SECOND, "1m"), new RecordingOutput()).load(before.finish()))
                .isInstanceOf(StateMismatchException.class)
                .hasMessage("engine state: expected version 5, found 2");
    }

    @Test
    void aStateOfVersionThreeIsReadAndGoesOn() {
        EngineConfig config = config(65 * SECOND, "1m", "5m", "v10");
        List<Tick> ticks = TestTicks.bitstamp(3_000);
        RecordingOutput expected = new RecordingOutput();
        InstrumentEngine plain = engine(config, expected);
        feed(plain, ticks.subList(0, 2_000), 1, 0);
        InstrumentEngine resumed = engine(config, expected);
        resumed.load(versionThree(plain.save()));
        assertThat(resumed.save()).isEqualTo(plain.save());
        feed(plain, ticks.subList(2_000, 3_000), 1, 2_000);
        feed(resumed, ticks.subList(2_000, 3_000), 1, 2_000);
        assertThat(resumed.save()).isEqualTo(plain.save());
    }

    @Test
    void aStateOfVersionFourIsReadWithItsOpenOrdersAndGoesOn() {
        EngineConfig config = config(5 * SECOND, "1m");
        RecordingOutput expected = new RecordingOutput();
        RecordingOutput out = new RecordingOutput();
        InstrumentEngine plain = engine(config, expected);
        List<Tick> ticks = TestTicks.bitstamp(2_000);
        feed(plain, ticks.subList(0, 1_000), 1, 0);
        PaperOrders orders = new PaperOrders();
        orders.clear(ticks.get(1_000).timeNs());
        orders.add("one", "t", "a", SignalSide.BUY, 5);
        plain.paperOrders(0, 1_000, orders);
        byte[] saved = plain.save();
        InstrumentEngine resumed = engine(config, out);
        resumed.load(versionFour(saved));
        assertThat(resumed.openPaperOrders()).isEqualTo(1);
        assertThat(resumed.save()).isEqualTo(saved);
        feed(plain, ticks.subList(1_000, 2_000), 1, 1_001);
        feed(resumed, ticks.subList(1_000, 2_000), 1, 1_001);
        assertThat(out.fills).hasSize(1).isEqualTo(expected.fills);
        assertThat(resumed.save()).isEqualTo(plain.save());
    }

    /** Without what came with version 5 at the end of the one open order: its terms and how far it has come. */
    private static byte[] versionFour(byte[] saved) {
        int more = 7 * Long.BYTES + 4 * Integer.BYTES + 3;
        ByteBuffer to = ByteBuffer.allocate(saved.length - more).order(ByteOrder.LITTLE_ENDIAN);
        to.put(saved, 0, saved.length - Integer.BYTES - more);
        to.putInt(Integer.BYTES, 4);
        CRC32C checksum = new CRC32C();
        checksum.update(to.array(), 0, to.position());
        return to.putInt((int) checksum.getValue()).array();
    }

    /** Without what came with version 4: how far corrections reach, behind the name, and from where, behind the horizon. */
    private static byte[] versionThree(byte[] saved) {
        int reachAt = 3 * Integer.BYTES + Engines.BTC.length();
        int fromAt = reachAt + 11 * Long.BYTES + Integer.BYTES;
        ByteBuffer to = ByteBuffer.allocate(saved.length - 2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        to.put(saved, 0, reachAt)
                .put(saved, reachAt + Long.BYTES, fromAt - reachAt - Long.BYTES)
                .put(saved, fromAt + Long.BYTES, saved.length - Integer.BYTES - fromAt - Long.BYTES);
        to.putInt(Integer.BYTES, 3);
        CRC32C checksum = new CRC32C();
        checksum.update(to.array(), 0, to.position());
        return to.putInt((int) checksum.getValue()).array();
    }

    @Test
    void stateOfAnIdleInstrumentIsSmall() {
        EngineConfig config = config(5 * SECOND, "1m", "5m", "15m", "1h");
        InstrumentEngine engine = engine(config, new RecordingOutput());
        feed(engine, TestTicks.bitstamp(20_000), 10, 0);
        assertThat(engine.save().length / 4).as("bytes a frame").isLessThan(8_192);
    }
}
