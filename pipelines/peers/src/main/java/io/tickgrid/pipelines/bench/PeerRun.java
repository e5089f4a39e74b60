package io.tickgrid.pipelines.bench;

import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.engine.MarketSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The job of a peer and what it shares with the thread that measures: what {@link MarketRun} is for the market job. */
abstract class PeerRun implements AutoCloseable {
    private static final long PATIENCE_NS = TimeUnit.MINUTES.toNanos(3);
    private static final long LOOK_NS = TimeUnit.MICROSECONDS.toNanos(50);

    /** Steps find the run of their job here, for some are made from bytes. */
    private static final Map<String, PeerRun> RUNS = new ConcurrentHashMap<>();

    private final String name;
    private final MarketLoad load;
    private final MarketSettings settings;
    private final PeerEngines.Work work;
    private final Map<String, Instrument> instruments = new HashMap<>();
    private final List<PeerEngines> engines = new CopyOnWriteArrayList<>();
    private volatile long released;

    PeerRun(String name, MarketLoad load, MarketSettings settings, PeerEngines.Work work) {
        this.name = name;
        this.load = load;
        this.settings = settings;
        this.work = work;
        for (int i = 0; i < load.instruments(); i++) {
            instruments.put(load.instrument(i).id(), load.instrument(i));
        }
        if (RUNS.putIfAbsent(name, this) != null) {
            throw new IllegalStateException("a benchmark of that name runs already: " + name);
        }
    }

    static PeerRun named(String name) {
        return Objects.requireNonNull(RUNS.get(name), "no benchmark of that name runs here");
    }

    final String name() {
        return name;
    }

    final MarketLoad load() {
        return load;
    }

    final @Nullable Instrument instrument(String id) {
        return instruments.get(id);
    }

    /** What one thread of the peer works with. */
    final PeerEngines newEngines() {
        PeerEngines opened = new PeerEngines(this, settings, work);
        engines.add(opened);
        return opened;
    }

    /** Records that may be sent by now, from the first of all. */
    final long released() {
        return released;
    }

    /** Lets so many more records pass and gives the nanoseconds until the last is applied. */
    final long pass(long records) {
        long from = System.nanoTime();
        released += records;
        onRelease(released);
        long end = from + PATIENCE_NS;
        while (applied() < released) {
            Throwable failure = failure();
            if (failure != null) {
                throw new IllegalStateException(name + " has failed", failure);
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        "waited three minutes for records to be applied in " + name + ", got " + applied());
            }
            LockSupport.parkNanos(LOOK_NS);
        }
        return System.nanoTime() - from;
    }

    /** What the engines said of closed bars, once all that was released is applied. */
    final MarketRun.Tally settle() {
        MarketRun.Tally all = new MarketRun.Tally(0, 0);
        for (PeerEngines of : engines) {
            all = all.plus(of.tally());
        }
        return all;
    }

    private long applied() {
        long applied = 0;
        for (PeerEngines of : engines) {
            applied += of.applied();
        }
        return applied;
    }

    /** Tells who waits for records that there are some; {@code Long.MAX_VALUE}: that nobody has to wait any more. */
    abstract void onRelease(long records);

    /** Why the job has ended; null while it runs. */
    abstract @Nullable Throwable failure();

    @Override
    public void close() {
        RUNS.remove(name);
    }
}
