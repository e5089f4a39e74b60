package io.tickgrid.api.order;

import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.order.OrderCommands.OrderRequest;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/orders")
class OrderController {
    private final OrderQueries queries;
    private final OrderCommands commands;

    OrderController(OrderQueries queries, OrderCommands commands) {
        this.queries = queries;
        this.commands = commands;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<OrderView> place(
            @AuthenticationPrincipal Caller caller,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String idempotencyKey,
            @RequestBody OrderRequest request) {
        return commands.place(caller, idempotencyKey, request);
    }

    @PostMapping("/{client_order_id}/cancel")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Mono<OrderView> cancel(
            @AuthenticationPrincipal Caller caller, @PathVariable("client_order_id") String clientOrderId) {
        return commands.cancel(caller, clientOrderId);
    }

    @GetMapping
    Mono<Page<OrderView>> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(name = "account_id", required = false) @Nullable String accountId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.list(caller, accountId, PageRequest.of(cursor, limit));
    }

    @GetMapping("/{client_order_id}")
    Mono<OrderView> get(@AuthenticationPrincipal Caller caller, @PathVariable("client_order_id") String clientOrderId) {
        return queries.get(caller, clientOrderId);
    }
}
