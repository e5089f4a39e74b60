package io.tickgrid.api.risk;

import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.risk.RiskLimitCommands.LimitsRequest;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/risk/limits")
class RiskLimitController {
    private final RiskLimitCommands commands;

    RiskLimitController(RiskLimitCommands commands) {
        this.commands = commands;
    }

    @GetMapping("/{account}")
    Mono<RiskLimitsView> get(@AuthenticationPrincipal Caller caller, @PathVariable String account) {
        return commands.get(caller, account);
    }

    @PutMapping("/{account}")
    Mono<RiskLimitsView> set(
            @AuthenticationPrincipal Caller caller, @PathVariable String account, @RequestBody LimitsRequest request) {
        return commands.set(caller, account, request);
    }
}
