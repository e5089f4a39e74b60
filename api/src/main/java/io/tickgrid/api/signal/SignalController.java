package io.tickgrid.api.signal;

import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class SignalController {
    private final SignalQueries queries;

    SignalController(SignalQueries queries) {
        this.queries = queries;
    }

    @GetMapping("/api/v1/signals")
    Mono<Page<SignalView>> list(
            @RequestParam(required = false) @Nullable String symbol,
            @RequestParam(required = false) @Nullable String frame,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.list(symbol, frame, PageRequest.of(cursor, limit));
    }
}
