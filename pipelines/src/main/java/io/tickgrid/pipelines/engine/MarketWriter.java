package io.tickgrid.pipelines.engine;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/**
 * Writes what the engines of one processor said: to PostgreSQL what must last, to the maps and feeds what is shown. One
 * flush is under way at a time; every write can be repeated, and is until it succeeds.
 */
final class MarketWriter {
    private static final Logger log = LoggerFactory.getLogger(MarketWriter.class);
    private static final long RETRIES = 240;
    private static final long CLOSE_MS = 5_000;
    private static final int MESSAGES_AT_ONCE = 1_000;
    /** A state is some 20 kB, and is text while it is on its way. */
    private static final int STATES_AT_ONCE = 200;

    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

    private final HazelcastInstance hazelcast;
    private final Stores stores;
    private final FillStore fills;
    private final long layoutHash;
    private @Nullable CompletableFuture<Void> inFlight;

    MarketWriter(
            HazelcastInstance hazelcast, Stores stores, Function<String, Instrument> instruments, long layoutHash) {
        this.hazelcast = hazelcast;
        this.stores = stores;
        this.layoutHash = layoutHash;
        fills = new FillStore(stores.db(), instruments, Topics.LEADER_EVENTS, OrderWire::leaderEvent);
    }

    /** Whether a flush can begin. */
    boolean isIdle() {
        return inFlight == null || inFlight.isDone();
    }

    /** Waits for the flush under way; fails as it failed. */
    void await() {
        CompletableFuture<Void> flush = inFlight;
        if (flush != null) {
            flush.join();
            inFlight = null;
        }
    }

    /** Begins to write the buffers, which are the writer's from now on. */
    void flush(MarketBuffers b) {
        await();
        inFlight = repeated(Mono.defer(() -> write(b))).toFuture();
    }

    /**
     * Ends the flush under way, before another run of the job begins: what it would write later is older than what that
     * one writes, and the maps keep the last writer's value.
     */
    void close() {
        CompletableFuture<Void> flush = inFlight;
        if (flush == null) {
            return;
        }
        try {
            flush.get(CLOSE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            flush.cancel(true);
        } catch (InterruptedException e) {
            flush.cancel(true);
            Thread.currentThread().interrupt();
        }
    }

    private Mono<Void> write(MarketBuffers b) {
        Mono<List<Signal>> signals = stores.signals().insert(List.copyOf(b.signals.values()));
        Mono<Void> stored = Mono.when(
                // In this order: who sees a forming bar finds all bars before it in PostgreSQL.
                stores.candles()
                        .upsert(List.copyOf(b.closedCandles.values()))
                        .then(Mono.defer(() -> set(GridMaps.FORMING_CANDLES, b.formingCandles))),
                stores.indicators().upsert(layoutHash, List.copyOf(b.closedIndicators.values())),
                stores.fusion().insert(List.copyOf(b.judgements.values())),
                stores.deadLetters().insert(List.copyOf(b.deadLetters.values())),
                fills.book(List.copyOf(b.fills.values())).then(fills.reject(List.copyOf(b.rejections.values()))));
        Mono<Void> shown = Mono.when(
                set(GridMaps.CANDLES, b.closedCandles),
                set(GridMaps.INDICATORS, b.latestIndicators),
                set(GridMaps.OPINIONS, b.opinions),
                set(GridMaps.FUSION, b.judgedFusion),
                set(GridMaps.DEAD_LETTERS, b.deadLetters),
                set(GridMaps.LEDGER, b.ledgers));
        return Mono.when(stored, shown).then(signals).flatMap(all -> {
            Map<String, Signal> byKey = new LinkedHashMap<>();
            all.forEach(s -> byKey.put(s.id() + "@" + s.instrument(), s));
            return set(GridMaps.SIGNALS, byKey).then(publish(b.feed(all)));
        });
    }

    private Mono<Void> publish(Map<Integer, List<MarketUpdate>> lanes) {
        return Flux.fromIterable(lanes.entrySet())
                .flatMap(e -> Flux.fromIterable(chunks(e.getValue(), MESSAGES_AT_ONCE))
                        .concatMap(chunk -> {
                            Ringbuffer<MarketUpdate> lane = hazelcast.getRingbuffer(GridFeeds.market(e.getKey()));
                            return mono(lane.addAllAsync(chunk, OverflowPolicy.OVERWRITE));
                        }))
                .then();
    }

    private static <T> List<List<T>> chunks(List<T> all, int size) {
        List<List<T>> chunks = new ArrayList<>();
        for (int i = 0; i < all.size(); i += size) {
            chunks.add(all.subList(i, Math.min(all.size(), i + size)));
        }
        return chunks;
    }

    /** Stores engine states in PostgreSQL and in the map, some at a time, and waits for all. */
    void save(List<EngineState> states) {
        for (List<EngineState> some : chunks(states, STATES_AT_ONCE)) {
            Map<String, EngineState> byInstrument = new LinkedHashMap<>();
            some.forEach(s -> byInstrument.put(s.instrument(), s));
            repeated(Mono.defer(() -> stores.engine().save(some).then(set(GridMaps.ENGINE_STATE, byInstrument))))
                    .block();
        }
    }

    private <V> Mono<Void> set(GridMaps map, Map<String, V> entries) {
        return entries.isEmpty()
                ? Mono.empty()
                : mono(hazelcast.<String, V>getMap(map.mapName()).setAllAsync(entries));
    }

    private static Mono<Void> mono(CompletionStage<?> stage) {
        return Mono.fromCompletionStage(stage).then();
    }

    private static Mono<Void> repeated(Mono<Void> work) {
        return work.retryWhen(Retry.fixedDelay(RETRIES, RETRY_PAUSE).doBeforeRetry(s -> {
            if (s.totalRetries() % 20 == 0) {
                log.warn(
                        "market output not written, trying again: {}",
                        s.failure().toString());
            }
        }));
    }
}
