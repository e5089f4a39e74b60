package io.tickgrid.pipelines.engine;

import static com.hazelcast.jet.core.Edge.between;

import com.hazelcast.function.FunctionEx;
import com.hazelcast.function.SupplierEx;
import com.hazelcast.jet.config.EdgeConfig;
import com.hazelcast.jet.core.DAG;
import com.hazelcast.jet.core.Partitioner;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.jet.core.Vertex;

/**
 * Ticks to candles, indicators, opinions, scores, signals and paper fills.
 *
 * <pre>
 * Kafka market-input ─► market-source: slices of records by grid partition
 *   ═► [distributed, partitioned by instrument] market-engines: order, dedupe → candles → indicators → agents → fusion
 *                                              → signals, fills ─► PostgreSQL, maps, feeds; then engine-state
 * </pre>
 *
 * The edge is distributed, so that an engine runs on the member that owns its instrument and its state, whatever member
 * reads the Kafka partition.
 */
public final class MarketJob {
    /**
     * Slices that wait for a processor. Jet's 1,024 would hold back nothing: at 512 records a slice they are more than a
     * member's memory, when engines wait for PostgreSQL and Kafka is full.
     */
    private static final int WAITING_SLICES = 64;

    /** Processors of engines on each member. */
    static final int ENGINES_A_MEMBER = 2;

    private MarketJob() {}

    public static DAG create(MarketSettings settings) {
        return create(settings, MarketWriter::open);
    }

    /** The same job, reading Kafka, with something else behind it. */
    public static DAG create(MarketSettings settings, MarketStore.Opener store) {
        return create(settings, () -> new MarketSource(settings.kafka()), store);
    }

    /**
     * The same job with other ends.
     *
     * @param source emits {@link MarketSlice}s; one of it on each member
     * @param store where engines begin and what they say goes
     */
    public static DAG create(MarketSettings settings, SupplierEx<Processor> source, MarketStore.Opener store) {
        DAG dag = new DAG();
        SupplierEx<Processor> engines = () -> new MarketProcessor(settings, store);
        Vertex read = dag.newVertex("market-source", source).localParallelism(1);
        Vertex compute = dag.newVertex("market-engines", engines).localParallelism(ENGINES_A_MEMBER);
        FunctionEx<MarketSlice, Integer> gridPartition = MarketSlice::gridPartition;
        Partitioner<Integer> asItIs = (partition, count) -> partition;
        dag.edge(between(read, compute)
                .partitioned(gridPartition, asItIs)
                .distributed()
                .setConfig(new EdgeConfig().setQueueSize(WAITING_SLICES)));
        return dag;
    }
}
