package io.tickgrid.pipelines;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.function.SupplierEx;
import com.hazelcast.jet.Job;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.config.ProcessingGuarantee;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.JobStatus;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.core.ProcessorSupplier;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.pipelines.broker.BrokerDispatch;
import io.tickgrid.pipelines.broker.Brokers;
import io.tickgrid.pipelines.broker.SignalTrader;
import io.tickgrid.pipelines.copytrade.CopyTradeProcessor;
import io.tickgrid.pipelines.copytrade.OrderProjection;
import io.tickgrid.pipelines.engine.MarketJob;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.order.OutboxRelay;
import io.tickgrid.pipelines.portfolio.PositionAudit;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The table of jobs: what each does, which role runs it and how it is built. */
public enum Jobs {
    MARKET(
            "Ticks to candles, indicators, opinions, scores, signals and paper fills.",
            GridConfig.Role.MARKET,
            ProcessingGuarantee.AT_LEAST_ONCE,
            MarketJob::create),
    OUTBOX_RELAY(
            "What committed transactions have to tell Kafka.",
            GridConfig.Role.MONEY,
            ProcessingGuarantee.NONE,
            s -> one("outbox-relay", () -> new OutboxRelay(s.kafka()))),
    BROKER_DISPATCH(
            "Orders of brokers outside to them, and their fills to the books.",
            GridConfig.Role.MONEY,
            ProcessingGuarantee.NONE,
            s -> one("broker-dispatch", () -> new BrokerDispatch(Brokers::adapters))),
    SIGNAL_TRADER(
            "Published signals to orders of the accounts that trade them.",
            GridConfig.Role.MONEY,
            ProcessingGuarantee.NONE,
            s -> one("signal-trader", SignalTrader::new)),
    COPY_TRADE(
            "Leaders' fills to followers' sized, risk-checked orders.",
            GridConfig.Role.MONEY,
            ProcessingGuarantee.NONE,
            s -> one("copy-trade", () -> new CopyTradeProcessor(s.kafka()))),
    ORDER_PROJECTION(
            "Committed order events to the maps, the follower blocks and the order feed.",
            GridConfig.Role.MONEY,
            ProcessingGuarantee.NONE,
            s -> one("order-projection", OrderProjection::new)),
    POSITION_AUDIT(
            "Whether positions are the sums of their fills: each second those that changed, at its start all.",
            GridConfig.Role.MONEY,
            ProcessingGuarantee.NONE,
            s -> one("position-audit", PositionAudit::new));

    /** Part of every job's name: a build that cannot read the state of another has another number. */
    static final int STATE_VERSION = 1;

    private static final long SNAPSHOT_INTERVAL_MS = 1_000;

    private final String doc;
    private final GridConfig.Role role;
    private final ProcessingGuarantee guarantee;
    private final Function<MarketSettings, DAG> dag;

    Jobs(String doc, GridConfig.Role role, ProcessingGuarantee guarantee, Function<MarketSettings, DAG> dag) {
        this.doc = doc;
        this.role = role;
        this.guarantee = guarantee;
        this.dag = dag;
    }

    public String doc() {
        return doc;
    }

    public GridConfig.Role role() {
        return role;
    }

    /** Its name in the cluster: {@code outbox-relay-v1}. */
    public String jobName() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-') + "-v" + STATE_VERSION;
    }

    /** The job in the cluster; null when it has not been submitted. */
    public @Nullable Job find(HazelcastInstance hazelcast) {
        return hazelcast.getJet().getJob(jobName());
    }

    /** Its status in the cluster; NOT_RUNNING when it has not been submitted. */
    public JobStatus status(HazelcastInstance hazelcast) {
        Job job = find(hazelcast);
        return job == null ? JobStatus.NOT_RUNNING : job.getStatus();
    }

    /**
     * Submits it, unless it is there. Every member calls this; the cluster runs it once.
     *
     * @param protect whether it must run on the majority side of a split only
     */
    public void submit(HazelcastInstance hazelcast, MarketSettings settings, boolean protect) {
        JobConfig config = new JobConfig()
                .setName(jobName())
                .setProcessingGuarantee(guarantee)
                .setSnapshotIntervalMillis(SNAPSHOT_INTERVAL_MS)
                .setSplitBrainProtection(protect)
                .setAutoScaling(true);
        if (guarantee != ProcessingGuarantee.NONE) {
            config.setRequireSnapshotBeforeProcessing(true);
        }
        hazelcast.getJet().newJobIfAbsent(dag.apply(settings), config);
    }

    /** Submits the jobs of the roles. */
    public static void submitAll(
            HazelcastInstance hazelcast, MarketSettings settings, Set<GridConfig.Role> roles, boolean protect) {
        for (Jobs job : values()) {
            if (roles.contains(job.role)) {
                job.submit(hazelcast, settings, protect);
            }
        }
    }

    /** Names of those of the roles that are not running. */
    public static List<String> notRunning(HazelcastInstance hazelcast) {
        return List.of(values()).stream()
                .filter(j -> j.status(hazelcast) != JobStatus.RUNNING)
                .map(Jobs::jobName)
                .toList();
    }

    private static DAG one(String vertex, SupplierEx<Processor> processor) {
        DAG dag = new DAG();
        dag.newVertex(vertex, ProcessorMetaSupplier.forceTotalParallelismOne(ProcessorSupplier.of(processor), vertex));
        return dag;
    }
}
