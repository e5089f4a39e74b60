package io.tickgrid.api.tick;

import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.tick.DeadLetter;
import io.tickgrid.grid.tick.DeadLetterStore;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Refused input, newest first. */
@Component
public final class DeadLetterQueries {
    private static final String LIST = "dead-letters";

    private final DeadLetterStore store;

    DeadLetterQueries(GridNode node) {
        store = node.stores().deadLetters();
    }

    public Mono<Page<DeadLetter>> list(PageRequest page) {
        return Mono.defer(() -> store.before(page.number(LIST, Long.MAX_VALUE), page.limit() + 1)
                .collectList()
                .map(rows -> Page.of(
                        rows, page.limit(), DeadLetterStore.Numbered::letter, r -> Cursors.encode(LIST, r.number()))));
    }
}
