package io.tickgrid.grid.engine;

import java.util.concurrent.TimeUnit;

/**
 * How far back one processor of the market job has input in its engines that no saved state has yet: a restart has to read
 * from there on.
 *
 * @param processor {@link #key} of it
 * @param firstPositions by Kafka partition: the first position that is applied and not saved; {@link #NONE} where there is
 *     none, and for partitions beyond the array's end
 */
public record UnsavedInput(String processor, long[] firstPositions) {
    public static final long NONE = Long.MAX_VALUE;

    /** What a run of the job has said is of no use to the next: it is forgotten. */
    public static final long KEPT_SECONDS = TimeUnit.HOURS.toSeconds(1);

    /** Key of a processor in one run of the job. */
    public static String key(long execution, int processor) {
        return Long.toHexString(execution) + "-" + processor;
    }

    public long firstPosition(int kafkaPartition) {
        return kafkaPartition < firstPositions.length ? firstPositions[kafkaPartition] : NONE;
    }
}
