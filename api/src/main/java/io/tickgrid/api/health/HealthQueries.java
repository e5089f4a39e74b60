package io.tickgrid.api.health;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobStatus;
import io.tickgrid.api.GridReads;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.tick.FeedStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the platform is doing and whether it can. Looked at once a second at most, however many ask. */
@Component
public final class HealthQueries {
    public static final String UP = "UP";
    public static final String DOWN = "DOWN";
    /** It serves, but a job or a dependency is not well. */
    public static final String DEGRADED = "DEGRADED";

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final GridNode node;
    private final GridReads grid;
    private final Mono<HealthView> latest;

    HealthQueries(GridNode node, GridReads grid) {
        this.node = node;
        this.grid = grid;
        this.latest = look().cache(v -> FRESH, e -> Duration.ZERO, () -> Duration.ZERO);
    }

    /** All of it. */
    public record HealthView(
            String status,
            ClusterView cluster,
            List<JobView> jobs,
            MarketView market,
            @Nullable FeedView feed,
            List<DependencyView> dependencies) {}

    /** @param size members now; {@code note} says what the size means for the money side */
    public record ClusterView(int size, List<String> members, boolean splitBrainProtection, String note) {}

    public record JobView(String name, String status) {
        public boolean running() {
            return status.equals(JobStatus.RUNNING.name());
        }
    }

    /** Inputs of all instruments: in = used + late + duplicate + dead. */
    public record MarketView(long in, long used, long restated, long late, long duplicate, long dead) {}

    /** The replay that is the demo's main feed. */
    public record FeedView(String label, long position, long total, long loops, double speed, long eventTimeMs) {}

    /** @param latencyMs null when it did not answer */
    public record DependencyView(
            String name, String status, @Nullable Long latencyMs, String detail) {
        public boolean up() {
            return status.equals(UP);
        }
    }

    public Mono<HealthView> get() {
        return latest;
    }

    private Mono<HealthView> look() {
        Mono<List<JobView>> jobs = Mono.fromCallable(this::jobs)
                .subscribeOn(Schedulers.boundedElastic())
                .timeout(PATIENCE)
                .onErrorReturn(List.of());
        Mono<MarketView> market = grid.<LedgerCounts>all(GridMaps.LEDGER)
                .map(HealthQueries::sum)
                .timeout(PATIENCE)
                .onErrorReturn(new MarketView(0, 0, 0, 0, 0, 0));
        Mono<java.util.Optional<FeedView>> feed = grid.<FeedStatus>all(GridMaps.FEEDS)
                .map(HealthQueries::mainFeed)
                .timeout(PATIENCE)
                .onErrorReturn(java.util.Optional.empty());
        return Mono.zip(jobs, market, feed, postgres())
                .map(t -> view(t.getT1(), t.getT2(), t.getT3().orElse(null), t.getT4()));
    }

    private HealthView view(List<JobView> jobs, MarketView market, @Nullable FeedView feed, DependencyView postgres) {
        ClusterView cluster = cluster();
        DependencyView hazelcast = new DependencyView(
                "hazelcast",
                node.hazelcast().getLifecycleService().isRunning() ? UP : DOWN,
                null,
                cluster.size() + (cluster.size() == 1 ? " member" : " members"));
        List<DependencyView> dependencies = List.of(postgres, hazelcast);
        boolean well = jobs.stream().allMatch(JobView::running)
                && dependencies.stream().allMatch(DependencyView::up);
        return new HealthView(well ? UP : DEGRADED, cluster, jobs, market, feed, dependencies);
    }

    private ClusterView cluster() {
        HazelcastInstance hazelcast = node.hazelcast();
        if (!hazelcast.getLifecycleService().isRunning()) {
            return new ClusterView(0, List.of(), node.config().protectMoney(), "this node has left the cluster");
        }
        List<String> members = hazelcast.getCluster().getMembers().stream()
                .map(m -> m.getAddress().getHost() + ":" + m.getAddress().getPort())
                .sorted()
                .toList();
        int intended = node.config().clusterSize();
        String note = node.config().protectMoney()
                ? "money needs " + node.config().quorum() + " of " + intended + " members"
                : "no split-brain protection: this is a cluster of " + intended + ", for trial and development";
        return new ClusterView(members.size(), members, node.config().protectMoney(), note);
    }

    /** The newest job of each name. */
    private List<JobView> jobs() {
        Map<String, Job> newest = new TreeMap<>();
        for (Job job : node.hazelcast().getJet().getJobs()) {
            String name = job.getName() == null ? job.getIdString() : job.getName();
            newest.merge(name, job, (a, b) -> a.getSubmissionTime() >= b.getSubmissionTime() ? a : b);
        }
        return newest.entrySet().stream()
                .map(e -> new JobView(e.getKey(), e.getValue().getStatus().name()))
                .toList();
    }

    private static MarketView sum(List<LedgerCounts> rows) {
        return new MarketView(
                rows.stream().mapToLong(LedgerCounts::in).sum(),
                rows.stream().mapToLong(LedgerCounts::used).sum(),
                rows.stream().mapToLong(LedgerCounts::restated).sum(),
                rows.stream().mapToLong(LedgerCounts::late).sum(),
                rows.stream().mapToLong(LedgerCounts::duplicate).sum(),
                rows.stream().mapToLong(LedgerCounts::dead).sum());
    }

    /** A recorded feed stands before a simulated one. */
    private static java.util.Optional<FeedView> mainFeed(List<FeedStatus> feeds) {
        return feeds.stream()
                .min(Comparator.comparing((FeedStatus f) -> !f.kind().equals("recorded"))
                        .thenComparing(FeedStatus::instrument))
                .map(f -> new FeedView(
                        f.kind(),
                        f.position(),
                        f.total(),
                        f.loops(),
                        Double.isFinite(f.speed()) ? f.speed() : 0,
                        f.eventTimeMs()));
    }

    private Mono<DependencyView> postgres() {
        return Mono.defer(() -> {
                    long begin = System.nanoTime();
                    return node.db()
                            .query("select 1 as one", row -> 1)
                            .then(Mono.fromCallable(() -> new DependencyView(
                                    "postgresql",
                                    UP,
                                    Duration.ofNanos(System.nanoTime() - begin).toMillis(),
                                    "answers")));
                })
                .timeout(PATIENCE)
                .onErrorResume(e -> Mono.just(new DependencyView("postgresql", DOWN, null, "does not answer")));
    }
}
