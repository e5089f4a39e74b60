package io.tickgrid.grid;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.tickgrid.grid.agent.OpinionRow;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.EngineState;
import io.tickgrid.grid.engine.LedgerCounts;
import io.tickgrid.grid.fusion.FusionRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.job.JobRun;
import io.tickgrid.grid.tick.FeedStatus;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which of two values stays when the halves of a split join: the one that has seen more input. Either half may be the one
 * that stood still, and the one that takes the other in is the larger, not the better one. Equal input makes equal values.
 */
public final class FurthestMergePolicy implements SplitBrainMergePolicy<Object, MergingValue<Object>, Object> {
    private static final long[] FINAL = {};

    @Override
    public Object merge(MergingValue<Object> merging, @Nullable MergingValue<Object> existing) {
        return existing == null || isFurther(merging.getValue(), existing.getValue())
                ? merging.getRawValue()
                : existing.getRawValue();
    }

    static boolean isFurther(Object merging, Object existing) {
        return Arrays.compare(progress(merging), progress(existing)) > 0;
    }

    /** Numbers that do not fall while input comes, the weightiest first; none for what never changes. */
    private static long[] progress(Object value) {
        return switch (value) {
            case Candle c -> new long[] {c.openTimeMs(), c.closed() ? 1 : 0, c.revision(), c.trades()};
            case IndicatorRow r -> new long[] {r.openTimeMs(), r.closed() ? 1 : 0, r.revision()};
            case FusionRow f -> new long[] {f.openTimeMs()};
            case OpinionRow o -> new long[] {o.openTimeMs()};
            case EngineState s -> new long[] {s.kafkaOffset()};
            case LedgerCounts l -> new long[] {l.in()};
            case FeedStatus f -> new long[] {f.loops(), f.position()};
            case JobRun j -> new long[] {j.restarts()};
            default -> FINAL;
        };
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // it has no state
    }

    @Override
    public void readData(ObjectDataInput in) {
        // it has no state
    }
}
