package io.tickgrid.pipelines.bench;

import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import java.util.concurrent.TimeUnit;

/**
 * What the market benchmarks read: the recorded trades for many instruments, each from its own place of the tape, as
 * records of {@code market-input}. The same pass can be read again and again: every record is a copy with later times and
 * greater sequences, as Kafka's consumer gives each record an array of its own.
 */
final class MarketLoad {
    /** Who wrote the records. */
    static final String SOURCE = "bench";

    /** So great that all sequences take the same seven bytes, and can be written over. */
    private static final long FIRST_SEQUENCE = 1L << 42;

    private static final int SEQUENCE_BYTES = 7;
    private static final int STRIDE = 7_919;

    private final Instrument[] instruments;
    private final int batch;
    private final int ticksOfInstrument;
    private final long passNs;
    private final long[] timeNs;
    private final double[] price;
    private final double[] size;
    private final byte[][] templates;
    private final int[] timesAt;
    private final int[] sequencesAt;

    /**
     * @param instruments how many, 1 or more
     * @param batch ticks of a record
     * @param records of each instrument in a pass
     */
    MarketLoad(TradeTape tape, int instruments, int batch, int records) {
        this.batch = batch;
        ticksOfInstrument = batch * records;
        int last = tape.size() - ticksOfInstrument;
        if (last <= 0) {
            throw new IllegalArgumentException("ticks of an instrument in a pass must be below the " + tape.size()
                    + " of the tape, were " + ticksOfInstrument);
        }
        this.instruments = new Instrument[instruments];
        int all = instruments * records;
        timeNs = new long[all * batch];
        price = new double[all * batch];
        size = new double[all * batch];
        templates = new byte[all][];
        timesAt = new int[all];
        sequencesAt = new int[all];
        TickColumns columns = new TickColumns(SOURCE);
        long span = 0;
        for (int i = 0; i < instruments; i++) {
            this.instruments[i] = listing(i);
            int start = (int) ((long) i * STRIDE % last);
            span = Math.max(span, tape.timeNs(start + ticksOfInstrument - 1) - tape.timeNs(start));
            for (int k = 0; k < records; k++) {
                int record = k * instruments + i;
                columns.clear();
                for (int row = 0; row < batch; row++) {
                    int tick = k * batch + row;
                    int from = start + tick;
                    int to = record * batch + row;
                    timeNs[to] = tape.timeNs(from);
                    price[to] = tape.price(from);
                    size[to] = tape.sizeUnits(from) * 1e-12;
                    columns.add(
                            timeNs[to], FIRST_SEQUENCE + tick, price[to], tape.sizeUnits(from), TradeTape.SIZE_SCALE);
                }
                put(record, MarketInputWire.ticks(this.instruments[i].id(), columns));
            }
        }
        long hourNs = TimeUnit.HOURS.toNanos(1);
        passNs = (span / hourNs + 2) * hourNs;
    }

    /**
     * So many instruments, each with as many records of a pass as the tape has places for; a pass is a round of {@code ticks},
     * but of 400,000 at most and of 4 records an instrument at least.
     */
    static MarketLoad of(TradeTape tape, int instruments, int batch, long ticks) {
        long ofPass = Math.min(400_000, ticks);
        int records = Math.toIntExact(Math.clamp(ofPass / instruments / batch, 4, tape.size() / 2 / batch));
        return new MarketLoad(tape, instruments, batch, records);
    }

    /** Records of a round of about so many ticks: whole passes. */
    long recordsOfRound(long ticks) {
        return Math.max(1, ticks / ((long) records() * batch)) * records();
    }

    /** A listing that is made up. */
    static Instrument listing(int i) {
        String symbol = "S" + i + "/USD";
        return new Instrument(
                "BENCH:" + symbol,
                "BENCH",
                symbol,
                symbol,
                "crypto",
                "S" + i,
                "USD",
                2,
                8,
                1,
                1,
                1,
                1,
                false,
                true,
                Instrument.ALWAYS);
    }

    /** Keeps a record and where its times and sequences stand: instrument; ticks: times, sequences. */
    private void put(int record, byte[] bytes) {
        templates[record] = bytes;
        int at = 1;
        at = behindLength(bytes, at) + bytes[at]; // ids are shorter than 128
        at = behindLength(bytes, at + 1);
        at = behindLength(bytes, at + 1);
        timesAt[record] = at;
        sequencesAt[record] = behindLength(bytes, at + batch * Long.BYTES + 1);
    }

    private static int behindLength(byte[] bytes, int at) {
        int i = at;
        while (bytes[i] < 0) {
            i++;
        }
        return i + 1;
    }

    /** Records of a pass, the instruments in turn. */
    int records() {
        return templates.length;
    }

    int batch() {
        return batch;
    }

    int instruments() {
        return instruments.length;
    }

    Instrument instrument(long record) {
        return instruments[(int) (record % instruments.length)];
    }

    /** By how much each pass is later than the one before. */
    long passNs() {
        return passNs;
    }

    /** Event time of a row of the first pass: row = record x batch + tick. */
    long timeNs(int row) {
        return timeNs[row];
    }

    double price(int row) {
        return price[row];
    }

    double size(int row) {
        return size[row];
    }

    /** The bytes of a record, counting on through the passes. */
    byte[] bytes(long record) {
        int of = (int) (record % templates.length);
        long pass = record / templates.length;
        byte[] bytes = templates[of].clone();
        int time = timesAt[of];
        int sequence = sequencesAt[of];
        long shift = pass * passNs;
        long first = FIRST_SEQUENCE + pass * ticksOfInstrument + (long) (of / instruments.length) * batch;
        for (int row = 0; row < batch; row++) {
            putTime(bytes, time + row * Long.BYTES, timeNs[of * batch + row] + shift);
            putSequence(bytes, sequence + row * SEQUENCE_BYTES, first + row);
        }
        return bytes;
    }

    private static void putTime(byte[] bytes, int at, long value) {
        for (int i = 0; i < Long.BYTES; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
    }

    private static void putSequence(byte[] bytes, int at, long value) {
        for (int i = 0; i < SEQUENCE_BYTES; i++) {
            bytes[at + i] = (byte) (value >>> (7 * i) & 0x7f | (i < SEQUENCE_BYTES - 1 ? 0x80 : 0));
        }
    }
}
