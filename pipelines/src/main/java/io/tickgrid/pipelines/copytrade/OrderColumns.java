package io.tickgrid.pipelines.copytrade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Copied orders that are not terminal, with what they bind. An order whose fill came before its decision was applied
 * (the decision is stored and sent first) has a row too, with no link, that remembers the fill until then.
 */
final class OrderColumns {
    private final Map<String, Integer> rows = new HashMap<>();
    private int size;
    private String[] ids = new String[0];
    /** Row of {@link LinkColumns}, or -1 for a fill that came first. */
    int[] link = new int[0];

    int[] holding = new int[0];
    int[] copy = new int[0];
    /** Signed quantity still working; for a fill that came first, what is no longer working, negated. */
    long[] remaining = new long[0];
    /** Signed quantity filled before the decision was applied. */
    long[] early = new long[0];

    long[] reserved = new long[0];
    /** Event time of the leader's fill, nanoseconds. */
    long[] causedNs = new long[0];

    int find(String id) {
        return rows.getOrDefault(id, -1);
    }

    int add(String id, int linkRow, int holdingRow, int copyRow) {
        int row = size++;
        if (row == ids.length) {
            ids = Arrays.copyOf(ids, Columns.grown(row));
        }
        link = Columns.grow(link, row);
        holding = Columns.grow(holding, row);
        copy = Columns.grow(copy, row);
        remaining = Columns.grow(remaining, row);
        early = Columns.grow(early, row);
        reserved = Columns.grow(reserved, row);
        causedNs = Columns.grow(causedNs, row);
        ids[row] = id;
        link[row] = linkRow;
        holding[row] = holdingRow;
        copy[row] = copyRow;
        remaining[row] = 0;
        early[row] = 0;
        reserved[row] = 0;
        causedNs[row] = 0;
        rows.put(id, row);
        return row;
    }

    /** Removes a row; the last one takes its place. */
    void remove(int row) {
        rows.remove(ids[row]);
        int last = --size;
        if (row != last) {
            ids[row] = ids[last];
            link[row] = link[last];
            holding[row] = holding[last];
            copy[row] = copy[last];
            remaining[row] = remaining[last];
            early[row] = early[last];
            reserved[row] = reserved[last];
            causedNs[row] = causedNs[last];
            rows.put(ids[row], row);
        }
    }

    int size() {
        return size;
    }

    /** How many orders of links are open, without fills that came first. */
    int open() {
        int open = 0;
        for (int row = 0; row < size; row++) {
            open += link[row] >= 0 ? 1 : 0;
        }
        return open;
    }

    /** Event time of the leader's fill behind the oldest of them, nanoseconds; Long.MAX_VALUE when there is none. */
    long oldestNs() {
        long oldest = Long.MAX_VALUE;
        for (int row = 0; row < size; row++) {
            oldest = link[row] >= 0 ? Math.min(oldest, causedNs[row]) : oldest;
        }
        return oldest;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeUTF(ids[i]);
        }
        Columns.write(out, link, size);
        Columns.write(out, holding, size);
        Columns.write(out, copy, size);
        Columns.write(out, remaining, size);
        Columns.write(out, early, size);
        Columns.write(out, reserved, size);
        Columns.write(out, causedNs, size);
    }

    static OrderColumns readFrom(DataInput in) throws IOException {
        OrderColumns read = new OrderColumns();
        int n = in.readInt();
        for (int i = 0; i < n; i++) {
            read.add(in.readUTF(), -1, -1, -1);
        }
        read.link = Columns.ints(in, n);
        read.holding = Columns.ints(in, n);
        read.copy = Columns.ints(in, n);
        read.remaining = Columns.longs(in, n);
        read.early = Columns.longs(in, n);
        read.reserved = Columns.longs(in, n);
        read.causedNs = Columns.longs(in, n);
        return read;
    }
}
