package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From the moment at which a tick was to be sent to the score of the bar that it closes, at a steady rate, a record for each
 * tick; once with nothing behind the engines, and once with the maps and feeds. What is late waits with its time running,
 * whoever keeps it waiting. The limit: one thread that is handed the same ticks at the same pace and runs {@link FusedLoop}s.
 */
public final class LatencyBench {
    private static final double MOST_WARMUP_SECONDS = 8;
    private static final int RECORDS = 400;

    private LatencyBench() {}

    /**
     * Runs it.
     *
     * @param rate ticks a second
     * @param seconds for which it is measured, after a warm-up
     */
    public static BenchResult run(int rate, int seconds, int instruments) {
        MarketLoad load = new MarketLoad(TradeTape.load(), instruments, 1, RECORDS);
        MarketSettings settings = MarketSettings.defaults(new KafkaSettings(""));
        Histogram limit = limit(load, settings, rate, seconds);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rate", rate);
        details.put("seconds", seconds);
        details.put("instruments", instruments);
        details.put("limit_tick_to_outputs", limit.summary());
        Latencies alone;
        try (BenchGrid grid = BenchGrid.start("bench-latency", 1, MarketSettings.indicatorColumns())) {
            alone = measure(grid, new MarketRun.Kind("latency", false, false), settings, load, rate, seconds);
            details.put("tick_to_score", alone.judged().summary());
            Latencies maps =
                    measure(grid, new MarketRun.Kind("latency_maps", true, false), settings, load, rate, seconds);
            details.put("maps_tick_to_score", maps.judged().summary());
            details.put("maps_tick_to_forming_score", maps.forming().summary());
            details.put("maps_tick_to_shown", maps.shown().summary());
        }
        double figure = alone.judged().ms(0.5);
        double limitMs = limit.ms(0.5);
        return new BenchResult("latency", figure, "ms", limitMs, limitMs / figure, 1, details);
    }

    private static Latencies measure(
            BenchGrid grid, MarketRun.Kind kind, MarketSettings settings, MarketLoad load, int rate, int seconds) {
        Latencies latencies = new Latencies();
        try (MarketRun run = MarketRun.start(grid.first(), settings, kind, load, null, latencies)) {
            run.paced(rate, warmup(seconds));
            run.settle();
            latencies.begin();
            run.paced(rate, seconds);
            run.settle();
        }
        return latencies;
    }

    private static Histogram limit(MarketLoad load, MarketSettings settings, int rate, int seconds) {
        MarketLimit loop = new MarketLimit(load, settings.engine().frames());
        paced(loop, rate, warmup(seconds) / 2, new Histogram());
        Histogram times = new Histogram();
        paced(loop, rate, seconds, times);
        return times;
    }

    private static double warmup(int seconds) {
        return Math.min(MOST_WARMUP_SECONDS, 2.0 * seconds);
    }

    private static void paced(MarketLimit loop, int rate, double seconds, Histogram times) {
        double nsPerTick = 1e9 / rate;
        long ticks = (long) (rate * seconds);
        long start = System.nanoTime();
        for (long done = 0; done < ticks; ) {
            long due = Math.min(ticks, (long) ((System.nanoTime() - start) / nsPerTick));
            if (done >= due) {
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(50));
            }
            for (; done < due; done++) {
                if (loop.next()) {
                    times.add(System.nanoTime() - start - (long) ((done + 1) * nsPerTick));
                }
            }
        }
    }
}
