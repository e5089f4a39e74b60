package io.tickgrid.pipelines.engine;

import com.hazelcast.cluster.Member;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.signal.Signal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.concurrent.Queues;

/**
 * Shows what engines said in the grid's maps and feeds: the latest value of each key, in one batch for each map and member.
 *
 * <p>Whatever fails here ends only after all that was begun with it has ended: what is repeated, or comes next, is never
 * overtaken by an earlier write that waited for a member that hung.
 */
public final class MarketMaps {
    private static final int MESSAGES_AT_ONCE = 1_000;
    /** Owns the partitions that no member owns at the moment. */
    private static final UUID NOBODY = new UUID(0, 0);

    private final HazelcastInstance hazelcast;

    public MarketMaps(HazelcastInstance hazelcast) {
        this.hazelcast = hazelcast;
    }

    /** Everything but signals and forming bars. */
    public Mono<Void> show(MarketBuffers b) {
        return Mono.whenDelayError(
                set(GridMaps.CANDLES, b.closedCandles()),
                remove(GridMaps.CANDLES, b.withdrawnCandles().keySet()),
                set(GridMaps.INDICATORS, b.latestIndicators()),
                set(GridMaps.OPINIONS, b.latestOpinions()),
                set(GridMaps.FUSION, b.latestFusion()),
                set(GridMaps.DEAD_LETTERS, b.deadLetters()),
                set(GridMaps.LEDGER, b.ledgers()));
    }

    /** Forming bars; after the closed ones before them are stored. */
    public Mono<Void> showForming(MarketBuffers b) {
        return Mono.whenDelayError(
                        set(GridMaps.FORMING_CANDLES, b.formingCandles()),
                        remove(GridMaps.FORMING_CANDLES, b.withdrawnForming().keySet()))
                .then(Mono.defer(() -> mend(b)));
    }

    /**
     * What formed last stays in its map until another bar forms: where that bar was restated or withdrawn since, it follows.
     * Only this job writes it, so that what is read here is what stands there.
     */
    private Mono<Void> mend(MarketBuffers b) {
        IMap<String, Candle> forming = hazelcast.getMap(GridMaps.FORMING_CANDLES.mapName());
        return Flux.fromIterable(b.restatedCandles())
                .concatMap(c -> {
                    String key = IndicatorRow.key(c.instrument(), c.frame());
                    return Mono.fromCompletionStage(() -> forming.getAsync(key))
                            .filter(shown -> shown.openTimeMs() == c.openTimeMs())
                            .flatMap(shown -> c.trades() == 0
                                    ? mono(() -> forming.removeAsync(key))
                                    : mono(() -> forming.setAsync(key, c.asForming())));
                })
                .then();
    }

    /** The latest row of a bar that is withdrawn; after the rows that came in its place are shown. */
    private Mono<Void> removeWithdrawnRows(MarketBuffers b) {
        IMap<String, IndicatorRow> rows = hazelcast.getMap(GridMaps.INDICATORS.mapName());
        return Flux.fromIterable(b.withdrawnCandles().values())
                .concatMap(c -> {
                    String key = IndicatorRow.key(c.instrument(), c.frame());
                    return Mono.fromCompletionStage(() -> rows.getAsync(key))
                            .filter(shown -> shown.openTimeMs() == c.openTimeMs())
                            .flatMap(shown -> mono(() -> rows.removeAsync(key)));
                })
                .then();
    }

    /** After all else is shown: signals that are stored, and then the messages of the feeds. */
    public Mono<Void> announce(MarketBuffers b, List<Signal> stored) {
        Map<String, Signal> byKey = new LinkedHashMap<>();
        stored.forEach(s -> byKey.put(s.id() + "@" + s.instrument(), s));
        return removeWithdrawnRows(b).then(set(GridMaps.SIGNALS, byKey)).then(publish(b.feed(stored)));
    }

    /** States of engines, by instrument. */
    public Mono<Void> save(List<EngineState> states) {
        Map<String, EngineState> byInstrument = new LinkedHashMap<>();
        states.forEach(s -> byInstrument.put(s.instrument(), s));
        return set(GridMaps.ENGINE_STATE, byInstrument);
    }

    private Mono<Void> publish(Map<Integer, List<MarketUpdate>> lanes) {
        return Flux.fromIterable(lanes.entrySet())
                .flatMapDelayError(
                        e -> Flux.fromIterable(chunks(e.getValue(), MESSAGES_AT_ONCE))
                                .concatMap(chunk -> {
                                    Ringbuffer<MarketUpdate> lane =
                                            hazelcast.getRingbuffer(GridFeeds.market(e.getKey()));
                                    return mono(() -> lane.addAllAsync(chunk, OverflowPolicy.OVERWRITE));
                                }),
                        Queues.SMALL_BUFFER_SIZE,
                        Queues.XS_BUFFER_SIZE)
                .then();
    }

    /** The list in parts of a size at most. */
    static <T> List<List<T>> chunks(List<T> all, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int i = 0; i < all.size(); i += size) {
            chunks.add(all.subList(i, Math.min(all.size(), i + size)));
        }
        return chunks;
    }

    /**
     * One call for each member: one for all ends with the first member's failure, while it goes on at the others, on any of
     * their threads.
     */
    private <V> Mono<Void> set(GridMaps map, Map<String, V> entries) {
        if (entries.isEmpty()) {
            return Mono.empty();
        }
        IMap<String, V> target = hazelcast.getMap(map.mapName());
        if (hazelcast.getCluster().getMembers().size() == 1) {
            return mono(() -> target.setAllAsync(entries));
        }
        PartitionService partitions = hazelcast.getPartitionService();
        Map<UUID, Map<String, V>> byOwner = new HashMap<>();
        entries.forEach((key, value) -> {
            Member owner = partitions.getPartition(key).getOwner();
            byOwner.computeIfAbsent(owner == null ? NOBODY : owner.getUuid(), o -> new HashMap<>())
                    .put(key, value);
        });
        return Mono.whenDelayError(byOwner.values().stream()
                .map(some -> mono(() -> target.setAllAsync(some)))
                .toList());
    }

    private Mono<Void> remove(GridMaps map, Set<String> keys) {
        IMap<String, ?> target = hazelcast.getMap(map.mapName());
        return Flux.fromIterable(keys)
                .flatMapDelayError(
                        key -> mono(() -> target.removeAsync(key)), Queues.SMALL_BUFFER_SIZE, Queues.XS_BUFFER_SIZE)
                .then();
    }

    /** Begins when it is subscribed to: what cannot begin then fails as the others do, and is waited for with them. */
    private static Mono<Void> mono(Supplier<? extends CompletionStage<?>> stage) {
        return Mono.fromCompletionStage(stage).then();
    }
}
