package io.tickgrid.api.candle;

import io.swagger.v3.oas.annotations.Parameter;
import io.tickgrid.api.candle.CandleQueries.CandleList;
import io.tickgrid.api.rest.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class CandleController {
    private final CandleQueries queries;

    CandleController(CandleQueries queries) {
        this.queries = queries;
    }

    @GetMapping("/api/v1/candles/{symbol}")
    Mono<CandleList> list(
            @PathVariable String symbol,
            @RequestParam(required = false) @Nullable String frame,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit,
            @Parameter(description = "whether times without a trade have a bar too, at the close before them")
                    @RequestParam(defaultValue = "false")
                    boolean fill) {
        return queries.list(symbol, frame, PageRequest.of(cursor, limit), fill);
    }
}
