package io.tickgrid.api.portfolio;

import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.portfolio.PortfolioQueries.AccountView;
import io.tickgrid.api.portfolio.PortfolioQueries.PortfolioView;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class PortfolioController {
    private final PortfolioQueries queries;

    PortfolioController(PortfolioQueries queries) {
        this.queries = queries;
    }

    @GetMapping("/api/v1/accounts")
    Mono<Page<AccountView>> accounts(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.accounts(caller, PageRequest.of(cursor, limit));
    }

    @GetMapping("/api/v1/portfolio")
    Mono<PortfolioView> portfolio(
            @AuthenticationPrincipal Caller caller, @RequestParam("account_id") String accountId) {
        return queries.portfolio(caller, accountId);
    }
}
