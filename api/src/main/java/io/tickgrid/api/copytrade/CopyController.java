package io.tickgrid.api.copytrade;

import io.tickgrid.api.copytrade.CopyCommands.LinkRequest;
import io.tickgrid.api.copytrade.CopyDryRuns.DryRunRequest;
import io.tickgrid.api.copytrade.CopyDryRuns.DryRunView;
import io.tickgrid.api.copytrade.CopyQueries.LedgerFilter;
import io.tickgrid.api.copytrade.CopyQueries.QualityView;
import io.tickgrid.api.copytrade.CopyQueries.SummaryView;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.pipelines.copytrade.CopySimulate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/copy")
class CopyController {
    private final CopyQueries queries;
    private final CopyCommands commands;
    private final CopyDryRuns dryRuns;

    CopyController(CopyQueries queries, CopyCommands commands, CopyDryRuns dryRuns) {
        this.queries = queries;
        this.commands = commands;
        this.dryRuns = dryRuns;
    }

    @GetMapping("/links")
    Mono<Page<LinkView>> links(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(name = "leader_account_id", required = false) @Nullable String leaderAccountId,
            @RequestParam(name = "follower_account_id", required = false) @Nullable String followerAccountId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.links(caller, leaderAccountId, followerAccountId, PageRequest.of(cursor, limit));
    }

    @PostMapping("/links")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<LinkView> create(@AuthenticationPrincipal Caller caller, @RequestBody LinkRequest request) {
        return commands.create(caller, request);
    }

    @PostMapping("/links/{id}/pause")
    Mono<LinkView> pause(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return commands.pause(caller, id);
    }

    @PostMapping("/links/{id}/resume")
    Mono<LinkView> resume(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return commands.resume(caller, id);
    }

    @PostMapping("/links/{id}/close")
    Mono<LinkView> close(@AuthenticationPrincipal Caller caller, @PathVariable String id) {
        return commands.close(caller, id);
    }

    @PostMapping("/simulate")
    Mono<List<CopySimulate.Result>> simulate(@RequestBody(required = false) @Nullable String json) {
        return dryRuns.simulate(json == null ? "" : json);
    }

    @PostMapping("/dry-run")
    Mono<DryRunView> dryRun(@AuthenticationPrincipal Caller caller, @RequestBody DryRunRequest request) {
        return dryRuns.dryRun(caller, request);
    }

    @GetMapping("/ledger")
    Mono<Page<LedgerView>> ledger(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(name = "leader_account_id", required = false) @Nullable String leaderAccountId,
            @RequestParam(name = "follower_account_id", required = false) @Nullable String followerAccountId,
            @RequestParam(required = false) @Nullable String outcome,
            @RequestParam(name = "leader_sequence", required = false) @Nullable Long leaderSequence,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.ledger(
                caller,
                new LedgerFilter(leaderAccountId, followerAccountId, outcome, leaderSequence),
                PageRequest.of(cursor, limit));
    }

    @GetMapping("/quality")
    Mono<Page<QualityView>> quality(
            @AuthenticationPrincipal Caller caller,
            @RequestParam(name = "leader_account_id", required = false) @Nullable String leaderAccountId,
            @RequestParam(name = "follower_account_id", required = false) @Nullable String followerAccountId,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        return queries.quality(caller, leaderAccountId, followerAccountId, PageRequest.of(cursor, limit));
    }

    @GetMapping("/ledger/summary")
    Mono<SummaryView> summary(
            @AuthenticationPrincipal Caller caller, @RequestParam("leader_account_id") String leaderAccountId) {
        return queries.summary(caller, leaderAccountId);
    }
}
