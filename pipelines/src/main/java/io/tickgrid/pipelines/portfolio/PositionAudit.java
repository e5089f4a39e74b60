package io.tickgrid.pipelines.portfolio;

import com.hazelcast.jet.core.Processor;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.portfolio.PositionAuditStore;
import io.tickgrid.pipelines.job.StepProcessor;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees each second whether the positions that changed are the sums of their fills, and at its start whether all are. What is
 * not stands in {@code position_drifts} and in the log until it is right again; nothing is corrected.
 */
public final class PositionAudit extends StepProcessor {
    private static final Logger log = LoggerFactory.getLogger(PositionAudit.class);
    private static final long EVERY_NS = Duration.ofSeconds(1).toNanos();

    private @Nullable PositionAuditStore store;
    private boolean lookedAtAll;
    private long lastNs;
    private List<PositionAuditStore.Drift> told = List.of();

    @Override
    protected void init(Processor.Context context) {
        store = new PositionAuditStore(GridNode.database(context.hazelcastInstance()));
    }

    @Override
    protected boolean step() {
        long nowNs = System.nanoTime();
        if (lookedAtAll && nowNs - lastNs < EVERY_NS) {
            return false;
        }
        lastNs = nowNs;
        PositionAuditStore s = Objects.requireNonNull(store);
        List<PositionAuditStore.Drift> drifts =
                (lookedAtAll ? s.changed() : s.all()).blockOptional().orElse(told);
        lookedAtAll = true;
        for (PositionAuditStore.Drift drift : drifts) {
            if (!told.contains(drift)) {
                log.error("a position is not the sum of its fills: {}", drift);
            }
        }
        told = drifts;
        return false;
    }
}
