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
    /** How often all garbage is collected in the second half of the run. */
    private static final int COLLECTIONS = 6;

    private final IMap<String, LedgerCounts> ledgers;
    private final SoakFeed feed;
    private final List<String> probes = new ArrayList<>();
    private final long[] seenOfProbe;
    private final Histogram shown = new Histogram();
    private final Histogram lag = new Histogram();
    /** Time and bytes that were left after a collection. */
    private final List<long[]> live = new ArrayList<>();

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
        long whole = TimeUnit.SECONDS.toNanos(seconds);
        while (feed.isRunning()) {
            look();
            if (System.nanoTime() >= nextSample) {
                nextSample += SAMPLE_NS;
                sample();
                if (System.nanoTime() - from >= whole / 2 + whole / 2 * live.size() / COLLECTIONS) {
                    collect();
                }
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
        collect();
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
        details.put("heap_live_mb", Math.round(live.getLast()[1] / 1e6));
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

    /** Collects all garbage and notes what is left; a pause of some tenths of a second, so that it is done seldom. */
    private void collect() {
        Runtime runtime = Runtime.getRuntime();
        System.gc();
        live.add(new long[] {System.nanoTime(), runtime.totalMemory() - runtime.freeMemory()});
    }

    /** Of a straight line through what was left after the collections, in megabytes an hour. */
    private double slopeOfHeap() {
        int n = live.size();
        double sumX = 0;
        double sumY = 0;
        double sumXy = 0;
        double sumXx = 0;
        for (long[] point : live) {
            double x = (point[0] - live.getFirst()[0]) / 3.6e12;
            double y = point[1] / 1e6;
            sumX += x;
            sumY += y;
            sumXy += x * y;
            sumXx += x * x;
        }
        return (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
    }
}
