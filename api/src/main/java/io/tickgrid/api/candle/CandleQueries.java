package io.tickgrid.api.candle;

import io.tickgrid.api.candle.GapFill.Bar;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Pages of bars, with or without the minutes that had no trade. */
@Component
public final class CandleQueries {
    private static final String LIST = "candles";

    private final InstrumentIndex index;
    private final CandleReader reader;
    private final Frames frames;

    CandleQueries(InstrumentIndex index, CandleReader reader, Frames frames) {
        this.index = index;
        this.reader = reader;
        this.frames = frames;
    }

    /** Bars of an instrument and frame. */
    public record CandleList(
            String instrument,
            String frame,
            List<CandleView> items,
            @Nullable String nextCursor) {}

    /**
     * Bars newest first; the first page begins with the forming one.
     *
     * @param fill whether minutes without trades have a bar too
     */
    public Mono<CandleList> list(String symbol, @Nullable String frame, PageRequest page, boolean fill) {
        return Mono.defer(() -> {
            Instrument listing = index.require(symbol);
            String instrument = listing.id();
            String wanted = frames.orElse(frame, "1m");
            // One more than the page: there is a next, and what the page's oldest gap is filled with is known.
            int most = page.limit() + 1;
            Mono<List<Bar>> bars = fill
                    ? filled(listing, wanted, page, Frames.requireStepMs(wanted), most)
                    : read(instrument, wanted, page, most)
                            .map(rows -> rows.stream().map(Bar::traded).toList());
            return bars.map(rows -> Page.of(
                            rows,
                            page.limit(),
                            Bar::view,
                            b -> Cursors.encode(LIST, b.candle().openTimeMs())))
                    .map(p -> new CandleList(instrument, wanted, p.items(), p.nextCursor()));
        });
    }

    private Mono<List<Candle>> read(String instrument, String frame, PageRequest page, int most) {
        return page.cursor() == null
                ? reader.newest(instrument, frame, most)
                : reader.before(instrument, frame, page.number(LIST, Long.MAX_VALUE), most);
    }

    /** Nothing is filled behind the newest bar: time moves by trades, and how long they stay away is not known. */
    private Mono<List<Bar>> filled(Instrument listing, String frame, PageRequest page, long stepMs, int most) {
        String instrument = listing.id();
        SessionCalendar calendar = SessionCalendar.of(listing.calendar());
        return read(instrument, frame, page, most).flatMap(rows -> {
            if (rows.isEmpty()) {
                return Mono.just(List.<Bar>of());
            }
            if (page.cursor() == null) {
                return Mono.just(GapFill.fill(rows, rows.getFirst().openTimeMs() + 1, calendar, stepMs, most));
            }
            long before = page.number(LIST, Long.MAX_VALUE);
            return reader.newest(instrument, frame, 1)
                    .map(newest -> newest.isEmpty()
                            ? rows.getFirst().openTimeMs()
                            : newest.getFirst().openTimeMs())
                    .map(end -> GapFill.fill(rows, Math.min(before, end + 1), calendar, stepMs, most));
        });
    }

    /** The newest bars with the forming one, newest first. */
    public Mono<List<Candle>> newest(String instrument, String frame, int limit) {
        return reader.newest(instrument, frame, limit);
    }
}
