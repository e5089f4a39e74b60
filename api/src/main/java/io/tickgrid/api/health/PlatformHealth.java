package io.tickgrid.api.health;

import io.tickgrid.api.health.HealthQueries.DependencyView;
import io.tickgrid.api.health.HealthQueries.HealthView;
import io.tickgrid.api.health.HealthQueries.JobView;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Readiness: down while a job does not run, nobody can say whether it does,
 * or a dependency is away, and it names them. Liveness does not ask: a restart would not help. */
@Component("platform")
final class PlatformHealth implements ReactiveHealthIndicator {
    private final HealthQueries queries;

    PlatformHealth(HealthQueries queries) {
        this.queries = queries;
    }

    @Override
    public Mono<Health> health() {
        return queries.get().map(PlatformHealth::health);
    }

    static Health health(HealthView view) {
        boolean ready = view.jobs().stream().allMatch(JobView::running)
                && view.dependencies().stream().allMatch(DependencyView::up);
        return (ready ? Health.up() : Health.down())
                .withDetail("cluster", view.cluster().note())
                .withDetail(
                        "jobs_not_running",
                        view.jobs().stream()
                                .filter(j -> !j.running())
                                .map(j -> j.name() + ": " + j.status())
                                .toList())
                .withDetail(
                        "dependencies_away",
                        view.dependencies().stream()
                                .filter(d -> !d.up())
                                .map(DependencyView::name)
                                .toList())
                .build();
    }
}
