package io.tickgrid.pipelines.copytrade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Row numbers of names, from 0 in the order of arrival. */
final class Names {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> rows = new HashMap<>();

    int size() {
        return names.size();
    }

    String get(int row) {
        return names.get(row);
    }

    /** The row of a name, or -1. */
    int find(String name) {
        return rows.getOrDefault(name, -1);
    }

    /** Adds a name that is not there. */
    int add(String name) {
        int row = names.size();
        rows.put(name, row);
        names.add(name);
        return row;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(names.size());
        for (String name : names) {
            out.writeUTF(name);
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
