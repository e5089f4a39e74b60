package io.tickgrid.pipelines.bench;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.engine.EngineConfig;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The whole market path at a steady rate for a long time: a producer, Kafka, the market job with PostgreSQL and the maps
 * behind it. Some ticks come late and are restated, some too late, some twice; in the end the ledger must say of each what
 * became of it.
 */
public final class SoakBench {
    private static final long SAMPLE_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(2);
    private static final int PROBES = 4;
    private static final int WINDOWS = 20;

    private final IMap<String, LedgerCounts> ledgers;
    private final SoakFeed feed;
    private final List<String> probes = new ArrayList<>();
    private final long[] seenOfProbe;
    private final Histogram shown = new Histogram();
    private final Histogram lag = new Histogram();
    private final List<long[]> heap = new ArrayList<>();

    private SoakBench(HazelcastInstance hazelcast, SoakFeed feed, List<Instrument> instruments) {
        ledgers = hazelcast.getMap(GridMaps.LEDGER.mapName());
        this.feed = feed;
        for (int i = 0; i < Math.min(PROBES, instruments.size()); i++) {
            probes.add(instruments
                    .get(i * instruments.size() / PROBES % instruments.size())
                    .id());
        }
        seenOfProbe = new long[probes.size()];
    }

    /** The listings that it needs; they have to be in the grid before it runs. */
    public static List<Instrument> instruments(int count) {
        List<Instrument> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(MarketLoad.listing(i));
        }
        return all;
    }

    /**
     * Runs it on a platform whose market job runs and has had no input of these instruments.
     *
     * @param rate ticks a second
     * @throws IllegalStateException when the ledger is not what was sent
     */
    public static BenchResult run(
            HazelcastInstance hazelcast, KafkaSettings kafka, List<Instrument> instruments, int rate, long seconds) {
        try (SoakFeed feed =
                new SoakFeed(TradeTape.load(), kafka, instruments, rate, seconds, EngineConfig.DEFAULT_LATENESS_NS)) {
            SoakBench soak = new SoakBench(hazelcast, feed, instruments);
            return soak.run(rate, seconds, instruments.size());
        }
    }

    private BenchResult run(int rate, long seconds, int instruments) {
        feed.start();
        long from = System.nanoTime();
        long nextSample = from + SAMPLE_NS;
        while (feed.isRunning()) {
            look();
            if (System.nanoTime() >= nextSample) {
                nextSample += SAMPLE_NS;
                sample();
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        LedgerCounts expected = feed.expected();
        long end = System.nanoTime() + PATIENCE_NS;
        while (total().in() < expected.in()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("sent " + expected.in() + " ticks, two minutes later " + total().in()
                        + " of them are in the ledger");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        double took = (System.nanoTime() - from) / 1e9;
        LedgerCounts ledger = total();
        if (ledger.used() != expected.used()
                || ledger.late() != expected.late()
                || ledger.duplicate() != expected.duplicate()
                || ledger.dead() != expected.dead()) {
            throw new IllegalStateException("expected the ledger " + expected + ", got " + ledger);
        }
        double reached = expected.in() / took;
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rate", rate);
        details.put("seconds", seconds);
        details.put("instruments", instruments);
        details.put("lag_ticks_p50", Math.round(lag.ms(0.5) * 1e6));
        details.put("lag_ticks_max", Math.round(lag.ms(1) * 1e6));
        details.put("tick_to_shown", shown.summary());
        details.put("heap_floor_mb", Math.round(floor(WINDOWS - 1) / 1e6));
        details.put("heap_slope_mb_per_hour", Math.round(slopeOfHeap() * 10) / 10.0);
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("in", ledger.in());
        counts.put("used", ledger.used());
        counts.put("restated", ledger.restated());
        counts.put("late", ledger.late());
        counts.put("duplicate", ledger.duplicate());
        counts.put("dead", ledger.dead());
        details.put("ledger", counts);
        return new BenchResult("soak", reached, "ticks/s", rate, reached / rate, 1, details);
    }

    /** Of some instruments: how long ago the newest tick that is shown was to be sent. */
    private void look() {
        for (int i = 0; i < seenOfProbe.length; i++) {
            LedgerCounts counts = ledgers.get(probes.get(i));
            long seen = counts == null ? 0 : counts.in();
            if (seen > seenOfProbe[i]) {
                long now = System.nanoTime();
                for (long tick = seenOfProbe[i]; tick < seen; tick++) {
                    shown.add(now - feed.scheduledNs(probes.get(i), tick));
                }
                seenOfProbe[i] = seen;
            }
        }
    }

    private void sample() {
        lag.add(feed.due() - total().in());
        Runtime runtime = Runtime.getRuntime();
        heap.add(new long[] {System.nanoTime(), runtime.totalMemory() - runtime.freeMemory()});
    }

    private LedgerCounts total() {
        long[] sum = new long[6];
        for (LedgerCounts l : ledgers.values()) {
            sum[0] += l.in();
            sum[1] += l.used();
            sum[2] += l.restated();
            sum[3] += l.late();
            sum[4] += l.duplicate();
            sum[5] += l.dead();
        }
        return new LedgerCounts("all", sum[0], sum[1], sum[2], sum[3], sum[4], sum[5]);
    }

    /** Least heap in use in a window of the run: what collections could not free. */
    private double floor(int window) {
        int from = heap.size() * window / WINDOWS;
        int to = Math.max(from + 1, heap.size() * (window + 1) / WINDOWS);
        long least = Long.MAX_VALUE;
        for (int i = from; i < Math.min(to, heap.size()); i++) {
            least = Math.min(least, heap.get(i)[1]);
        }
        return least == Long.MAX_VALUE ? 0 : least;
    }

    /** Of a straight line through the floors of the second half, in megabytes an hour. */
    private double slopeOfHeap() {
        if (heap.size() < 2 * WINDOWS) {
            return Double.NaN;
        }
        double hours = (heap.getLast()[0] - heap.getFirst()[0]) / 3.6e12;
        int n = WINDOWS / 2;
        double sumX = 0;
        double sumY = 0;
        double sumXy = 0;
        double sumXx = 0;
        for (int i = 0; i < n; i++) {
            double x = hours * (n + i) / WINDOWS;
            double y = floor(n + i) / 1e6;
            sumX += x;
            sumY += y;
            sumXy += x * y;
            sumXx += x * x;
        }
        return (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
    }
}
