package io.tickgrid.pipelines.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * How far time has come for the instruments of one Kafka partition, as its clock records say: for each venue and, under the
 * empty name, for all. Times only rise. Not thread-safe.
 */
final class PartitionClock {
    private static final String ALL = "";

    private final Map<String, Long> times = new HashMap<>();
    private long changes;

    /** Takes a clock record; false when it tells nothing new. */
    boolean advance(String venue, long timeNs) {
        if (timeNs <= times.getOrDefault(venue, Long.MIN_VALUE)) {
            return false;
        }
        times.put(venue, timeNs);
        changes++;
        return true;
    }

    /** How many clock records have told something new. */
    long changes() {
        return changes;
    }

    /** Time of a venue's instruments, nanoseconds since the epoch; Long.MIN_VALUE before any clock. */
    long timeNs(String venue) {
        return Math.max(times.getOrDefault(venue, Long.MIN_VALUE), times.getOrDefault(ALL, Long.MIN_VALUE));
    }

    /** By venue; a copy. */
    Map<String, Long> times() {
        return Map.copyOf(times);
    }

    /** Whether a clock record of a venue is for the instruments of another. */
    static boolean concerns(String clockVenue, String venue) {
        return clockVenue.isEmpty() || clockVenue.equals(venue);
    }
}
