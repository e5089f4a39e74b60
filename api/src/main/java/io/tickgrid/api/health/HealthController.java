package io.tickgrid.api.health;

import io.tickgrid.api.health.HealthQueries.HealthView;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
class HealthController {
    private final HealthQueries queries;

    HealthController(HealthQueries queries) {
        this.queries = queries;
    }

    @GetMapping("/api/v1/health")
    Mono<HealthView> get() {
        return queries.get();
    }
}
