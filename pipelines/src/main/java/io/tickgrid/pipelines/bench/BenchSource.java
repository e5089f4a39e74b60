package io.tickgrid.pipelines.bench;

import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.Processor;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.engine.MarketSlice;
import io.tickgrid.pipelines.engine.MarketSlices;
import io.tickgrid.pipelines.tick.TickColumns;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Emits the slices that the platform's source would, from records in the process: up to as many at a time as a poll of Kafka
 * brings, grouped in the same way. Of several members each reads its share of the instruments.
 */
final class BenchSource extends AbstractProcessor {
    /** Of the consumer's settings. */
    private static final int POLL = 2_000;

    private static final long PAUSE_NS = TimeUnit.MICROSECONDS.toNanos(50);

    private final String name;
    private final MarketSlices slices = new MarketSlices();
    private @Nullable MarketRun run;
    private int[] gridPartitions = new int[0];
    private int share;
    private int shares;
    private long next;

    BenchSource(String name) {
        this.name = name;
    }

    @Override
    public boolean isCooperative() {
        return false;
    }

    @Override
    protected void init(Processor.Context context) {
        MarketRun found = MarketRun.named(name);
        run = found;
        share = context.globalProcessorIndex();
        shares = context.totalParallelism();
        gridPartitions = new int[found.load().instruments()];
        for (int i = 0; i < gridPartitions.length; i++) {
            gridPartitions[i] = context.hazelcastInstance()
                    .getPartitionService()
                    .getPartition(found.load().instrument(i).id())
                    .getPartitionId();
        }
    }

    @Override
    public boolean complete() {
        if (!slices.emit(this::tryEmit)) {
            return false;
        }
        MarketRun from = java.util.Objects.requireNonNull(run);
        MarketLoad load = from.load();
        long available = from.available();
        if (next >= available) {
            LockSupport.parkNanos(PAUSE_NS);
            return false;
        }
        int polled = 0;
        for (; next < available && polled < POLL; next++) {
            int instrument = (int) (next % gridPartitions.length);
            if (instrument % shares == share) {
                polled++;
                slices.add(
                        gridPartitions[instrument],
                        new MarketSlice.Entry(
                                0,
                                next,
                                0,
                                TickColumns.NO_TIME,
                                load.instrument(next).id(),
                                MarketLoad.SOURCE,
                                Topics.VERSION,
                                load.bytes(next)));
            }
        }
        slices.drained();
        slices.emit(this::tryEmit); // what is refused goes first the next time
        return false;
    }
}
