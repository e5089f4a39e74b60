package io.tickgrid.pipelines.engine;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.FillStore;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.indicator.IndicatorSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Writes what the engines of one processor said: to PostgreSQL what must last, to the maps and feeds what is shown. One
 * flush is under way at a time, and one saving of states; every write can be repeated, and is until it succeeds.
 */
final class MarketWriter implements MarketStore {
    private static final Logger log = LoggerFactory.getLogger(MarketWriter.class);
    private static final long RETRIES = 240;
    private static final long CLOSE_MS = 5_000;
    /** A state is some 20 kB, more where ticks are kept to be corrected, and is text while it is on its way. */
    private static final int SAVED_BYTES_AT_ONCE = 4 << 20;

    private static final int LOADED_AT_ONCE = 50;

    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

    private final IMap<String, EngineState> states;
    private final IMap<String, Instrument> listings;
    /** Also read on the threads of the database. */
    private final Map<String, Instrument> instruments = new ConcurrentHashMap<>();

    private final Stores stores;
    private final MarketMaps maps;
    private final FillStore fills;
    private final List<String> columns;
    private final long layoutHash;
    private @Nullable CompletableFuture<Void> inFlight;
    private @Nullable CompletableFuture<Void> saving;

    private MarketWriter(HazelcastInstance hazelcast, Stores stores, List<String> columns, long layoutHash) {
        states = hazelcast.getMap(GridMaps.ENGINE_STATE.mapName());
        listings = hazelcast.getMap(GridMaps.INSTRUMENTS.mapName());
        maps = new MarketMaps(hazelcast);
        this.stores = stores;
        this.columns = columns;
        this.layoutHash = layoutHash;
        fills = new FillStore(stores.db(), this::required, Topics.LEADER_EVENTS, OrderWire::leaderEvent);
    }

    /** On a member that {@link GridNode} has started. */
    static MarketWriter open(HazelcastInstance hazelcast, IndicatorSet indicators) {
        Stores stores = new Stores(GridNode.database(hazelcast));
        List<String> columns =
                indicators.columns().stream().map(c -> c.column()).toList();
        stores.indicators().putSet(indicators.layoutHash(), columns).block();
        return new MarketWriter(hazelcast, stores, columns, indicators.layoutHash());
    }

    @Override
    public @Nullable Instrument instrument(String id) {
        Instrument known = instruments.get(id);
        if (known == null && !id.isEmpty()) {
            known = listings.get(id);
            if (known != null) {
                instruments.put(id, known);
            }
        }
        return known;
    }

    private Instrument required(String id) {
        return Objects.requireNonNull(instrument(id), () -> "no instrument " + id);
    }

    /**
     * PostgreSQL's state never goes back; the map's may, after a split of the cluster or a late write of a job that has
     * ended. The source begins at what PostgreSQL has.
     */
    @Override
    public @Nullable EngineState state(String engine) {
        return furthest(
                states.get(engine), repeated(stores.engine().load(engine)).block());
    }

    private static @Nullable EngineState furthest(@Nullable EngineState shown, @Nullable EngineState stored) {
        return shown != null && (stored == null || shown.kafkaOffset() > stored.kafkaOffset()) ? shown : stored;
    }

    @Override
    public void states(Predicate<String> wanted, Consumer<EngineState> each) {
        List<String> names = Objects.requireNonNull(
                        repeated(stores.engine().names().collectList()).block())
                .stream()
                .filter(wanted)
                .toList();
        for (List<String> some : MarketMaps.chunks(names, LOADED_AT_ONCE)) {
            Map<String, EngineState> shown = states.getAll(new HashSet<>(some));
            repeated(stores.engine().load(some).collectList())
                    .blockOptional()
                    .orElseThrow()
                    .forEach(stored ->
                            each.accept(Objects.requireNonNull(furthest(shown.get(stored.instrument()), stored))));
        }
    }

    @Override
    public MarketBuffers buffers() {
        return new MarketBuffers(columns);
    }

    @Override
    public boolean isIdle() {
        return inFlight == null || inFlight.isDone();
    }

    @Override
    public void await() {
        CompletableFuture<Void> flush = inFlight;
        if (flush != null) {
            flush.join();
            inFlight = null;
        }
    }

    @Override
    public void flush(MarketBuffers said) {
        await();
        inFlight = repeated(Mono.defer(() -> write(said)).subscribeOn(Schedulers.parallel()))
                .toFuture();
    }

    /**
     * Ends what is being written, before another run of the job begins: what it would write later is older than what that
     * one writes, and the maps keep the last writer's value.
     */
    @Override
    public void close() {
        end(inFlight);
        end(saving);
    }

    private static void end(@Nullable CompletableFuture<Void> work) {
        if (work == null) {
            return;
        }
        try {
            work.get(CLOSE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | CancellationException e) {
            work.cancel(true);
        } catch (InterruptedException e) {
            work.cancel(true);
            Thread.currentThread().interrupt();
        }
    }

    private Mono<Void> write(MarketBuffers b) {
        Mono<List<Signal>> signals = stores.signals().insert(b.signals());
        List<Candle> withdrawn = List.copyOf(b.withdrawnCandles().values());
        // All of an attempt ends before it is repeated: what it left under way would come behind later values.
        Mono<Void> stored = Mono.whenDelayError(
                // In this order: who sees a forming bar, or values what an account holds at a close, finds all bars
                // before
                // it in PostgreSQL.
                stores.candles()
                        .upsert(List.copyOf(b.closedCandles().values()))
                        .then(stores.candles().withdraw(withdrawn))
                        .then(Mono.defer(() -> Mono.whenDelayError(maps.showForming(b), bookOrders(b)))),
                stores.indicators()
                        .upsert(layoutHash, List.copyOf(b.closedIndicators()))
                        .then(stores.indicators().withdraw(withdrawn)),
                stores.fusion().insert(b.judgements()),
                stores.deadLetters().insert(List.copyOf(b.deadLetters().values())));
        return Mono.whenDelayError(stored, maps.show(b)).then(signals).flatMap(all -> maps.announce(b, all));
    }

    private Mono<Void> bookOrders(MarketBuffers b) {
        return fills.move(b.goingOn())
                .then(fills.book(b.fills()))
                .then(fills.move(b.ended()))
                .then();
    }

    /** In PostgreSQL and in the map, some at a time. */
    @Override
    public void save(List<EngineState> states) {
        CompletableFuture<Void> said = inFlight;
        saving = (said == null ? Mono.<Void>empty() : Mono.fromFuture(said, true))
                .thenMany(Flux.fromIterable(batches(states, SAVED_BYTES_AT_ONCE)))
                .concatMap(some ->
                        repeated(Mono.defer(() -> stores.engine().save(some).then(maps.save(some)))))
                .then()
                .subscribeOn(Schedulers.parallel())
                .toFuture();
    }

    /** The states in parts of so many bytes at most, or of one state. */
    static List<List<EngineState>> batches(List<EngineState> states, int most) {
        List<List<EngineState>> batches = new ArrayList<>();
        long bytes = 0;
        for (EngineState state : states) {
            bytes += state.bytes().length;
            if (batches.isEmpty() || bytes > most) {
                batches.add(new ArrayList<>());
                bytes = state.bytes().length;
            }
            batches.getLast().add(state);
        }
        return batches;
    }

    @Override
    public boolean isSaved() {
        CompletableFuture<Void> states = saving;
        if (states == null) {
            return true;
        }
        if (!states.isDone()) {
            return false;
        }
        saving = null;
        states.join();
        return true;
    }

    /** The work, again and again for two minutes or more while it fails: PostgreSQL or a member may be away for a while. */
    private static <T> Mono<T> repeated(Mono<T> work) {
        return work.retryWhen(Retry.fixedDelay(RETRIES, RETRY_PAUSE).doBeforeRetry(s -> {
            if (s.totalRetries() % 20 == 0) {
                log.warn(
                        "market data not written or read, trying again: {}",
                        Exceptions.unwrapMultiple(s.failure()).getFirst().toString());
            }
        }));
    }
}
