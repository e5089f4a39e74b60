package io.tickgrid.pipelines.bench;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.core.JobStatus;
import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.engine.MarketJob;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.engine.MarketStore;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The market job of a benchmark and what it shares with the thread that measures: the processors' own code between a
 * source in the process and a store that counts.
 */
final class MarketRun implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long STATUS_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long SNAPSHOT_MS = 1_000;

    /** Processors find the run of their job here, for they are made from bytes. */
    private static final Map<String, MarketRun> RUNS = new ConcurrentHashMap<>();

    /**
     * What stands behind the engines.
     *
     * @param publish whether what they say goes to the maps and feeds
     * @param save whether their states are saved once a second
     */
    record Kind(String name, boolean publish, boolean save) {}

    /** Holds back who reads a topic, in which records stand before they are released. */
    interface Gate {
        /** Lets so many records pass, from the first of all. */
        void release(long records);

        /** Waits until a record may pass. */
        void hold(int partition, long offset);
    }

    private final Kind kind;
    private final MarketLoad load;
    private final @Nullable EngineStore postgres;
    private final @Nullable Latencies latencies;
    private final @Nullable Gate topic;
    private final Map<String, Instrument> instruments = new HashMap<>();
    private final List<BenchStore> stores = new CopyOnWriteArrayList<>();
    private final Job job;
    private volatile long released;
    private volatile long startNs;
    private volatile double nsPerRecord;

    private MarketRun(
            HazelcastInstance member,
            MarketSettings settings,
            Kind kind,
            MarketLoad load,
            @Nullable EngineStore postgres,
            @Nullable Latencies latencies,
            @Nullable Gate topic) {
        this.kind = kind;
        this.load = load;
        this.postgres = postgres;
        this.latencies = latencies;
        this.topic = topic;
        for (int i = 0; i < load.instruments(); i++) {
            instruments.put(load.instrument(i).id(), load.instrument(i));
        }
        String name = kind.name();
        if (RUNS.putIfAbsent(name, this) != null) {
            throw new IllegalStateException("a benchmark of that name runs already: " + name);
        }
        MarketStore.Opener store = (hazelcast, indicators) -> named(name).open(hazelcast, indicators);
        job = member.getJet()
                .newJob(
                        topic == null
                                ? MarketJob.create(settings, () -> new BenchSource(name), store)
                                : MarketJob.create(settings, store),
                        new JobConfig()
                                .setName(name)
                                .setProcessingGuarantee(
                                        kind.save() ? ProcessingGuarantee.AT_LEAST_ONCE : ProcessingGuarantee.NONE)
                                .setSnapshotIntervalMillis(SNAPSHOT_MS));
    }

    /** Submits the job and waits until it runs. */
    static MarketRun start(
            HazelcastInstance member,
            MarketSettings settings,
            Kind kind,
            MarketLoad load,
            @Nullable EngineStore postgres,
            @Nullable Latencies latencies) {
        return running(new MarketRun(member, settings, kind, load, postgres, latencies, null));
    }

    /** As the other, for a job alone that reads the topic of its settings, from its beginning. */
    static MarketRun start(HazelcastInstance member, MarketSettings settings, Kind kind, MarketLoad load, Gate topic) {
        return running(new MarketRun(member, settings, kind, load, null, null, topic));
    }

    private static MarketRun running(MarketRun run) {
        run.await("the job to run", () -> run.job.getStatus() == JobStatus.RUNNING);
        return run;
    }

    static MarketRun named(String name) {
        return Objects.requireNonNull(RUNS.get(name), "no benchmark of that name runs here");
    }

    private MarketStore open(HazelcastInstance hazelcast, IndicatorSet indicators) {
        BenchStore store = new BenchStore(this, hazelcast, indicators);
        stores.add(store);
        return store;
    }

    Kind kind() {
        return kind;
    }

    MarketLoad load() {
        return load;
    }

    @Nullable
    EngineStore postgres() {
        return postgres;
    }

    @Nullable
    Latencies latencies() {
        return latencies;
    }

    @Nullable
    Instrument instrument(String id) {
        return instruments.get(id);
    }

    /** Records that may be sent by now, from the first of all. */
    long available() {
        double pace = nsPerRecord;
        return pace == 0 ? released : Math.min(released, (long) ((System.nanoTime() - startNs) / pace));
    }

    /** When a record was to be sent, on the clock of {@link System#nanoTime}. */
    long scheduledNs(long record) {
        return startNs + (long) ((record + 1) * nsPerRecord);
    }

    /** Lets so many more records pass and gives the nanoseconds until the last is applied. */
    long pass(long records) {
        long from = System.nanoTime();
        released += records;
        if (topic != null) {
            topic.release(released);
        }
        await("records to be applied", () -> applied() >= released);
        return System.nanoTime() - from;
    }

    /** Sends {@code rate} records a second for some seconds, and waits until they are applied. */
    void paced(double rate, double seconds) {
        nsPerRecord = 1e9 / rate;
        startNs = System.nanoTime() - (long) (released * nsPerRecord);
        released += (long) (rate * seconds);
        await("records to be applied", () -> applied() >= released);
    }

    /** Waits until everything is used and written; gives what the engines said of closed bars. */
    Tally settle() {
        long ticks = released * load.batch();
        await(
                ticks + " ticks to be used",
                () -> stores.stream().mapToLong(BenchStore::used).sum() == ticks);
        Tally all = new Tally(0, 0);
        for (BenchStore store : stores) {
            all = all.plus(store.tally());
        }
        return all;
    }

    /** Waits until a record of a topic may be applied. */
    void hold(int partition, long offset) {
        if (topic != null) {
            topic.hold(partition, offset);
        }
    }

    private long applied() {
        long applied = 0;
        for (BenchStore store : stores) {
            applied += store.applied();
        }
        return applied;
    }

    private void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE_NS;
        long look = System.nanoTime() + STATUS_NS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > look && job.getStatus() == JobStatus.FAILED) {
                job.join(); // throws why
            }
            if (System.nanoTime() > look) {
                look += STATUS_NS;
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited three minutes for " + what + " in " + kind.name());
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    @Override
    public void close() {
        if (topic != null) {
            topic.release(Long.MAX_VALUE);
        }
        try {
            job.cancel();
            job.join();
        } catch (CancellationException e) {
            // as asked for
        } catch (CompletionException | IllegalStateException e) {
            // it had failed before, which who measured has been told
        }
        RUNS.remove(kind.name());
    }

    /**
     * What engines said of closed bars: equal for equal input, in whatever order the instruments came.
     *
     * @param scores how many scores
     * @param bits sum of the scores' bits, wrapping
     */
    record Tally(long scores, long bits) {
        /**
         * All have judged the bars that the limit has closed, and said the same; gives how many.
         *
         * @param said by name, the job alone first
         * @throws IllegalStateException with the first one that has not
         */
        static long requireEqual(SequencedMap<String, Tally> said, long bars) {
            Tally expected = said.firstEntry().getValue();
            if (expected.scores != bars) {
                throw new IllegalStateException(
                        "expected a score for each of the limit's " + bars + " bars, got " + expected.scores);
            }
            said.forEach((name, tally) -> {
                if (!tally.equals(expected)) {
                    throw new IllegalStateException(
                            "expected of " + name + " " + expected + " as of the job alone, got " + tally);
                }
            });
            return bars;
        }

        Tally plus(Tally other) {
            return new Tally(scores + other.scores, bits + other.bits);
        }
    }
}
