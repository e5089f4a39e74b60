package io.tickgrid.pipelines.engine;

import io.tickgrid.grid.engine.UnsavedInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engines of one processor that have applied input since their states were saved, and since where: what has waited
 * longest is saved first. Not thread-safe.
 */
final class UnsavedEngines {
    /** By engine, in the order in which they began to wait. */
    private final Map<String, Since> waiting = new LinkedHashMap<>();

    private final List<Since> underWay = new ArrayList<>();

    /** The first input that is in an engine and not in its saved state. */
    private record Since(int kafkaPartition, long position) {}

    /** An engine has applied an input. */
    void applied(String engine, int kafkaPartition, long position) {
        if (!waiting.containsKey(engine)) {
            waiting.put(engine, new Since(kafkaPartition, position));
        }
    }

    /**
     * Takes the engines that have waited longest: their states, as they are now, are to be saved next. What was taken
     * before must be {@link #saved}.
     *
     * @param most how many, at the most
     */
    List<String> take(int most) {
        if (!underWay.isEmpty()) {
            throw new IllegalStateException(
                    "expected the states under way to be saved, " + underWay.size() + " are not");
        }
        List<String> taken = new ArrayList<>(Math.min(most, waiting.size()));
        var oldest = waiting.entrySet().iterator();
        while (taken.size() < most && oldest.hasNext()) {
            var next = oldest.next();
            taken.add(next.getKey());
            underWay.add(next.getValue());
            oldest.remove();
        }
        return taken;
    }

    /** What was taken is saved. */
    void saved() {
        underWay.clear();
    }

    /** By Kafka partition: the first position that a restart has to read; {@link UnsavedInput#NONE} where all is saved. */
    long[] firstPositions() {
        int partitions = 0;
        for (Collection<Since> some : List.of(waiting.values(), underWay)) {
            for (Since s : some) {
                partitions = Math.max(partitions, s.kafkaPartition() + 1);
            }
        }
        long[] first = new long[partitions];
        Arrays.fill(first, UnsavedInput.NONE);
        for (Collection<Since> some : List.of(waiting.values(), underWay)) {
            for (Since s : some) {
                first[s.kafkaPartition()] = Math.min(first[s.kafkaPartition()], s.position());
            }
        }
        return first;
    }
}
