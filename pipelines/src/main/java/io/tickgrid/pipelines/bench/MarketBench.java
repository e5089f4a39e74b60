package io.tickgrid.pipelines.bench;

import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The market job on members in this process: records in memory, the distributed edge, decoding, engines of 4 frames and 31
 * outputs, scores; once with nothing behind the engines, and once for each thing that can stand there. All of them and the
 * limit, {@link FusedLoop}s in one thread, read the same ticks in turn; all jobs must say the same scores.
 */
public final class MarketBench {
    private static final int WARMUPS = 3;

    /** What can be timed beside the job alone. */
    public enum Variant {
        /** What engines say is shown in the maps and feeds, conflated, without PostgreSQL. */
        maps,
        /** As maps; and once a second the states of engines are saved. */
        saves,
        /** The job alone, on two members. */
        members,
        /** The job alone, without any lateness. */
        lateness
    }

    private MarketBench() {}

    /**
     * Runs it.
     *
     * @param instruments 1 or more
     * @param batch ticks of a record
     * @param ticks of a round, about
     * @param postgres where states are saved too; null = in the map alone
     */
    public static BenchResult run(
            int rounds, int instruments, int batch, long ticks, Set<Variant> with, @Nullable EngineStore postgres) {
        TradeTape tape = TradeTape.load();
        MarketLoad load = MarketLoad.of(tape, instruments, batch, ticks);
        long recordsOfRound = load.recordsOfRound(ticks);
        MarketSettings settings = MarketSettings.defaults(new KafkaSettings(""));
        List<Frame> frames = settings.engine().frames();
        MarketLimit limit = new MarketLimit(load, frames);
        Map<String, double[]> ns = new LinkedHashMap<>();
        double[] limitNs = new double[rounds];
        long scores;
        try (Runs runs = new Runs(settings, load, with, postgres)) {
            for (int round = -WARMUPS; round < rounds; round++) {
                long ofLimit = limit.pass(recordsOfRound);
                for (MarketRun run : runs.all) {
                    long took = run.pass(recordsOfRound);
                    if (round >= 0) {
                        limitNs[round] = ofLimit;
                        ns.computeIfAbsent(run.kind().name(), k -> new double[rounds])[round] = took;
                    }
                }
            }
            scores = runs.requireEqual(limit.bars());
        }
        double ticksOfRound = (double) recordsOfRound * batch;
        double[] alone = Objects.requireNonNull(ns.get(Runs.ALONE));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("instruments", instruments);
        details.put("batch", batch);
        details.put("ticks_of_round", (long) ticksOfRound);
        details.put("frames", frames.stream().map(Frame::toString).toList());
        details.put("outputs", FusedSeries.OUTPUTS);
        details.put("scores", scores);
        ns.forEach((name, times) -> {
            Map<String, Object> variant = new LinkedHashMap<>();
            variant.put("ticks_per_second", Math.round(ticksOfRound * 1e9 / Rounds.median(times)));
            variant.put("ratio", Rounds.ratio(limitNs, times));
            variant.put("share_of_job", Rounds.ratio(alone, times));
            details.put(name, variant);
        });
        return new BenchResult(
                "market",
                ticksOfRound * 1e9 / Rounds.median(alone),
                "ticks/s",
                ticksOfRound * 1e9 / Rounds.median(limitNs),
                Rounds.ratio(limitNs, alone),
                rounds,
                details);
    }

    /** The jobs that are timed in turn, and their members. */
    private static final class Runs implements AutoCloseable {
        private static final String ALONE = "job";

        private final List<AutoCloseable> open = new ArrayList<>();
        private final List<MarketRun> all = new ArrayList<>();

        Runs(MarketSettings settings, MarketLoad load, Set<Variant> with, @Nullable EngineStore postgres) {
            try {
                List<String> columns = MarketSettings.indicatorColumns();
                BenchGrid one = add(BenchGrid.start("bench-one", 1, columns));
                start(one, settings, new MarketRun.Kind(ALONE, false, false), load, null);
                for (Variant variant : Variant.values()) {
                    if (!with.contains(variant)) {
                        continue;
                    }
                    switch (variant) {
                        case maps -> start(one, settings, new MarketRun.Kind("maps", true, false), load, null);
                        case saves -> start(one, settings, new MarketRun.Kind("saves", true, true), load, postgres);
                        case members -> {
                            BenchGrid two = add(BenchGrid.start("bench-two", 2, columns));
                            start(two, settings, new MarketRun.Kind("members_2", false, false), load, null);
                        }
                        case lateness ->
                            start(
                                    one,
                                    settings.withLatenessMs(0),
                                    new MarketRun.Kind("lateness_0", false, false),
                                    load,
                                    null);
                    }
                }
            } catch (RuntimeException | Error e) {
                close();
                throw e;
            }
        }

        private <T extends AutoCloseable> T add(T opened) {
            open.add(opened);
            return opened;
        }

        private void start(
                BenchGrid grid,
                MarketSettings settings,
                MarketRun.Kind kind,
                MarketLoad load,
                @Nullable EngineStore postgres) {
            all.add(add(MarketRun.start(grid.first(), settings, kind, load, postgres, null)));
        }

        /** All have judged the bars that the limit has closed, and said the same; gives how many. */
        private long requireEqual(long bars) {
            SequencedMap<String, MarketRun.Tally> said = new LinkedHashMap<>();
            all.forEach(run -> said.put(run.kind().name(), run.settle()));
            return MarketRun.Tally.requireEqual(said, bars);
        }

        @Override
        public void close() {
            for (AutoCloseable opened : open.reversed()) {
                try {
                    opened.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
