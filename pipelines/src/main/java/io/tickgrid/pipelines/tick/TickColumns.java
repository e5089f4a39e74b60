package io.tickgrid.pipelines.tick;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reusable, growable batch of ticks of one instrument and one source, in the order they came.
 *
 * <p>Rows that a decoder already knows to be unusable are put in their place by {@link #reject}, so that the engine counts
 * every row of its input. Not thread-safe.
 */
public final class TickColumns {
    /** The sequence of a tick whose source has none: such a tick is never a duplicate. */
    public static final long NO_SEQUENCE = Long.MIN_VALUE;

    /** The time of writing of a batch that nobody has stamped. */
    public static final long NO_TIME = Long.MIN_VALUE;

    /** The price of a row of corrections that says its trade never was. */
    public static final double BUST = 0;

    private static final int FIRST_CAPACITY = 64;

    private String source;
    private long writtenNs = NO_TIME;
    private int size;
    private long[] timeNs = new long[FIRST_CAPACITY];
    private long[] sequence = new long[FIRST_CAPACITY];
    private double[] price = new double[FIRST_CAPACITY];
    private long[] sizeUnits = new long[FIRST_CAPACITY];
    private int[] sizeScale = new int[FIRST_CAPACITY];
    private @Nullable DeadReason[] fault = new DeadReason[FIRST_CAPACITY];

    /** @param source name of who recorded the ticks; part of their identity and order */
    public TickColumns(String source) {
        this.source = source;
    }

    /** Empties the batch for ticks of {@code source}. */
    public void clear(String source) {
        this.source = source;
        clear();
        writtenNs = NO_TIME;
    }

    /** Says when the record of this batch was written, nanoseconds since the epoch, or {@link #NO_TIME}. */
    public void written(long timeNs) {
        writtenNs = timeNs;
    }

    /** When the record of this batch was written, nanoseconds since the epoch, or {@link #NO_TIME}. */
    public long writtenNs() {
        return writtenNs;
    }

    /** Empties the batch. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a trade. Nothing is checked here: the engine refuses what {@link TickRules} refuses.
     *
     * @param timeNs event time, nanoseconds since the epoch, UTC
     * @param sequence within the source, or {@link #NO_SEQUENCE}
     * @param sizeUnits size in units of 10^-sizeScale
     */
    public void add(long timeNs, long sequence, double price, long sizeUnits, int sizeScale) {
        put(timeNs, sequence, price, sizeUnits, sizeScale, null);
    }

    /** Adds a quote: price is the mid, size is zero; without a mid the row is rejected with its reason. */
    public void addQuote(long timeNs, long sequence, double bid, double ask) {
        DeadReason reason = TickRules.checkQuote(bid, ask);
        put(timeNs, sequence, TickRules.mid(bid, ask), 0, 0, reason);
    }

    /** Adds a row that is no acceptable tick; unknown values may be 0, NaN or {@link #NO_SEQUENCE}. */
    public void reject(long timeNs, long sequence, double price, long sizeUnits, int sizeScale, DeadReason reason) {
        put(timeNs, sequence, price, sizeUnits, sizeScale, reason);
    }

    public String source() {
        return source;
    }

    public int size() {
        return size;
    }

    /** Event time of a row, nanoseconds since the epoch, UTC. */
    public long timeNs(int row) {
        return timeNs[row];
    }

    /** Sequence of a row within the source, or {@link #NO_SEQUENCE}. */
    public long sequence(int row) {
        return sequence[row];
    }

    public double price(int row) {
        return price[row];
    }

    /** Size of a row in units of 10^-{@link #sizeScale}. */
    public long sizeUnits(int row) {
        return sizeUnits[row];
    }

    public int sizeScale(int row) {
        return sizeScale[row];
    }

    /** Why the decoder rejected a row; null if it did not. */
    public @Nullable DeadReason fault(int row) {
        return fault[row];
    }

    /**
     * Copies one row of another batch to the end of this one.
     *
     * @throws IndexOutOfBoundsException if there is no such row
     */
    public void addFrom(TickColumns other, int row) {
        Objects.checkIndex(row, other.size);
        put(
                other.timeNs[row],
                other.sequence[row],
                other.price[row],
                other.sizeUnits[row],
                other.sizeScale[row],
                other.fault[row]);
    }

    private void put(long timeNs, long sequence, double price, long units, int scale, @Nullable DeadReason reason) {
        if (size == this.timeNs.length) {
            grow();
        }
        int row = size++;
        this.timeNs[row] = timeNs;
        this.sequence[row] = sequence;
        this.price[row] = price;
        sizeUnits[row] = units;
        sizeScale[row] = scale;
        fault[row] = reason;
    }

    private void grow() {
        int capacity = size * 2;
        timeNs = Arrays.copyOf(timeNs, capacity);
        sequence = Arrays.copyOf(sequence, capacity);
        price = Arrays.copyOf(price, capacity);
        sizeUnits = Arrays.copyOf(sizeUnits, capacity);
        sizeScale = Arrays.copyOf(sizeScale, capacity);
        fault = Arrays.copyOf(fault, capacity);
    }
}
