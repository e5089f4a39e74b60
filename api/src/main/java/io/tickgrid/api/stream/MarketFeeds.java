package io.tickgrid.api.stream;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.tickgrid.api.GridReads;
import io.tickgrid.api.candle.Frames;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.node.GridNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The market lanes of this node: one reader each, however many subscribe.
 *
 * <p>A ring buffer numbers from 0 and lives in memory, so that after a restart of the whole cluster its numbers come again
 * for other messages. The sequences given out are therefore the ring's plus an epoch, one for the life of the cluster,
 * greater than every number of the life before: an old sequence is then refused instead of resuming at a wrong place. They
 * stay below 2^53, exact in JavaScript.
 *
 * <p>A member that was cut off and is taken in again has given its own numbers to messages of its own, from the split on. So
 * it begins a new epoch for all: every subscriber takes a snapshot, and no old sequence is gone on from.
 */
@Component
public final class MarketFeeds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MarketFeeds.class);

    private static final long RETRY_MS = 500;

    private final GridReads grid;
    private final Frames frames;
    private final HazelcastInstance hazelcast;
    private final UUID lifecycle;
    private final UUID marks;
    private volatile List<LaneReader> lanes;
    private final List<Runnable> signalListeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService executor = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().name("market-feed-", 0).daemon().factory());

    MarketFeeds(GridNode node, GridReads grid, Frames frames) {
        this.grid = grid;
        this.frames = frames;
        hazelcast = node.hazelcast();
        lanes = read();
        IMap<String, String> map = hazelcast.getMap(GridFeeds.MARKS);
        marks = map.addEntryListener((EntryUpdatedListener<String, String>) e -> beginAnew(), GridFeeds.EPOCH, false);
        lifecycle = hazelcast.getLifecycleService().addLifecycleListener(e -> {
            if (e.getState() == LifecycleEvent.LifecycleState.MERGED
                    || e.getState() == LifecycleEvent.LifecycleState.CLIENT_CHANGED_CLUSTER) {
                beginAnew();
            }
        });
    }

    private List<LaneReader> read() {
        long epoch = epoch(hazelcast);
        List<LaneReader> readers = IntStream.range(0, GridFeeds.MARKET_LANES)
                .mapToObj(n -> new LaneReader(
                        hazelcast.getRingbuffer(GridFeeds.market(n)),
                        epoch,
                        executor,
                        signal -> signalListeners.forEach(Runnable::run)))
                .toList();
        readers.forEach(LaneReader::start);
        return readers;
    }

    /** On a thread that may wait for the grid: events come on threads that may not. */
    private void beginAnew() {
        executor.execute(() -> {
            try {
                List<LaneReader> old = lanes;
                lanes = read();
                old.forEach(LaneReader::abandon);
            } catch (RuntimeException e) {
                log.warn("the feeds of the market cannot be begun anew, trying again: {}", e.toString());
                var unused = executor.schedule(this::beginAnew, RETRY_MS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private static long epoch(HazelcastInstance hazelcast) {
        String mine = GridFeeds.newEpoch();
        String known = hazelcast.<String, String>getMap(GridFeeds.MARKS).putIfAbsent(GridFeeds.EPOCH, mine);
        return Long.parseLong(known == null ? mine : known);
    }

    /**
     * Subscribes to the candles and scores of an instrument.
     *
     * @param after the last sequence that the listener has; null = it wants a snapshot
     * @return what ends the subscription; empty when what follows {@code after} is not there any more
     */
    public Mono<Runnable> subscribe(String instrument, @Nullable Long after, MarketListener listener) {
        if (after != null) {
            return Mono.defer(() -> Mono.justOrEmpty(lane(instrument).resume(instrument, after, listener)))
                    .subscribeOn(Schedulers.boundedElastic());
        }
        return base(instrument).map(base -> lane(instrument).subscribe(instrument, base, listener));
    }

    /** The sequence of the newest message of an instrument's lane. */
    public long lastSequence(String instrument) {
        return lane(instrument).lastSequence();
    }

    /** Calls whenever a signal has been published; the signal itself is in PostgreSQL. */
    public Runnable onSignal(Runnable listener) {
        signalListeners.add(listener);
        return () -> signalListeners.remove(listener);
    }

    private LaneReader lane(String instrument) {
        return lanes.get(Math.floorMod(instrument.hashCode(), GridFeeds.MARKET_LANES));
    }

    private Mono<List<MarketUpdate>> base(String instrument) {
        Set<String> keys = frames.all().stream()
                .map(frame -> IndicatorRow.key(instrument, frame))
                .collect(Collectors.toSet());
        Mono<Map<String, Candle>> candles = grid.get(GridMaps.FORMING_CANDLES, keys);
        Mono<Map<String, FusionRow>> scores = grid.get(GridMaps.FUSION, keys);
        return Mono.zip(candles, scores, (c, f) -> {
            List<MarketUpdate> base = new ArrayList<>();
            c.values().forEach(candle -> base.add(MarketUpdate.of(candle)));
            f.values().forEach(row -> base.add(MarketUpdate.of(row)));
            return base;
        });
    }

    @Override
    public void close() {
        if (hazelcast.getLifecycleService().isRunning()) {
            hazelcast.getLifecycleService().removeLifecycleListener(lifecycle);
            hazelcast.getMap(GridFeeds.MARKS).removeEntryListener(marks);
        }
        lanes.forEach(LaneReader::stop);
        executor.shutdownNow();
    }
}
