package io.tickgrid.api.instrument;

import com.hazelcast.core.EntryEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridNode;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * All listings in memory, by every way in which a caller may write them: id or bare symbol, the slash also as a dash.
 * Follows the map {@code instruments}: at once by its events, and every half minute in case that one was dropped.
 */
@Component
public final class InstrumentIndex implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(InstrumentIndex.class);
    private static final Duration REFRESH = Duration.ofSeconds(30);
    private static final Comparator<Instrument> PRIMARY_FIRST =
            Comparator.comparing(Instrument::simulated).thenComparing(Instrument::id);

    /** An immutable picture of the map. */
    private record Listings(List<Instrument> all, Map<String, Instrument> byName) {}

    private final IMap<String, Instrument> map;
    private final UUID listener;
    private final Disposable refresh;
    private volatile Listings listings = new Listings(List.of(), Map.of());

    InstrumentIndex(GridNode node) {
        map = node.hazelcast().getMap(GridMaps.INSTRUMENTS.mapName());
        Sinks.Many<Long> changes = Sinks.many().multicast().onBackpressureBuffer(1, false);
        listener = map.addEntryListener(new Changes(changes), false);
        load();
        refresh = Flux.merge(Flux.interval(REFRESH), changes.asFlux())
                .onBackpressureLatest()
                .publishOn(Schedulers.boundedElastic(), 1)
                .subscribe(tick -> loadAgain(), e -> log.error("the index of instruments stands still", e));
    }

    private record Changes(Sinks.Many<Long> changes)
            implements EntryAddedListener<String, Instrument>,
                    EntryUpdatedListener<String, Instrument>,
                    EntryRemovedListener<String, Instrument> {
        @Override
        public void entryAdded(EntryEvent<String, Instrument> event) {
            changes.tryEmitNext(0L); // when it does not fit, a load is due anyway
        }

        @Override
        public void entryUpdated(EntryEvent<String, Instrument> event) {
            changes.tryEmitNext(0L);
        }

        @Override
        public void entryRemoved(EntryEvent<String, Instrument> event) {
            changes.tryEmitNext(0L);
        }
    }

    private void loadAgain() {
        try {
            load();
        } catch (RuntimeException e) {
            log.warn("instruments could not be read, the known ones stay: {}", e.toString());
        }
    }

    private void load() {
        List<Instrument> all = map.values().stream()
                .sorted(Comparator.comparing(Instrument::id))
                .toList();
        Map<String, Instrument> byName = new HashMap<>();
        all.stream().sorted(PRIMARY_FIRST).forEach(i -> {
            byName.putIfAbsent(i.symbol(), i);
            byName.putIfAbsent(i.symbol().replace('/', '-'), i);
        });
        all.forEach(i -> {
            byName.put(i.id(), i);
            byName.put(i.id().replace('/', '-'), i);
        });
        listings = new Listings(all, Map.copyOf(byName));
    }

    /** All listings in the order of their ids. */
    public List<Instrument> all() {
        return listings.all();
    }

    /** @throws TickgridException invalid_symbol, when nothing is listed under that name; no database is asked */
    public Instrument require(@Nullable String symbol) {
        Instrument instrument = symbol == null ? null : listings.byName().get(symbol);
        if (instrument == null) {
            throw new TickgridException(
                    ErrorCode.INVALID_SYMBOL,
                    "expected an instrument such as BITSTAMP:BTC-USD or BTC-USD, got " + Texts.quote(symbol));
        }
        return instrument;
    }

    @Override
    public void close() {
        refresh.dispose();
        try {
            map.removeEntryListener(listener);
        } catch (com.hazelcast.core.HazelcastInstanceNotActiveException e) {
            log.debug("the member is down already");
        }
    }
}
