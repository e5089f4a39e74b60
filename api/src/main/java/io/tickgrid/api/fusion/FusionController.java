package io.tickgrid.api.fusion;

import io.tickgrid.api.fusion.FusionQueries.FusionView;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class FusionController {
    private final FusionQueries queries;

    FusionController(FusionQueries queries) {
        this.queries = queries;
    }

    @GetMapping("/api/v1/fusion/{symbol}")
    Mono<FusionView> latest(@PathVariable String symbol, @RequestParam(required = false) @Nullable String frame) {
        return queries.latest(symbol, frame);
    }
}
