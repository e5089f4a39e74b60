package io.tickgrid.api.signal;

import io.tickgrid.api.candle.Frames;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.signal.SignalStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Published signals, from PostgreSQL in the order of their publication. */
@Component
public final class SignalQueries {
    private static final String LIST = "signals";

    private final InstrumentIndex index;
    private final SignalStore store;
    private final Frames frames;

    SignalQueries(InstrumentIndex index, GridNode node, Frames frames) {
        this.index = index;
        this.store = node.stores().signals();
        this.frames = frames;
    }

    /** Newest first; no symbol = all instruments, no frame = all frames. */
    public Mono<Page<SignalView>> list(@Nullable String symbol, @Nullable String frame, PageRequest page) {
        return Mono.defer(() -> {
            String instrument = symbol == null || symbol.isEmpty()
                    ? ""
                    : index.require(symbol).id();
            String wanted = frames.orElse(frame, "");
            long before = page.number(LIST, Long.MAX_VALUE);
            return store.before(instrument, wanted, before, page.limit() + 1)
                    .collectList()
                    .map(rows -> Page.of(rows, page.limit(), SignalView::of, s -> Cursors.encode(LIST, s.sequence())));
        });
    }

    /** Those published after a sequence, oldest first. */
    public Mono<List<Signal>> after(long sequence, int limit) {
        return store.after(sequence, limit).collectList();
    }
}
