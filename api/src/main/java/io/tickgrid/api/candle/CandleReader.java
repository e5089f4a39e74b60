package io.tickgrid.api.candle;

import com.hazelcast.query.Predicates;
import io.tickgrid.api.GridReads;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.candle.CandleStore;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.node.GridNode;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The one way to bars: their newest end from the grid, history from PostgreSQL.
 *
 * <p>No bar is left out while bars close: the market job shows a forming bar only when PostgreSQL has all bars before it, and
 * it is read first. The map of closed bars may be a batch ahead of PostgreSQL, but full as it is it lets bars go, in no
 * certain order among those of one moment: it adds revisions, and bars before the forming one, never what is newer.
 * Frames are texts here; nothing is assumed about where their bars begin.
 */
@Component
public final class CandleReader {
    /** Of the newest bars the grid may have a greater revision than PostgreSQL. */
    private static final int RESTATED_BARS = 24;

    private final GridReads grid;
    private final CandleStore store;

    CandleReader(GridReads grid, GridNode node) {
        this.grid = grid;
        this.store = node.stores().candles();
    }

    /** The bar that is forming; empty before the first trade. */
    private Mono<Candle> forming(String instrument, String frame) {
        return grid.get(GridMaps.FORMING_CANDLES, IndicatorRow.key(instrument, frame));
    }

    /** The newest bars with the forming one, newest first. */
    public Mono<List<Candle>> newest(String instrument, String frame, int limit) {
        return forming(instrument, frame)
                .map(List::of)
                .defaultIfEmpty(List.of())
                .flatMap(forming -> stored(instrument, frame, Long.MAX_VALUE, Math.max(limit, RESTATED_BARS))
                        .flatMap(stored -> {
                            long since = stored.isEmpty()
                                    ? Long.MIN_VALUE
                                    : stored.get(Math.min(stored.size(), RESTATED_BARS) - 1)
                                            .openTimeMs();
                            long until = forming.isEmpty()
                                    ? Long.MAX_VALUE
                                    : forming.getFirst().openTimeMs();
                            return closed(instrument, frame, since, until)
                                    .map(closed -> merge(forming, stored, closed, limit));
                        }));
    }

    /** Closed bars that open before {@code beforeMs}, newest first. */
    public Mono<List<Candle>> before(String instrument, String frame, long beforeMs, int limit) {
        return stored(instrument, frame, beforeMs, limit).flatMap(stored -> {
            long newest = stored.isEmpty() ? Long.MIN_VALUE : stored.getFirst().openTimeMs();
            OptionalLong step = Frames.stepMs(frame);
            if (step.isPresent() && !stored.isEmpty() && newest >= beforeMs - step.getAsLong()) {
                return Mono.just(stored); // no bar fits between
            }
            return closed(instrument, frame, newest, beforeMs).map(closed -> merge(List.of(), stored, closed, limit));
        });
    }

    private Mono<List<Candle>> stored(String instrument, String frame, long beforeMs, int limit) {
        return store.before(instrument, frame, beforeMs, limit).collectList();
    }

    /** Closed bars of the grid, from {@code sinceMs} to before {@code beforeMs}; asks the instrument's partition only. */
    private Mono<List<Candle>> closed(String instrument, String frame, long sinceMs, long beforeMs) {
        return grid.where(
                GridMaps.CANDLES,
                Predicates.partitionPredicate(
                        instrument,
                        Predicates.and(
                                Predicates.equal("instrument", instrument),
                                Predicates.equal("frame", frame),
                                Predicates.greaterEqual("open_time_ms", sinceMs),
                                Predicates.lessThan("open_time_ms", beforeMs))));
    }

    private static List<Candle> merge(List<Candle> forming, List<Candle> stored, List<Candle> closed, int limit) {
        TreeMap<Long, Candle> byTime = new TreeMap<>(Comparator.reverseOrder());
        for (List<Candle> bars : List.of(forming, stored, closed)) {
            bars.forEach(c -> byTime.merge(c.openTimeMs(), c, CandleReader::newer));
        }
        return byTime.values().stream().limit(limit).toList();
    }

    private static Candle newer(Candle a, Candle b) {
        if (a.closed() != b.closed()) {
            return a.closed() ? a : b;
        }
        return b.revision() >= a.revision() ? b : a;
    }
}
