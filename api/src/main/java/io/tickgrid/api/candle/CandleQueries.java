package io.tickgrid.api.candle;

import io.tickgrid.api.GridReads;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.candle.CandleStore;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Bars: history from PostgreSQL, its newest end from the maps. The maps lead PostgreSQL by a batch, so the first page takes
 * the bars just closed from them; of two revisions of a bar the greater is shown.
 */
@Component
public final class CandleQueries {
    private static final String LIST = "candles";
    /** More bars than PostgreSQL can be behind. */
    private static final int HOT_BARS = 24;

    private final InstrumentIndex index;
    private final GridReads grid;
    private final CandleStore store;

    CandleQueries(InstrumentIndex index, GridReads grid, GridNode node) {
        this.index = index;
        this.grid = grid;
        this.store = node.stores().candles();
    }

    /** Bars of an instrument and frame. */
    public record CandleList(
            String instrument,
            String frame,
            List<CandleView> items,
            @Nullable String nextCursor) {}

    /** Bars newest first; the first page begins with the forming one. */
    public Mono<CandleList> list(String symbol, @Nullable String frame, PageRequest page) {
        return Mono.defer(() -> {
            Instrument instrument = index.require(symbol);
            String wanted = Frames.orElse(frame, "1m");
            long before = page.number(LIST, Long.MAX_VALUE);
            Mono<List<Candle>> read = page.cursor() == null
                    ? newest(instrument.id(), wanted, page.limit() + 1)
                    : store.before(instrument.id(), wanted, before, page.limit() + 1)
                            .collectList();
            return read.map(rows ->
                            Page.of(rows, page.limit(), CandleView::of, c -> Cursors.encode(LIST, c.openTimeMs())))
                    .map(p -> new CandleList(instrument.id(), wanted, p.items(), p.nextCursor()));
        });
    }

    /** The newest bars with the forming one, newest first. */
    public Mono<List<Candle>> newest(String instrument, String frame, int limit) {
        Mono<List<Candle>> stored =
                store.before(instrument, frame, Long.MAX_VALUE, limit).collectList();
        return forming(instrument, frame)
                .flatMap(forming -> Mono.zip(
                        stored,
                        hot(instrument, frame, forming.openTimeMs()),
                        (old, hot) -> merge(old, hot, forming, limit)))
                .switchIfEmpty(stored);
    }

    /** The bar that is forming; empty before the first trade. */
    public Mono<Candle> forming(String instrument, String frame) {
        return grid.get(GridMaps.FORMING_CANDLES, IndicatorRow.key(instrument, frame));
    }

    private Mono<Collection<Candle>> hot(String instrument, String frame, long formingOpenMs) {
        long step = Frames.lengthMs(frame);
        Set<String> keys = LongStream.rangeClosed(0, HOT_BARS)
                .mapToObj(n -> Candle.key(instrument, frame, formingOpenMs - n * step))
                .collect(Collectors.toSet());
        return grid.<Candle>get(GridMaps.CANDLES, keys).map(Map::values);
    }

    private static List<Candle> merge(List<Candle> stored, Collection<Candle> hot, Candle forming, int limit) {
        TreeMap<Long, Candle> byTime = new TreeMap<>(java.util.Comparator.reverseOrder());
        byTime.put(forming.openTimeMs(), forming);
        long oldest = stored.isEmpty() ? Long.MIN_VALUE : stored.getLast().openTimeMs();
        stored.forEach(c -> byTime.put(c.openTimeMs(), c));
        hot.stream()
                .filter(c -> c.openTimeMs() >= oldest)
                .forEach(c -> byTime.merge(c.openTimeMs(), c, CandleQueries::newer));
        return byTime.values().stream().limit(limit).toList();
    }

    private static Candle newer(Candle a, Candle b) {
        if (a.closed() != b.closed()) {
            return a.closed() ? a : b;
        }
        return b.revision() >= a.revision() ? b : a;
    }
}
