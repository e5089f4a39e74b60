package io.tickgrid.api.system;

import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.wire.MarketInputWire;
import io.tickgrid.proto.tick.v1.Clock;
import io.tickgrid.proto.tick.v1.MarketInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Records of {@code market-input} made of recorded trades, with all that goes wrong in a market feed: ticks out of order
 * within the lateness, too late, twice, without a sequence, impossible values, corrections and busts of trades, clocks,
 * bytes that are no record, unknown and inactive instruments. The same seed gives the same records; another one other instruments, in other partitions, and
 * everything else otherwise.
 */
final class MarketStream {
    static final long SEED = 20131125;
    private static final int INSTRUMENTS = 10;
    private static final int TRADES_EACH = 2_600;
    /** The trades of an instrument begin so far behind those of the one before. */
    private static final int STRIDE = 9_000;

    private static final int TICKS_A_RECORD = 12;
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int PARTITIONS = 4;
    private static final long YEAR_NS = TimeUnit.DAYS.toNanos(365);
    /** 2100: after the writing of any record of this test. */
    private static final long FAR_AHEAD_NS = 4_102_444_800L * SECOND_NS;

    private static final String INACTIVE = "TEST:ASLEEP/USD";

    private final long seed;
    private final SplittableRandom random;
    private final List<Placed> records = new ArrayList<>();
    /** For each instrument the newest time sent, by hundredths of the stream. */
    private final long[][] newest = new long[INSTRUMENTS][101];

    private MarketStream(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
    }

    /** A record and where in the stream it stands, from 0 to 1. */
    private record Placed(double place, ProducerRecord<String, byte[]> record) {}

    /** A tick and when it arrives, in event time. */
    private record Arrival(long arrivalNs, String source, RecordedTrades.Trade trade) {}

    /** What {@link #records()} speaks of, and one that takes no ticks. */
    static List<Instrument> instruments() {
        return instruments(SEED);
    }

    /** As the other, of {@link #records(long, int)}. */
    static List<Instrument> instruments(long seed) {
        MarketStream stream = new MarketStream(seed);
        List<Instrument> all = new ArrayList<>();
        for (int i = 0; i < INSTRUMENTS; i++) {
            all.add(instrument(stream.name(i), true));
        }
        all.add(instrument(INACTIVE, false));
        return all;
    }

    private String name(int i) {
        return "TEST:T" + i + (seed == SEED ? "" : "-" + seed) + "/USD";
    }

    private static Instrument instrument(String id, boolean active) {
        String symbol = id.substring(5);
        return new Instrument(
                id,
                "TEST",
                symbol,
                symbol,
                "crypto",
                symbol,
                "USD",
                2,
                8,
                1,
                10_000,
                10_000,
                0,
                false,
                active,
                Instrument.ALWAYS);
    }

    /** All records in the order of sending. */
    static List<ProducerRecord<String, byte[]>> records() {
        return records(SEED);
    }

    static List<ProducerRecord<String, byte[]>> records(long seed) {
        return records(seed, TRADES_EACH);
    }

    /** @param tradesEach of each instrument, at most 9,000 */
    static List<ProducerRecord<String, byte[]>> records(long seed, int tradesEach) {
        MarketStream stream = new MarketStream(seed);
        List<RecordedTrades.Trade> tape = RecordedTrades.load();
        int spare = tape.size() - (INSTRUMENTS - 1) * STRIDE - tradesEach;
        int from = Math.floorMod(seed - SEED, spare);
        for (int i = 0; i < INSTRUMENTS; i++) {
            int first = from + i * STRIDE;
            stream.add(i, tape.subList(first, first + tradesEach));
        }
        stream.addClocks();
        stream.addUnreadable();
        return stream.records.stream()
                .sorted(Comparator.comparingDouble(Placed::place))
                .map(Placed::record)
                .toList();
    }

    private void add(int i, List<RecordedTrades.Trade> slice) {
        List<Arrival> arrivals = new ArrayList<>();
        long first = slice.getFirst().timeNs();
        int stretch = 2 + i % 3;
        for (RecordedTrades.Trade t : slice) {
            long timeNs = first + (t.timeNs() - first) * stretch + random.nextInt(1_000) * 1_000_000L;
            double price = Math.rint(t.price() * (1 + i * 0.1) * 100) / 100;
            arrivals.add(new Arrival(
                    timeNs + delay(), source(), new RecordedTrades.Trade(timeNs, t.sequence(), price, t.sizeUnits())));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::arrivalNs));
        correct(i, arrivals);
        TickColumns columns = new TickColumns("");
        long newestNs = 0;
        for (int n = 0; n < arrivals.size(); n++) {
            Arrival a = arrivals.get(n);
            double place = (double) n / arrivals.size();
            if (columns.size() == TICKS_A_RECORD || !columns.source().equals(a.source())) {
                send(i, columns, place);
                columns.clear(a.source());
            }
            boolean sequenced = !a.source().equals("unnumbered");
            columns.add(
                    a.trade().timeNs(),
                    sequenced ? a.trade().sequence() : TickColumns.NO_SEQUENCE,
                    a.trade().price(),
                    a.trade().sizeUnits(),
                    RecordedTrades.SIZE_SCALE);
            spoil(columns, a.trade(), sequenced);
            newestNs = Math.max(newestNs, a.trade().timeNs());
            newest[i][(int) (place * 100) + 1] = newestNs;
            if (random.nextInt(150) == 0) {
                clock(i, newestNs + random.nextInt(3) * SECOND_NS, place);
            }
        }
        send(i, columns, 1);
    }

    /** Some trades are corrected or busted, a little or long after their record; some of these records come twice. */
    private void correct(int i, List<Arrival> arrivals) {
        for (int n = 0; n < arrivals.size(); n++) {
            Arrival a = arrivals.get(n);
            if (a.source().equals("unnumbered") || random.nextInt(40) != 0) {
                continue;
            }
            TickColumns rows = new TickColumns(a.source());
            boolean isBust = random.nextInt(2) == 0;
            rows.add(
                    a.trade().timeNs(),
                    a.trade().sequence(),
                    isBust ? TickColumns.BUST : Math.rint(a.trade().price() * (97 + random.nextInt(7))) / 100,
                    isBust ? 0 : random.nextInt(1_000_000),
                    isBust ? 0 : 4);
            byte[] value = MarketInputWire.corrections(name(i), rows);
            int behind = 2 * TICKS_A_RECORD + random.nextInt(random.nextInt(10) == 0 ? 2_000 : 40);
            for (int times = random.nextInt(5) == 0 ? 2 : 1; times > 0; times--) {
                double place = (double) (n + behind) / arrivals.size();
                records.add(new Placed(place, record(name(i), a.source(), Topics.VERSION, value)));
            }
        }
    }

    /** Most in order, some out of order within the lateness of 5 s, few far too late. */
    private long delay() {
        int dice = random.nextInt(1_000);
        if (dice < 5) {
            return (6 + random.nextInt(300)) * SECOND_NS;
        }
        return dice < 150 ? random.nextInt(4_900) * 1_000_000L : 0;
    }

    private String source() {
        int dice = random.nextInt(100);
        return dice < 4 ? "unnumbered" : dice < 14 ? "second" : "first";
    }

    private void spoil(TickColumns columns, RecordedTrades.Trade t, boolean sequenced) {
        long sequence = sequenced ? t.sequence() + 10_000_000 : TickColumns.NO_SEQUENCE;
        switch (random.nextInt(1_500)) {
            case 0 -> columns.add(t.timeNs(), sequence, -t.price(), t.sizeUnits(), RecordedTrades.SIZE_SCALE);
            case 1 -> columns.add(t.timeNs(), sequence, Double.NaN, t.sizeUnits(), RecordedTrades.SIZE_SCALE);
            case 2 -> columns.add(t.timeNs(), sequence, t.price(), -1, RecordedTrades.SIZE_SCALE);
            case 3 -> columns.add(-t.timeNs(), sequence, t.price(), 1, RecordedTrades.SIZE_SCALE);
            default -> {
                return;
            }
        }
    }

    private void send(int i, TickColumns columns, double place) {
        if (columns.size() == 0) {
            return;
        }
        byte[] value = MarketInputWire.ticks(name(i), columns);
        records.add(new Placed(place, record(name(i), columns.source(), Topics.VERSION, value)));
        if (random.nextInt(25) == 0) {
            double again = place + random.nextDouble() * 0.01;
            records.add(new Placed(again, record(name(i), columns.source(), Topics.VERSION, value)));
        }
    }

    private void clock(int i, long timeNs, double place) {
        byte[] value = MarketInput.newBuilder()
                .setInstrument(name(i))
                .setClock(Clock.newBuilder().setEventTimeNs(timeNs))
                .build()
                .toByteArray();
        records.add(new Placed(place, record(name(i), "clock", Topics.VERSION, value)));
    }

    /** What time it is for a whole partition: a little more than the slowest of its instruments knows. */
    private void addClocks() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (int percent = 1; percent <= 100; percent++) {
                long slowest = Long.MAX_VALUE;
                for (int i = 0; i < INSTRUMENTS; i++) {
                    if (partitionOf(name(i)) == partition) {
                        slowest = Math.min(slowest, newest[i][percent]);
                    }
                }
                if (slowest < Long.MAX_VALUE && slowest > 0) {
                    long timeNs = slowest + random.nextInt(20) * SECOND_NS;
                    String venue = percent % 3 == 0 ? "" : "TEST";
                    clock(partition, MarketInputWire.clock(venue, timeNs), percent / 100.0);
                    clock(partition, MarketInputWire.clock("ELSEWHERE", timeNs + YEAR_NS), percent / 100.0);
                }
            }
            clock(partition, MarketInputWire.clock("", FAR_AHEAD_NS), random.nextDouble());
            clock(partition, MarketInputWire.clock("", -1), random.nextDouble());
        }
    }

    private static int partitionOf(String instrument) {
        return Utils.toPositive(Utils.murmur2(instrument.getBytes(StandardCharsets.UTF_8))) % PARTITIONS;
    }

    private void clock(int partition, byte[] value, double place) {
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.MARKET_INPUT, partition, Topics.CLOCK_KEY, value);
        record.headers().add(Topics.SOURCE_HEADER, "clock".getBytes(StandardCharsets.UTF_8));
        record.headers().add(Topics.VERSION_HEADER, Topics.VERSION.getBytes(StandardCharsets.UTF_8));
        records.add(new Placed(place, record));
    }

    private void addUnreadable() {
        TickColumns one = new TickColumns("first");
        one.add(1_385_337_600_000_000_000L, 1, 800, 1, 0);
        byte[] ofFirst = MarketInputWire.ticks(name(0), one);
        for (int n = 0; n < 6; n++) {
            double place = random.nextDouble();
            byte[] noise = new byte[40];
            random.nextBytes(noise);
            records.add(new Placed(place, record(name(n), "first", Topics.VERSION, noise)));
            records.add(new Placed(place, record(name(n), "first", "99", ofFirst)));
            records.add(new Placed(place, record(name(1), "first", Topics.VERSION, ofFirst)));
            records.add(new Placed(place, record("NOWHERE:X" + n, "first", Topics.VERSION, ofFirst)));
            records.add(new Placed(place, record("nul\u0000in\u0000key" + n, "nul\u0000", Topics.VERSION, noise)));
            records.add(new Placed(place, record(INACTIVE, "first", Topics.VERSION, ofFirst)));
            records.add(new Placed(place, record(null, "first", Topics.VERSION, ofFirst)));
            records.add(new Placed(place, record(name(n), "first", Topics.VERSION, null)));
        }
    }

    private static ProducerRecord<String, byte[]> record(
            @Nullable String key, String source, String version, byte @Nullable [] value) {
        // A record without a key goes to a partition of its producer's choice: here always the same.
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(Topics.MARKET_INPUT, key == null ? 0 : null, key, value);
        record.headers().add(Topics.SOURCE_HEADER, source.getBytes(StandardCharsets.UTF_8));
        record.headers().add(Topics.VERSION_HEADER, version.getBytes(StandardCharsets.UTF_8));
        return record;
    }
}
