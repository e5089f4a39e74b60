package io.tickgrid.api.health;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobStatus;
import io.tickgrid.api.GridReads;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.job.JobRun;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.tick.FeedStatus;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What the platform is doing and whether it can. Looked at once a second at most, however many ask. */
@Component
public final class HealthQueries {
    private static final Logger log = LoggerFactory.getLogger(HealthQueries.class);

    public static final String UP = "UP";
    public static final String DOWN = "DOWN";
    /** It serves, but a job or a dependency is not well. */
    public static final String DEGRADED = "DEGRADED";

    /** Nobody can say: not the same as well. */
    public static final String UNKNOWN = "UNKNOWN";

    /** A supervisor has it in its care, and Jet does not have it. */
    public static final String MISSING = "MISSING";

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final GridNode node;
    private final GridReads grid;
    private final KafkaProbe kafka;
    private final AtomicReference<List<JobView>> knownJobs = new AtomicReference<>(List.of());
    private final AtomicReference<@Nullable MarketView> lastMarket = new AtomicReference<>();
    private final AtomicReference<@Nullable Optional<FeedView>> lastFeed = new AtomicReference<>();
    private final Mono<HealthView> latest;

    HealthQueries(GridNode node, GridReads grid, KafkaProbe kafka) {
        this.node = node;
        this.grid = grid;
        this.kafka = kafka;
        this.latest = look().cache(v -> FRESH, e -> Duration.ZERO, () -> Duration.ZERO);
    }

    /**
     * All of it.
     *
     * @param market as it was read last; null before it could be read for the first time
     */
    public record HealthView(
            String status,
            ClusterView cluster,
            List<JobView> jobs,
            @Nullable MarketView market,
            @Nullable FeedView feed,
            List<DependencyView> dependencies) {}

    /** @param size members now; {@code note} says what the size means for the money side */
    public record ClusterView(int size, List<String> members, boolean splitBrainProtection, String note) {}

    /**
     * @param status of Jet, {@link #MISSING} when Jet has no such job, or {@link #UNKNOWN} when the jobs cannot be listed
     * @param restarts what the supervisors did for it; null while nobody can say
     */
    public record JobView(
            String name, String status, @Nullable RestartsView restarts) {
        public boolean running() {
            return status.equals(JobStatus.RUNNING.name());
        }
    }

    /**
     * Restarts since the cluster began, by reason.
     *
     * @param lastMs epoch milliseconds; null when there was none, as {@code lastReason}
     */
    public record RestartsView(
            long failed,
            long missing,
            long suspended,
            @Nullable Long lastMs,
            @Nullable String lastReason) {
        static RestartsView of(JobRun run) {
            boolean none = run.restarts() == 0;
            return new RestartsView(
                    run.failed(),
                    run.missing(),
                    run.suspended(),
                    none ? null : run.lastRestartMs(),
                    none ? null : run.lastReason());
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
        Mono<List<JobView>> jobs =
                orUnknown(Mono.fromCallable(this::jobs).subscribeOn(Schedulers.boundedElastic()), knownJobs);
        Mono<Optional<MarketView>> market =
                orLast(grid.<LedgerCounts>all(GridMaps.LEDGER).map(HealthQueries::sum), lastMarket);
        Mono<Optional<Optional<FeedView>>> feed =
                orLast(grid.<FeedStatus>all(GridMaps.FEEDS).map(HealthQueries::mainFeed), lastFeed);
        return Mono.zip(jobs, market, feed, postgres(), kafka.get())
                .map(t -> view(
                        t.getT1(),
                        t.getT2().orElse(null),
                        t.getT3().flatMap(f -> f).orElse(null),
                        Stream.concat(Stream.of(t.getT4()), t.getT5().stream()).toList()));
    }

    /** The jobs, or those known before with the status unknown: an empty list would look like nothing to worry about. */
    static Mono<List<JobView>> orUnknown(Mono<List<JobView>> listing, AtomicReference<List<JobView>> known) {
        return listing.timeout(PATIENCE).doOnNext(known::set).onErrorResume(e -> {
            log.warn("the jobs cannot be listed: {}", e.toString());
            List<JobView> last = Objects.requireNonNullElse(known.get(), List.of());
            return Mono.just(
                    last.isEmpty()
                            ? List.of(new JobView("jobs", UNKNOWN, null))
                            : last.stream()
                                    .map(j -> new JobView(j.name(), UNKNOWN, j.restarts()))
                                    .toList());
        });
    }

    /** What is read, or what was read last; empty before the first. */
    static <T> Mono<Optional<T>> orLast(Mono<T> look, AtomicReference<@Nullable T> last) {
        return look.timeout(PATIENCE).doOnNext(last::set).map(Optional::of).onErrorResume(e -> {
            log.warn("a figure of health keeps its last value: {}", e.toString());
            return Mono.just(Optional.ofNullable(last.get()));
        });
    }

    private HealthView view(
            List<JobView> jobs, @Nullable MarketView market, @Nullable FeedView feed, List<DependencyView> external) {
        ClusterView cluster = cluster();
        DependencyView hazelcast = new DependencyView(
                "hazelcast",
                node.hazelcast().getLifecycleService().isRunning() ? UP : DOWN,
                null,
                cluster.size() + (cluster.size() == 1 ? " member" : " members"));
        List<DependencyView> dependencies =
                Stream.concat(external.stream(), Stream.of(hazelcast)).toList();
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

    private List<JobView> jobs() {
        return jobs(node.hazelcast());
    }

    /** The newest job of each name, and those that should be there; queries, which are jobs too, are none of them. */
    static List<JobView> jobs(HazelcastInstance hazelcast) {
        Map<String, Job> newest = new TreeMap<>();
        for (Job job : hazelcast.getJet().getJobs()) {
            if (job.isLightJob()) {
                continue;
            }
            String name = job.getName() == null ? job.getIdString() : job.getName();
            newest.merge(name, job, (a, b) -> a.getSubmissionTime() >= b.getSubmissionTime() ? a : b);
        }
        Map<String, JobView> views = new TreeMap<>();
        hazelcast
                .<String, JobRun>getMap(GridMaps.JOB_RUNS.mapName())
                .values()
                .forEach(run -> views.put(run.job(), new JobView(run.job(), MISSING, RestartsView.of(run))));
        newest.forEach((name, job) -> {
            JobView known = views.get(name);
            views.put(name, new JobView(name, job.getStatus().name(), known == null ? null : known.restarts()));
        });
        return List.copyOf(views.values());
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
    private static Optional<FeedView> mainFeed(List<FeedStatus> feeds) {
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
