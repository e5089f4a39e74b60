package io.tickgrid.api.indicator;

import io.tickgrid.api.GridReads;
import io.tickgrid.api.candle.Frames;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.indicator.IndicatorStore;
import io.tickgrid.grid.node.GridNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Indicator values: the latest from the map, history from PostgreSQL. */
@Component
public final class IndicatorQueries {
    private static final String LIST = "indicators";
    private static final int MAX_COLUMNS = 500;

    private final InstrumentIndex index;
    private final GridReads grid;
    private final IndicatorStore store;
    private final List<String> columns;
    private final Frames frames;

    IndicatorQueries(InstrumentIndex index, GridReads grid, GridNode node, Frames frames) {
        this.index = index;
        this.grid = grid;
        this.store = node.stores().indicators();
        this.columns = node.config().indicatorColumns();
        this.frames = frames;
    }

    /** All outputs at one bar; null while cold. */
    public record IndicatorView(
            String instrument,
            String frame,
            long openTimeMs,
            int revision,
            boolean closed,
            Map<String, @Nullable Double> values) {}

    /** One bar of a history. */
    public record IndicatorPoint(long openTimeMs, int revision, Map<String, @Nullable Double> values) {}

    /** Values of closed bars, newest first. */
    public record IndicatorHistory(
            String instrument,
            String frame,
            List<IndicatorPoint> items,
            @Nullable String nextCursor) {}

    public Mono<IndicatorView> latest(String symbol, @Nullable String frame) {
        return latestRow(symbol, frame)
                .map(row -> new IndicatorView(
                        row.instrument(),
                        row.frame(),
                        row.openTimeMs(),
                        row.revision(),
                        row.closed(),
                        values(row, row.columns())));
    }

    /** @return an error with the code not_found before the first bar */
    public Mono<IndicatorRow> latestRow(String symbol, @Nullable String frame) {
        return Mono.defer(() -> {
            String instrument = index.require(symbol).id();
            String wanted = frames.orElse(frame, "1m");
            return grid.<IndicatorRow>get(GridMaps.INDICATORS, IndicatorRow.key(instrument, wanted))
                    .switchIfEmpty(
                            store.before(instrument, wanted, Long.MAX_VALUE, 1).singleOrEmpty())
                    .switchIfEmpty(Mono.error(() -> new TickgridException(
                            ErrorCode.NOT_FOUND, "no indicators of " + instrument + " at " + wanted + " yet")));
        });
    }

    /** @param names columns separated by commas; null = all */
    public Mono<IndicatorHistory> history(
            String symbol, @Nullable String frame, @Nullable String names, PageRequest page) {
        return Mono.defer(() -> {
            String instrument = index.require(symbol).id();
            String wanted = frames.orElse(frame, "1m");
            List<String> shown = names == null || names.isEmpty() ? columns : known(names);
            return store.before(instrument, wanted, page.number(LIST, Long.MAX_VALUE), page.limit() + 1)
                    .collectList()
                    .map(rows -> Page.of(
                            rows,
                            page.limit(),
                            r -> new IndicatorPoint(r.openTimeMs(), r.revision(), values(r, shown)),
                            r -> Cursors.encode(LIST, r.openTimeMs())))
                    .map(p -> new IndicatorHistory(instrument, wanted, p.items(), p.nextCursor()));
        });
    }

    private List<String> known(String names) {
        List<String> asked = List.of(names.split(",", MAX_COLUMNS));
        asked.forEach(name -> Texts.oneOf("columns", name, columns));
        return asked;
    }

    /** The values of those columns; null where cold or not computed. */
    public static Map<String, @Nullable Double> values(IndicatorRow row, List<String> columns) {
        Map<String, @Nullable Double> values = LinkedHashMap.newLinkedHashMap(columns.size());
        columns.forEach(c -> values.put(c, Numbers.number(value(row, c))));
        return values;
    }

    /** The value of a column; NaN where cold or not computed. */
    public static double value(IndicatorRow row, String column) {
        int at = row.columns().indexOf(column);
        return at < 0 ? Double.NaN : row.values()[at];
    }
}
