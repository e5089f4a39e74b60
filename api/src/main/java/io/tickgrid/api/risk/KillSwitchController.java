package io.tickgrid.api.risk;

import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.api.risk.KillSwitchCommands.SwitchRequest;
import io.tickgrid.api.risk.KillSwitchQueries.ChangeView;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/risk/kill-switches")
class KillSwitchController {
    private final KillSwitchQueries queries;
    private final KillSwitchCommands commands;

    KillSwitchController(KillSwitchQueries queries, KillSwitchCommands commands) {
        this.queries = queries;
        this.commands = commands;
    }

    @GetMapping
    Mono<Page<KillSwitchView>> list(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.list(caller, PageRequest.of(cursor, limit));
    }

    @PutMapping("/all")
    Mono<KillSwitchView> setAll(@AuthenticationPrincipal Caller caller, @RequestBody SwitchRequest request) {
        return commands.set(caller, "all", null, request);
    }

    @PutMapping("/{scope}/{name}")
    Mono<KillSwitchView> set(
            @AuthenticationPrincipal Caller caller,
            @PathVariable String scope,
            @PathVariable String name,
            @RequestBody SwitchRequest request) {
        return commands.set(caller, scope, name, request);
    }

    @GetMapping("/changes")
    Mono<Page<ChangeView>> changes(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.changes(caller, PageRequest.of(cursor, limit));
    }
}
