package io.tickgrid.pipelines.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/** Counts of times in buckets of 3 % width; not thread-safe. */
final class Histogram {
    private static final int SUB_BITS = 5;
    private static final int SUBS = 1 << SUB_BITS;

    private final long[] counts = new long[64 * SUBS];
    private long size;
    private long greatest;

    /** @param ns nanoseconds; below 0 counts as 0 */
    void add(long ns) {
        long value = Math.max(0, ns);
        counts[bucket(value)]++;
        size++;
        greatest = Math.max(greatest, value);
    }

    void add(Histogram other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        size += other.size;
        greatest = Math.max(greatest, other.greatest);
    }

    private static int bucket(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value | 1);
        int shift = Math.max(0, bits - SUB_BITS - 1);
        return shift * SUBS + (int) (value >>> shift);
    }

    /** Least value of the next bucket. */
    private static long above(int bucket) {
        int shift = Math.max(0, bucket / SUBS - 1);
        return (bucket - (long) shift * SUBS + 1) << shift;
    }

    long size() {
        return size;
    }

    /** The time that a share of all does not exceed, milliseconds. NaN when there is none. */
    double ms(double share) {
        long want = (long) Math.ceil(size * share);
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= want && seen > 0) {
                return Math.min(above(i), greatest) / 1e6;
            }
        }
        return Double.NaN;
    }

    /** Percentiles and the greatest, milliseconds, rounded to microseconds. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("count", size);
        summary.put("p50_ms", round(ms(0.5)));
        summary.put("p99_ms", round(ms(0.99)));
        summary.put("p999_ms", round(ms(0.999)));
        summary.put("max_ms", round(greatest / 1e6));
        return summary;
    }

    private static double round(double ms) {
        return Double.isNaN(ms) ? ms : Math.round(ms * 1e3) / 1e3;
    }
}
