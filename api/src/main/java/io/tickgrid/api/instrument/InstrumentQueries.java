package io.tickgrid.api.instrument;

import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.instrument.Instrument;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Listings. */
@Component
public final class InstrumentQueries {
    private static final String LIST = "instruments";

    private final InstrumentIndex index;

    InstrumentQueries(InstrumentIndex index) {
        this.index = index;
    }

    /** Listings whose id or name contains the text (null = all), in the order of their ids. */
    public Mono<Page<InstrumentView>> list(@Nullable String query, PageRequest page) {
        return Mono.fromCallable(() -> {
            String wanted = query == null ? "" : query.toLowerCase(Locale.ROOT);
            String after = page.cursor() == null
                    ? ""
                    : Cursors.decode(LIST, page.cursor(), 1).getFirst();
            List<Instrument> found = index.all().stream()
                    .filter(i -> i.id().compareTo(after) > 0)
                    .filter(i -> i.id().toLowerCase(Locale.ROOT).contains(wanted)
                            || i.name().toLowerCase(Locale.ROOT).contains(wanted))
                    .limit(page.limit() + 1L)
                    .toList();
            return Page.of(found, page.limit(), InstrumentView::of, i -> Cursors.encode(LIST, i.id()));
        });
    }

    public Mono<InstrumentView> get(String symbol) {
        return Mono.fromCallable(() -> InstrumentView.of(index.require(symbol)));
    }
}
