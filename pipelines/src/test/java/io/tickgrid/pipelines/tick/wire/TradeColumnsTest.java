package io.tickgrid.pipelines.tick.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short way of reading trades gives what the generated parser gives, whatever the bytes are. */
class TradeColumnsTest {
    private static final String KEY = "BITSTAMP:BTC/USD";
    private static final long SEED = 20_260_711L;

    private final TradeColumns shortWay = new TradeColumns();
    private final MarketInputWire generated = new MarketInputWire();

    private static byte[] record(Random random, String key) {
        TickColumns columns = new TickColumns("s");
        boolean sequenced = random.nextBoolean();
        int size = random.nextInt(1, 40);
        int scale = random.nextInt(19);
        for (int i = 0; i < size; i++) {
            columns.add(
                    random.nextLong(),
                    sequenced ? random.nextLong() >>> random.nextInt(64) : TickColumns.NO_SEQUENCE,
                    random.nextInt(9) == 0 ? Double.NaN : random.nextGaussian() * 1e6,
                    random.nextLong() >> random.nextInt(64),
                    scale);
        }
        return MarketInputWire.ticks(key, columns);
    }

    private TickColumns parsed(String key, byte[] bytes) {
        generated.read(key, "s", "another version", bytes); // leaves a rejected row, which is taken away
        generated.ticks().clear();
        assertThat(generated.parse(key, bytes)).isEqualTo(MarketInputWire.Kind.TICKS);
        return generated.ticks();
    }

    private static void assertSame(TickColumns actual, TickColumns expected) {
        assertThat(actual.size()).isEqualTo(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat(actual.timeNs(i)).isEqualTo(expected.timeNs(i));
            assertThat(actual.sequence(i)).isEqualTo(expected.sequence(i));
            assertThat(Double.doubleToRawLongBits(actual.price(i)))
                    .isEqualTo(Double.doubleToRawLongBits(expected.price(i)));
            assertThat(actual.sizeUnits(i)).isEqualTo(expected.sizeUnits(i));
            assertThat(actual.sizeScale(i)).isEqualTo(expected.sizeScale(i));
            assertThat(actual.fault(i)).isEqualTo(expected.fault(i));
        }
    }

    @Test
    void tradesAreReadTheShortWayAndAsTheGeneratedParserReadsThem() {
        Random random = new Random(SEED);
        for (int i = 0; i < 2_000; i++) {
            byte[] bytes = record(random, KEY);
            TickColumns columns = new TickColumns("s");
            assertThat(shortWay.read(KEY, bytes, columns)).as("round %d", i).isTrue();
            assertSame(columns, parsed(KEY, bytes));
        }
    }

    /** Whatever it takes of damaged bytes the generated parser takes too, and with the same values. */
    @Test
    void damagedBytesAreEitherLeftOrReadAsTheGeneratedParserReadsThem() {
        Random random = new Random(SEED);
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = record(random, KEY);
            switch (random.nextInt(3)) {
                case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                case 1 -> bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 3));
                default -> {
                    int at = random.nextInt(Math.min(bytes.length, 40));
                    bytes[at] ^= (byte) (1 << random.nextInt(8));
                }
            }
            TickColumns columns = new TickColumns("s");
            if (shortWay.read(KEY, bytes, columns)) {
                taken++;
                assertSame(columns, parsed(KEY, bytes));
            } else {
                assertThat(columns.size())
                        .as("nothing is added of what is left")
                        .isZero();
            }
        }
        assertThat(taken).isBetween(1_000, 49_000);
    }

    @Test
    void otherRecordsAreLeftToTheGeneratedParser() {
        TickColumns columns = new TickColumns("s");
        byte[] bytes = record(new Random(SEED), KEY);
        assertThat(shortWay.read("BITSTAMP:BTC/EUR", bytes, columns)).isFalse();
        assertThat(shortWay.read(KEY + "X", bytes, columns)).isFalse();
        assertThat(shortWay.read("", bytes, columns)).isFalse();
        assertThat(shortWay.read(KEY, new byte[0], columns)).isFalse();
        String accented = "BITSTAMP:\u00c9TH/USD";
        byte[] other = record(new Random(SEED), accented);
        assertThat(shortWay.read(accented, other, columns)).isFalse();
        assertThat(columns.size()).isZero();
        MarketInputWire wire = new MarketInputWire();
        assertThat(wire.read(accented, "s", Topics.VERSION, other)).isEqualTo(MarketInputWire.Kind.TICKS);
        assertThat(wire.detail()).isEmpty();
        assertThat(wire.ticks().size()).isPositive();
    }
}
