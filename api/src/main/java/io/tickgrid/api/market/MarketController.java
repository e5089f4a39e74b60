package io.tickgrid.api.market;

import io.tickgrid.api.market.MarketQueries.OverviewView;
import io.tickgrid.api.market.TrendQueries.TrendView;
import io.tickgrid.api.market.TrendQueries.VolatilityView;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class MarketController {
    private final MarketQueries market;
    private final TrendQueries trends;

    MarketController(MarketQueries market, TrendQueries trends) {
        this.market = market;
        this.trends = trends;
    }

    @GetMapping("/api/v1/market/overview")
    Mono<OverviewView> overview() {
        return market.overview();
    }

    @GetMapping("/api/v1/quant/trends/{symbol}")
    Mono<TrendView> trend(@PathVariable String symbol, @RequestParam(required = false) @Nullable String frame) {
        return trends.trend(symbol, frame);
    }

    @GetMapping("/api/v1/quant/volatility/{symbol}")
    Mono<VolatilityView> volatility(
            @PathVariable String symbol, @RequestParam(required = false) @Nullable String frame) {
        return trends.volatility(symbol, frame);
    }
}
