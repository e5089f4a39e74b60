package io.tickgrid.pipelines.bench;

import com.hazelcast.core.HazelcastInstance;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.candle.Frame;
import io.tickgrid.pipelines.engine.MarketBuffers;
import io.tickgrid.pipelines.engine.MarketMaps;
import io.tickgrid.pipelines.engine.MarketStore;
import io.tickgrid.pipelines.fusion.FusionResult;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What stands behind the engines of a benchmark: counts what they say, and shows it in the maps where that is timed. */
final class BenchStore implements MarketStore {
    private final MarketRun run;
    private final MarketMaps maps;
    private final List<String> columns;
    private final Latencies.@Nullable Recorder latencies;
    private final Map<String, Long> usedOf = new HashMap<>();
    private final AtomicLong applied = new AtomicLong();
    private final AtomicLong used = new AtomicLong();
    private long scores;
    private long bits;
    private volatile MarketRun.Tally tally = new MarketRun.Tally(0, 0);
    private @Nullable CompletableFuture<Void> inFlight;
    private @Nullable CompletableFuture<Void> saving;

    BenchStore(MarketRun run, HazelcastInstance hazelcast, IndicatorSet indicators) {
        this.run = run;
        maps = new MarketMaps(hazelcast);
        columns = indicators.columns().stream().map(c -> c.column()).toList();
        Latencies all = run.latencies();
        latencies = all == null ? null : all.recorder(run);
    }

    /** Records that were handed to engines. */
    long applied() {
        return applied.get();
    }

    /** Ticks that were used, as of the last flush. */
    long used() {
        return used.get();
    }

    /** Of the closed bars, as of the last flush. */
    MarketRun.Tally tally() {
        return tally;
    }

    @Override
    public @Nullable Instrument instrument(String id) {
        return run.instrument(id);
    }

    @Override
    public @Nullable EngineState state(String engine) {
        return null;
    }

    @Override
    public void states(Predicate<String> wanted, Consumer<EngineState> each) {}

    @Override
    public MarketBuffers buffers() {
        return new Counting();
    }

    @Override
    public boolean isIdle() {
        return inFlight == null || inFlight.isDone();
    }

    @Override
    public void flush(MarketBuffers said) {
        await();
        tally = new MarketRun.Tally(scores, bits);
        long sum = used.get();
        for (LedgerCounts counts : said.ledgers().values()) {
            Long before = usedOf.put(counts.instrument(), counts.used());
            sum += counts.used() - (before == null ? 0 : before);
        }
        if (run.kind().publish()) {
            Mono<Void> shown = Mono.defer(() -> Mono.when(maps.show(said), maps.showForming(said)))
                    .then(Mono.defer(() -> maps.announce(said, said.signals())))
                    .subscribeOn(Schedulers.parallel());
            Runnable done = latencies == null ? () -> {} : latencies.flushed();
            inFlight = shown.doOnSuccess(v -> done.run()).toFuture();
        }
        used.set(sum);
    }

    @Override
    public void await() {
        if (inFlight != null) {
            inFlight.join();
            inFlight = null;
        }
    }

    @Override
    public void save(List<EngineState> states) {
        EngineStore postgres = run.postgres();
        CompletableFuture<Void> shown = inFlight;
        saving = (shown == null ? Mono.<Void>empty() : Mono.fromFuture(shown, true))
                .thenMany(Flux.fromIterable(states))
                .buffer(200)
                .concatMap(some ->
                        postgres == null ? maps.save(some) : postgres.save(some).then(maps.save(some)))
                .then()
                .subscribeOn(Schedulers.parallel())
                .toFuture();
    }

    @Override
    public boolean isSaved() {
        CompletableFuture<Void> states = saving;
        if (states == null || !states.isDone()) {
            return states == null;
        }
        saving = null;
        states.join();
        return true;
    }

    @Override
    public void close() {
        await();
        if (saving != null) {
            saving.join();
        }
    }

    /** The platform's buffers, which beside count. */
    private final class Counting extends MarketBuffers {
        private long count = applied.get();

        Counting() {
            super(columns);
        }

        @Override
        public void record(String recordKey, int partition, long offset, String why) {
            run.hold(partition, offset);
            super.record(recordKey, partition, offset, why);
            applied.lazySet(++count);
            if (latencies != null) {
                latencies.record(recordKey, offset);
            }
        }

        @Override
        public void fusion(
                String instrument, Frame frame, long openTimeMs, FusionResult f, int weightSetVersion, boolean closed) {
            if (closed) {
                scores++;
                bits += Double.doubleToLongBits(f.score());
            }
            if (latencies != null) {
                latencies.score(instrument, closed);
            }
            super.fusion(instrument, frame, openTimeMs, f, weightSetVersion, closed);
        }
    }
}
