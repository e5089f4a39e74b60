package io.tickgrid.pipelines.engine;

import io.tickgrid.pipelines.tick.TickColumns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/** Ticks for tests: made ones, and real trades from the ta4j-examples jar. */
public final class TestTicks {
    /** One tick; order is the total order. */
    public record Tick(long timeNs, String source, long sequence, double price, long units, int scale)
            implements Comparable<Tick> {
        private static final Comparator<Tick> ORDER = Comparator.comparingLong(Tick::timeNs)
                .thenComparing(Tick::source)
                .thenComparingLong(Tick::sequence);

        @Override
        public int compareTo(Tick other) {
            return ORDER.compare(this, other);
        }
    }

    static final long SECOND = 1_000_000_000L;
    /** 2024-01-01T00:00:00Z. */
    static final long START = 1_704_067_200L * SECOND;

    private TestTicks() {}

    /** A random walk with ties in time, quiet spells, mixed size scales and two sources. */
    static List<Tick> walk(long seed, int count) {
        Random random = new Random(seed);
        List<Tick> ticks = new ArrayList<>();
        long time = START + random.nextInt(60) * SECOND;
        double price = 100;
        long[] sequences = {0, 1_000_000};
        for (int i = 0; i < count; i++) {
            int gap = random.nextInt(100);
            if (gap < 60) {
                time += random.nextLong(2 * SECOND);
            } else if (gap > 97) {
                time += random.nextLong(400 * SECOND);
            }
            price = Math.max(1, Math.round((price + random.nextGaussian() * 0.2) * 100) / 100.0);
            int source = random.nextInt(2);
            int scale = random.nextInt(4) * 4;
            ticks.add(new Tick(time, "s" + source, ++sequences[source], price, random.nextInt(100_000), scale));
        }
        return ticks;
    }

    /** The first {@code count} real Bitstamp BTC/USD trades of 2013-11-25 on; their sequence is the line number. */
    public static List<Tick> bitstamp(int count) {
        List<Tick> ticks = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(
                        TestTicks.class.getResourceAsStream("/bitstamp_trades_from_20131125_usd.csv"),
                        "ta4j-examples must be on the test class path"),
                StandardCharsets.UTF_8))) {
            String line = reader.readLine();
            if (!"timestamp,price,amount".equals(line)) {
                throw new IllegalStateException("expected header timestamp,price,amount, found " + line);
            }
            while (ticks.size() < count && (line = reader.readLine()) != null) {
                String[] cells = line.split(",");
                BigDecimal size = new BigDecimal(cells[2]).stripTrailingZeros();
                size = size.scale() < 0 ? size.setScale(0) : size;
                ticks.add(new Tick(
                        Long.parseLong(cells[0]) * SECOND,
                        "file",
                        ticks.size() + 1,
                        Double.parseDouble(cells[1]),
                        size.unscaledValue().longValueExact(),
                        size.scale()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ticks;
    }

    /** One order of arrival in which no tick is older than {@code delayNs} against what came before it. */
    static List<Tick> delayed(List<Tick> inOrder, long delayNs, Random random) {
        record Arrival(long at, Tick tick) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (Tick tick : inOrder) {
            long delay = random.nextInt(4) == 0 ? random.nextLong(delayNs + 1) : 0;
            arrivals.add(new Arrival(tick.timeNs() + delay, tick));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::at));
        return arrivals.stream().map(Arrival::tick).toList();
    }

    /** Feeds ticks in their order, in records of up to {@code batch} ticks of one source; returns the next offset. */
    static long feed(InstrumentEngine engine, List<Tick> ticks, int batch, long offset) {
        TickColumns columns = new TickColumns("");
        for (Tick tick : ticks) {
            if (columns.size() == batch || !columns.source().equals(tick.source())) {
                if (columns.size() > 0) {
                    engine.ticks(0, offset++, columns);
                }
                columns.clear(tick.source());
            }
            columns.add(tick.timeNs(), tick.sequence(), tick.price(), tick.units(), tick.scale());
        }
        if (columns.size() > 0) {
            engine.ticks(0, offset++, columns);
        }
        return offset;
    }
}
