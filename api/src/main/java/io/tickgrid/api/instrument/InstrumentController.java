package io.tickgrid.api.instrument;

import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/instruments")
class InstrumentController {
    private final InstrumentQueries queries;

    InstrumentController(InstrumentQueries queries) {
        this.queries = queries;
    }

    @GetMapping
    Mono<Page<InstrumentView>> list(
            @RequestParam(required = false) @Nullable String query,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.list(query, PageRequest.of(cursor, limit));
    }

    @GetMapping("/{symbol}")
    Mono<InstrumentView> get(@PathVariable String symbol) {
        return queries.get(symbol);
    }
}
