package io.tickgrid.pipelines.tick;

import java.util.Arrays;

/**
 * Which sequences of one source were seen, as sorted ranges without overlap.
 *
 * <p>A source that numbers its ticks without gaps is one range for ever, so that an old tick that comes again is known
 * as a duplicate however old it is. A source with gaps makes more ranges: those with a tick within the reorder window
 * are always kept, of the older ones at least the {@value #OLD_RANGES} with the greatest sequences. A tick whose range was
 * forgotten is older than the window, and so is refused as late instead of as duplicate: refused either way.
 *
 * <p>Not thread-safe. Adding the next sequence is O(1), any other O(log n) and a move of the ranges above it.
 */
public final class SequenceMemory {
    /** Ranges beyond the reorder window that are kept at least. */
    public static final int OLD_RANGES = 256;

    private static final int FIRST_CAPACITY = 4;

    private int size;
    private long[] low = new long[FIRST_CAPACITY];
    private long[] high = new long[FIRST_CAPACITY];
    /** Greatest event time of a range's ticks. */
    private long[] newestNs = new long[FIRST_CAPACITY];
    /** Size at which to look for ranges to forget. */
    private int forgetAt = 2 * OLD_RANGES;

    /** Whether the sequence was added and is not forgotten. */
    public boolean contains(long sequence) {
        int last = size - 1;
        if (last < 0 || sequence > high[last]) {
            return false;
        }
        int range = rangeAtOrBelow(sequence);
        return range >= 0 && sequence <= high[range];
    }

    /**
     * Remembers a sequence that is not contained.
     *
     * @param timeNs its tick's event time
     * @param horizonNs event times before it have left the reorder window
     */
    public void add(long sequence, long timeNs, long horizonNs) {
        int last = size - 1;
        if (last >= 0 && sequence == high[last] + 1 && sequence > high[last]) {
            high[last] = sequence;
            newestNs[last] = Math.max(newestNs[last], timeNs);
            return;
        }
        int below = last >= 0 && sequence > high[last] ? last : rangeAtOrBelow(sequence);
        int above = below + 1;
        boolean joinsBelow = below >= 0 && high[below] + 1 == sequence;
        boolean joinsAbove = above < size && low[above] - 1 == sequence;
        if (joinsBelow && joinsAbove) {
            high[below] = high[above];
            newestNs[below] = Math.max(timeNs, Math.max(newestNs[below], newestNs[above]));
            remove(above);
        } else if (joinsBelow) {
            high[below] = sequence;
            newestNs[below] = Math.max(newestNs[below], timeNs);
        } else if (joinsAbove) {
            low[above] = sequence;
            newestNs[above] = Math.max(newestNs[above], timeNs);
        } else {
            insert(above, sequence, sequence, timeNs);
            if (size >= forgetAt) {
                forget(horizonNs);
            }
        }
    }

    /** Number of ranges. */
    public int ranges() {
        return size;
    }

    /** Least sequence of a range. */
    public long low(int range) {
        return low[range];
    }

    /** Greatest sequence of a range. */
    public long high(int range) {
        return high[range];
    }

    /** Greatest event time of a range's ticks. */
    public long newestNs(int range) {
        return newestNs[range];
    }

    /** Size at which ranges are forgotten next; part of the state, since it decides what is remembered. */
    public int forgetAt() {
        return forgetAt;
    }

    /** Takes over saved ranges, in ascending order. */
    public void restore(int ranges, int forgetAt) {
        size = 0;
        this.forgetAt = forgetAt;
        low = new long[Math.max(FIRST_CAPACITY, ranges)];
        high = new long[low.length];
        newestNs = new long[low.length];
    }

    /** Adds the next saved range after {@link #restore}. */
    public void restoreRange(long low, long high, long newestNs) {
        insert(size, low, high, newestNs);
    }

    /** Index of the last range that starts at or below the sequence; -1 if none does. */
    private int rangeAtOrBelow(long sequence) {
        int from = 0;
        int to = size;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (low[middle] <= sequence) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    private void insert(int at, long lowest, long highest, long timeNs) {
        if (size == low.length) {
            low = Arrays.copyOf(low, size * 2);
            high = Arrays.copyOf(high, size * 2);
            newestNs = Arrays.copyOf(newestNs, size * 2);
        }
        int moved = size - at;
        System.arraycopy(low, at, low, at + 1, moved);
        System.arraycopy(high, at, high, at + 1, moved);
        System.arraycopy(newestNs, at, newestNs, at + 1, moved);
        low[at] = lowest;
        high[at] = highest;
        newestNs[at] = timeNs;
        size++;
    }

    private void remove(int at) {
        int moved = size - at - 1;
        System.arraycopy(low, at + 1, low, at, moved);
        System.arraycopy(high, at + 1, high, at, moved);
        System.arraycopy(newestNs, at + 1, newestNs, at, moved);
        size--;
    }

    /** Forgets the lowest ranges that have left the window, down to OLD_RANGES; rare enough to be O(1) an addition. */
    private void forget(long horizonNs) {
        int excess = size - OLD_RANGES;
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (excess > 0 && newestNs[i] < horizonNs) {
                excess--;
            } else {
                low[kept] = low[i];
                high[kept] = high[i];
                newestNs[kept] = newestNs[i];
                kept++;
            }
        }
        size = kept;
        forgetAt = Math.max(2 * OLD_RANGES, 2 * size);
    }
}
