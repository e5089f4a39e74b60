package io.tickgrid.api.indicator;

import io.tickgrid.api.indicator.IndicatorQueries.IndicatorHistory;
import io.tickgrid.api.indicator.IndicatorQueries.IndicatorView;
import io.tickgrid.api.rest.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/quant/indicators/{symbol}")
class IndicatorController {
    private final IndicatorQueries queries;

    IndicatorController(IndicatorQueries queries) {
        this.queries = queries;
    }

    @GetMapping
    Mono<IndicatorView> latest(@PathVariable String symbol, @RequestParam(required = false) @Nullable String frame) {
        return queries.latest(symbol, frame);
    }

    @GetMapping("/history")
    Mono<IndicatorHistory> history(
            @PathVariable String symbol,
            @RequestParam(required = false) @Nullable String frame,
            @RequestParam(required = false) @Nullable String columns,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.history(symbol, frame, columns, PageRequest.of(cursor, limit));
    }
}
