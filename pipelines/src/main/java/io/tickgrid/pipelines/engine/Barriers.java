package io.tickgrid.pipelines.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the source was, in one Kafka partition, at each barrier from which a restart may still have to begin. A position is
 * of use only together with what the clocks before it have told: who begins at an earlier position with later clocks takes
 * ticks for late that were not. Not thread-safe.
 */
final class Barriers {
    /**
     * What a restart begins with.
     *
     * @param next the position from which it reads
     * @param clocks what clock records before that have told, nanoseconds since the epoch by venue
     */
    record Start(long next, Map<String, Long> clocks) {}

    private final Deque<Start> passed = new ArrayDeque<>();
    private long lastFound = -1;

    /** A barrier: everything before {@code next} has left, and nothing after it. Positions do not fall. */
    void passed(long next, Map<String, Long> clocks) {
        Start last = passed.peekLast();
        if (last == null ? next > lastFound : next > last.next()) {
            passed.addLast(new Start(next, clocks));
        }
    }

    /**
     * The furthest start before which every input is in a saved state, once for each; null when there is no new one.
     *
     * @param firstUnsaved the first position whose input is in no saved state
     */
    @Nullable
    Start furthest(long firstUnsaved) {
        Start found = null;
        for (Start first = passed.peekFirst();
                first != null && first.next() <= firstUnsaved;
                first = passed.peekFirst()) {
            found = passed.removeFirst();
            lastFound = found.next();
        }
        return found;
    }

    /** The start could not be stored: it is found again, unless there is a further one. */
    void putBack(Start start) {
        passed.addFirst(start);
    }
}
