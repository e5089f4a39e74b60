package io.tickgrid.api.health;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.tickgrid.api.Metrics;
import io.tickgrid.api.health.HealthQueries.DependencyView;
import io.tickgrid.api.health.HealthQueries.HealthView;
import io.tickgrid.api.health.HealthQueries.JobView;
import io.tickgrid.api.health.HealthQueries.MarketView;
import io.tickgrid.api.health.HealthQueries.RestartsView;
import io.tickgrid.api.risk.KillSwitchQueries;
import io.tickgrid.grid.job.JobRun;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.BrokerOrderStore;
import io.tickgrid.grid.portfolio.PositionAuditStore;
import io.tickgrid.pipelines.Jobs;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The metrics of {@link Metrics} that are looked at, not counted: every five seconds, so that a scrape waits for nothing. */
@Component
final class PlatformMetrics implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PlatformMetrics.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final double MS_A_SECOND = 1_000;
    private static final double NS_A_SECOND = 1e9;

    private final MultiGauge jobs;
    private final MultiGauge statuses;
    private final MultiGauge dependencies;
    private final MultiGauge deadLetters;
    private final MultiGauge killSwitches;
    private final Map<MultiGauge, ToDoubleFunction<BrokerOrderStore.Watched>> brokers;
    private final Disposable looking;
    private volatile double positionDrifts = Double.NaN;
    private volatile @Nullable HealthView latest;
    private volatile FollowerBlocks.@Nullable OpenOrders openOrders;

    PlatformMetrics(
            MeterRegistry registry,
            HealthQueries queries,
            KillSwitchQueries switches,
            FollowerBlocks blocks,
            GridNode node) {
        jobs = multi(registry, Metrics.JOB_RUNNING);
        statuses = multi(registry, Metrics.JOB_STATUS);
        dependencies = multi(registry, Metrics.DEPENDENCY_UP);
        deadLetters = multi(registry, Metrics.DEAD_LETTERS);
        killSwitches = multi(registry, Metrics.KILL_SWITCHES_ON);
        brokers = Map.of(
                multi(registry, Metrics.BROKER_ORDERS_OPEN), BrokerOrderStore.Watched::open,
                multi(registry, Metrics.BROKER_ORDERS_UNSENT), BrokerOrderStore.Watched::unsent,
                multi(registry, Metrics.BROKER_ORDERS_UNKNOWN), BrokerOrderStore.Watched::unknown,
                multi(registry, Metrics.BROKER_ORDERS_UNKNOWN_OLDEST),
                        w -> w.unknown() == 0 ? Double.NaN : w.oldestUnknownMs() / MS_A_SECOND,
                multi(registry, Metrics.BROKER_ORDERS_DISAGREEING), BrokerOrderStore.Watched::problems);
        for (Jobs job : Jobs.values()) {
            restarts(registry, job, JobRun.Reason.FAILED, RestartsView::failed);
            restarts(registry, job, JobRun.Reason.MISSING, RestartsView::missing);
            restarts(registry, job, JobRun.Reason.SUSPENDED, RestartsView::suspended);
        }
        input(registry, "in", MarketView::in);
        input(registry, "used", MarketView::used);
        input(registry, "restated", MarketView::restated);
        input(registry, "late", MarketView::late);
        input(registry, "duplicate", MarketView::duplicate);
        input(registry, "dead", MarketView::dead);
        gauge(
                registry,
                Metrics.FEED_POSITION,
                v -> v.feed() == null ? Double.NaN : v.feed().position());
        gauge(
                registry,
                Metrics.FEED_EVENT_TIME,
                v -> v.feed() == null ? Double.NaN : v.feed().eventTimeMs() / MS_A_SECOND);
        gauge(registry, Metrics.CLUSTER_MEMBERS, v -> v.cluster().size());
        open(registry, Metrics.COPY_ORDERS_OPEN, FollowerBlocks.OpenOrders::count);
        open(registry, Metrics.COPY_ORDERS_OLDEST, o -> o.count() == 0 ? Double.NaN : o.oldestNs() / NS_A_SECOND);
        PositionAuditStore audit = new PositionAuditStore(node.db());
        Gauge.builder(Metrics.POSITION_DRIFTS.meter(), this, m -> m.positionDrifts)
                .description(Metrics.POSITION_DRIFTS.doc())
                .register(registry);
        looking = Flux.interval(Duration.ZERO, EVERY)
                .onBackpressureDrop()
                .concatMap(n -> Mono.when(
                        look(queries::get, this::show),
                        look(node.stores().deadLetters()::counts, letters -> show(deadLetters, "reason", letters)),
                        look(
                                () -> Mono.fromCallable(blocks::openOrders)
                                        .subscribeOn(Schedulers.boundedElastic())
                                        .timeout(EVERY)
                                        // a count that only stays would look like orders that stay
                                        .doOnError(e -> openOrders = null),
                                orders -> openOrders = orders),
                        look(
                                () -> BrokerOrderStore.watched(node.db()).collectList(),
                                all -> brokers.forEach((gauge, value) -> gauge.register(
                                        rows(all, "broker", BrokerOrderStore.Watched::broker, value), true))),
                        look(switches::on, on -> show(killSwitches, "scope", on)),
                        look(audit::drifts, drifts -> positionDrifts = drifts)))
                .subscribe();
    }

    /** One that fails, or takes too long, keeps nothing but its own metrics from being new. */
    private static <T> Mono<Void> look(Supplier<Mono<T>> at, Consumer<T> show) {
        return Mono.defer(at)
                .timeout(EVERY)
                .doOnNext(show)
                .onErrorResume(e -> {
                    log.warn("metrics keep their last values: {}", e.toString());
                    return Mono.empty();
                })
                .then();
    }

    private static void show(MultiGauge gauge, String tag, Map<String, Long> counts) {
        gauge.register(rows(List.copyOf(counts.entrySet()), tag, Map.Entry::getKey, Map.Entry::getValue), true);
    }

    private void show(HealthView view) {
        latest = view;
        statuses.register(
                view.jobs().stream()
                        .<MultiGauge.Row<?>>map(
                                j -> MultiGauge.Row.of(Tags.of("job", j.name(), "status", j.status()), 1))
                        .toList(),
                true);
        jobs.register(rows(view.jobs(), "job", JobView::name, j -> j.running() ? 1 : 0), true);
        dependencies.register(rows(view.dependencies(), "dependency", DependencyView::name, d -> d.up() ? 1 : 0), true);
    }

    private static <T> List<MultiGauge.Row<?>> rows(
            List<T> all, String tag, Function<T, String> name, ToDoubleFunction<T> value) {
        return all.stream()
                .<MultiGauge.Row<?>>map(x -> MultiGauge.Row.of(Tags.of(tag, name.apply(x)), value.applyAsDouble(x)))
                .toList();
    }

    private void restarts(
            MeterRegistry registry, Jobs job, JobRun.Reason reason, ToDoubleFunction<RestartsView> value) {
        FunctionCounter.builder(Metrics.JOB_RESTARTS.meter(), this, m -> m.restarts(job.jobName(), value))
                .description(Metrics.JOB_RESTARTS.doc())
                .tag("job", job.jobName())
                .tag("reason", reason.text())
                .register(registry);
    }

    private double restarts(String job, ToDoubleFunction<RestartsView> value) {
        HealthView view = latest;
        return view == null
                ? 0
                : view.jobs().stream()
                        .filter(j -> j.name().equals(job) && j.restarts() != null)
                        .mapToDouble(j -> value.applyAsDouble(Objects.requireNonNull(j.restarts())))
                        .sum();
    }

    private void input(MeterRegistry registry, String outcome, ToDoubleFunction<MarketView> value) {
        Gauge.builder(Metrics.MARKET_INPUTS.meter(), this, m -> m.market(value))
                .description(Metrics.MARKET_INPUTS.doc())
                .tag("outcome", outcome)
                .register(registry);
    }

    private double market(ToDoubleFunction<MarketView> value) {
        HealthView view = latest;
        return view == null || view.market() == null ? Double.NaN : value.applyAsDouble(view.market());
    }

    private void open(MeterRegistry registry, Metrics metric, ToDoubleFunction<FollowerBlocks.OpenOrders> value) {
        Gauge.builder(metric.meter(), this, m -> {
                    FollowerBlocks.OpenOrders orders = m.openOrders;
                    return orders == null ? Double.NaN : value.applyAsDouble(orders);
                })
                .description(metric.doc())
                .register(registry);
    }

    private void gauge(MeterRegistry registry, Metrics metric, ToDoubleFunction<HealthView> value) {
        Gauge.builder(metric.meter(), this, m -> m.latest == null ? Double.NaN : value.applyAsDouble(m.latest))
                .description(metric.doc())
                .register(registry);
    }

    private static MultiGauge multi(MeterRegistry registry, Metrics metric) {
        return MultiGauge.builder(metric.meter()).description(metric.doc()).register(registry);
    }

    @Override
    public void close() {
        looking.dispose();
    }
}
