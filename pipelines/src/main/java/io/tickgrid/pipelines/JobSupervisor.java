package io.tickgrid.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.map.IMap;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.job.JobRun;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.engine.EngineStates;
import io.tickgrid.pipelines.engine.MarketSettings;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits the jobs of this node's roles, and again each that has failed: every job goes on from its stored state. What it did
 * stands in the map {@code job-runs}, for all nodes to show. Each member has a supervisor; of a restart one of them takes
 * care, after a pause that grows while the job fails again and again.
 */
public final class JobSupervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobSupervisor.class);
    private static final long CHECK_MS = 1_000;
    /** A supervisor that dies with the lock keeps the others out for so long. */
    private static final long LEASE_S = 30;

    /** A new master of the cluster knows no job for a moment. */
    private static final int CHECKS_MISSED = 5;

    private static final int SHOWN = 300;

    private final HazelcastInstance hazelcast;
    private final MarketSettings settings;
    private final Set<GridConfig.Role> roles;
    private final boolean protect;
    private final Map<Jobs, Integer> missed = new EnumMap<>(Jobs.class);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            r -> Thread.ofPlatform().name("job-supervisor").daemon().unstarted(r));

    public JobSupervisor(
            HazelcastInstance hazelcast, MarketSettings settings, Set<GridConfig.Role> roles, boolean protect) {
        this.hazelcast = hazelcast;
        this.settings = settings;
        this.roles = roles;
        this.protect = protect;
    }

    /** @throws io.tickgrid.pipelines.engine.StateMismatchException when a stored engine is not one of this build's */
    public JobSupervisor start() {
        if (roles.contains(GridConfig.Role.MARKET)) {
            EngineStates.requireReadable(new Stores(GridNode.database(hazelcast)), settings);
        }
        Jobs.submitAll(hazelcast, settings, roles, protect);
        for (Jobs spec : Jobs.values()) {
            if (roles.contains(spec.role())) {
                runs().putIfAbsent(spec.jobName(), JobRun.first(spec.jobName()));
            }
        }
        var unused = timer.scheduleWithFixedDelay(this::check, CHECK_MS, CHECK_MS, TimeUnit.MILLISECONDS);
        return this;
    }

    private IMap<String, JobRun> runs() {
        return hazelcast.getMap(GridMaps.JOB_RUNS.mapName());
    }

    private void check() {
        for (Jobs spec : Jobs.values()) {
            if (!roles.contains(spec.role())) {
                continue;
            }
            try {
                JobRun.Reason reason = reason(spec.find(hazelcast));
                if (reason == JobRun.Reason.MISSING && missed.merge(spec, 1, Integer::sum) < CHECKS_MISSED) {
                    continue;
                }
                if (reason != JobRun.Reason.MISSING) {
                    missed.remove(spec);
                }
                if (reason != null) {
                    restart(spec);
                }
            } catch (HazelcastInstanceNotActiveException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("job {} could not be checked: {}", spec.jobName(), e.toString());
            }
        }
    }

    /** Why a job has to be restarted; null when it has not. */
    private static JobRun.@Nullable Reason reason(@Nullable Job job) {
        if (job == null) {
            return JobRun.Reason.MISSING;
        }
        return switch (job.getStatus()) {
            case FAILED, COMPLETED -> JobRun.Reason.FAILED;
            case SUSPENDED -> JobRun.Reason.SUSPENDED;
            case NOT_RUNNING, STARTING, RUNNING, SUSPENDED_EXPORTING_SNAPSHOT, COMPLETING -> null;
        };
    }

    private void restart(Jobs spec) {
        IMap<String, JobRun> runs = runs();
        String name = spec.jobName();
        try {
            if (!runs.tryLock(name, 0, TimeUnit.SECONDS, LEASE_S, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            // Another supervisor may have been faster.
            Job job = spec.find(hazelcast);
            JobRun.Reason reason = reason(job);
            JobRun before = Objects.requireNonNullElseGet(runs.get(name), () -> JobRun.first(name));
            long now = hazelcast.getCluster().getClusterTime();
            if (reason == null || !before.mayRestart(now)) {
                return;
            }
            JobRun after = before.restarted(reason, now);
            log.warn("job {} is {} and restarted, in a row: {}; {}", name, reason.text(), after.inARow(), why(job));
            // Counted first: a submission that fails has to wait longer too.
            runs.set(name, after);
            if (job != null && reason == JobRun.Reason.SUSPENDED) {
                job.resume();
            } else {
                spec.submit(hazelcast, settings, protect);
            }
        } finally {
            runs.unlock(name);
        }
    }

    /** What a failed job failed of, in one line. */
    private static String why(@Nullable Job job) {
        if (job == null || job.getStatus() != JobStatus.FAILED) {
            return "no failure is known";
        }
        Throwable failure = job.getFuture()
                .handle((v, e) -> e == null ? new IllegalStateException("ended") : e)
                .join();
        // Jet gives the trace of another thread as a text: the innermost cause stands last.
        String text = String.valueOf(failure.getMessage());
        int innermost = text.lastIndexOf("Caused by: ");
        String line = (innermost < 0 ? text : text.substring(innermost))
                .lines()
                .findFirst()
                .orElse(text);
        return line.substring(0, Math.min(SHOWN, line.length()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
