package io.tickgrid.pipelines.tick;

import java.util.Arrays;

/**
 * The latest ticks of one instrument, in their total order (event time, source, sequence);
 * those of equal place in the order of arrival.
 *
 * <p>A tick that comes in order costs O(1); any other one a binary search and a move of the numbers of those behind it. Not
 * thread-safe; allocates only to hold more ticks than ever before.
 */
public final class ReorderBuffer {
    private static final int FIRST_CAPACITY = 16;
    /** Shared: most instruments have no bars by activity, and there are many. */
    private static final int[] NO_INTS = {};

    private static final long[] NO_LONGS = {};
    private static final double[] NO_DOUBLES = {};

    private final Sources sources;
    /** Slots of the ticks in their order, in [head, tail). */
    private int[] order = NO_INTS;

    private int head;
    private int tail;
    /** Slots that hold no tick, in [0, freeSize). */
    private int[] free = NO_INTS;

    private int freeSize;
    private long[] timeNs = NO_LONGS;
    private int[] source = NO_INTS;
    private long[] sequence = NO_LONGS;
    private double[] price = NO_DOUBLES;
    private long[] sizeUnits = NO_LONGS;
    private int[] sizeScale = NO_INTS;

    /** @param sources what the numbers of sources mean, and their order */
    public ReorderBuffer(Sources sources) {
        this.sources = sources;
    }

    public boolean isEmpty() {
        return head == tail;
    }

    public int size() {
        return tail - head;
    }

    /**
     * Adds a tick that the rules accept.
     *
     * @param timeNs event time, nanoseconds since the epoch
     * @param sizeUnits size in units of 10^-sizeScale
     */
    public void add(long timeNs, int source, long sequence, double price, long sizeUnits, int sizeScale) {
        makeRoom();
        int slot = free[--freeSize];
        this.timeNs[slot] = timeNs;
        this.source[slot] = source;
        this.sequence[slot] = sequence;
        this.price[slot] = price;
        this.sizeUnits[slot] = sizeUnits;
        this.sizeScale[slot] = sizeScale;
        int at = tail;
        if (head < tail && comesBefore(slot, order[tail - 1])) {
            at = placeOf(slot);
            System.arraycopy(order, at, order, at + 1, tail - at);
        }
        order[at] = slot;
        tail++;
    }

    /** Where the first tick stands that comes after the one in a slot. */
    private int placeOf(int slot) {
        int from = head;
        int to = tail - 1;
        while (from < to) {
            int between = (from + to) >>> 1;
            if (comesBefore(slot, order[between])) {
                to = between;
            } else {
                from = between + 1;
            }
        }
        return from;
    }

    private boolean comesBefore(int slot, int other) {
        if (timeNs[slot] != timeNs[other]) {
            return timeNs[slot] < timeNs[other];
        }
        int bySource = sources.compare(source[slot], source[other]);
        return bySource != 0 ? bySource < 0 : sequence[slot] < sequence[other];
    }

    /** The slot of the i-th tick in the order, from 0. What a slot holds stays until a tick is added after its removal. */
    public int slot(int i) {
        return order[head + i];
    }

    /** Where a tick stands in the order, from 0; -1 if it is not here. Looks at all that are held. */
    public int find(int ofSource, long ofSequence, long atNs) {
        for (int i = tail - 1; i >= head; i--) {
            int slot = order[i];
            if (sequence[slot] == ofSequence && source[slot] == ofSource && timeNs[slot] == atNs) {
                return i - head;
            }
        }
        return -1;
    }

    /** Gives the i-th tick another price and size; its place stays. */
    public void correct(int i, double newPrice, long newUnits, int newScale) {
        int slot = slot(i);
        price[slot] = newPrice;
        sizeUnits[slot] = newUnits;
        sizeScale[slot] = newScale;
    }

    /** Removes the first tick. */
    public void removeFirst() {
        free[freeSize++] = order[head++];
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    /** Event time in a slot, nanoseconds since the epoch. */
    public long timeNs(int slot) {
        return timeNs[slot];
    }

    /** Number of the source in a slot. */
    public int source(int slot) {
        return source[slot];
    }

    public long sequence(int slot) {
        return sequence[slot];
    }

    public double price(int slot) {
        return price[slot];
    }

    /** Size in a slot in units of 10^-{@link #sizeScale}. */
    public long sizeUnits(int slot) {
        return sizeUnits[slot];
    }

    public int sizeScale(int slot) {
        return sizeScale[slot];
    }

    /** Forgets all ticks. */
    public void clear() {
        while (!isEmpty()) {
            removeFirst();
        }
    }

    private void makeRoom() {
        if (freeSize == 0) {
            grow();
        }
        if (tail == order.length) {
            // Of twice as many places as slots at least half are before the head: O(1) a tick.
            System.arraycopy(order, head, order, 0, tail - head);
            tail -= head;
            head = 0;
        }
    }

    private void grow() {
        int held = timeNs.length;
        int capacity = Math.max(FIRST_CAPACITY, held * 2);
        timeNs = Arrays.copyOf(timeNs, capacity);
        source = Arrays.copyOf(source, capacity);
        sequence = Arrays.copyOf(sequence, capacity);
        price = Arrays.copyOf(price, capacity);
        sizeUnits = Arrays.copyOf(sizeUnits, capacity);
        sizeScale = Arrays.copyOf(sizeScale, capacity);
        order = Arrays.copyOf(order, 2 * capacity);
        free = new int[capacity];
        for (int slot = capacity - 1; slot >= held; slot--) {
            free[freeSize++] = slot;
        }
    }
}
