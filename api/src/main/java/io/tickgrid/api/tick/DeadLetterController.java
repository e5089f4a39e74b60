package io.tickgrid.api.tick;

import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.grid.tick.DeadLetter;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class DeadLetterController {
    private final DeadLetterQueries queries;

    DeadLetterController(DeadLetterQueries queries) {
        this.queries = queries;
    }

    @GetMapping("/api/v1/dead-letters")
    Mono<Page<DeadLetter>> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.list(PageRequest.of(cursor, limit));
    }
}
