package io.tickgrid.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.core.JobStatus;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.engine.EngineStates;
import io.tickgrid.pipelines.engine.MarketSettings;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Submits the jobs of this node's roles, and again each that has failed: every job goes on from its stored state. */
public final class JobSupervisor implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobSupervisor.class);

    private final HazelcastInstance hazelcast;
    private final MarketSettings settings;
    private final Set<GridConfig.Role> roles;
    private final boolean protect;
    private final AtomicLong restarts = new AtomicLong();
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
        var unused = timer.scheduleWithFixedDelay(this::check, 2, 2, TimeUnit.SECONDS);
        return this;
    }

    /** How many failed jobs it has submitted again. */
    public long restarts() {
        return restarts.get();
    }

    private void check() {
        for (Jobs spec : Jobs.values()) {
            if (!roles.contains(spec.role())) {
                continue;
            }
            try {
                Job job = spec.find(hazelcast);
                if (job == null || job.getStatus() == JobStatus.FAILED) {
                    log.warn("job {} has failed and is submitted again", spec.jobName());
                    restarts.incrementAndGet();
                    spec.submit(hazelcast, settings, protect);
                } else if (job.getStatus() == JobStatus.SUSPENDED) {
                    log.warn("job {} is suspended and goes on", spec.jobName());
                    job.resume();
                }
            } catch (HazelcastInstanceNotActiveException e) {
                return;
            } catch (RuntimeException e) {
                log.warn("job {} could not be checked: {}", spec.jobName(), e.toString());
            }
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
