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
        ids[row] = id;
        link[row] = linkRow;
        holding[row] = holdingRow;
        copy[row] = copyRow;
        remaining[row] = 0;
        early[row] = 0;
        reserved[row] = 0;
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
            rows.put(ids[row], row);
        }
    }

    int size() {
        return size;
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
        return read;
    }
}
