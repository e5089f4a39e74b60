package io.tickgrid.pipelines.copytrade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Row numbers of names, from 0 in the order of arrival. */
final class Names {
    // an array, not a list: a list's cast reads each String, a cache miss a row
    private String[] names = new String[0];
    private int size;
    private final Map<String, Integer> rows = new HashMap<>();

    int size() {
        return size;
    }

    String get(int row) {
        return names[row];
    }

    /** The row of a name, or -1. */
    int find(String name) {
        return rows.getOrDefault(name, -1);
    }

    /** Adds a name that is not there. */
    int add(String name) {
        int row = size++;
        if (row == names.length) {
            names = Arrays.copyOf(names, Columns.grown(row));
        }
        rows.put(name, row);
        names[row] = name;
        return row;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(size);
        for (int i = 0; i < size; i++) {
            out.writeUTF(names[i]);
        }
    }

    static Names readFrom(DataInput in) throws IOException {
        Names read = new Names();
        for (int n = in.readInt(); n > 0; n--) {
            read.add(in.readUTF());
        }
        return read;
    }
}
