package io.tickgrid.pipelines.copytrade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Kill switches of one block, by scope and name; the newest change of each counts. */
final class KillSwitches {
    private Names names = new Names();
    private byte[] on = new byte[0];
    private long[] changes = new long[0];

    boolean set(KillScope scope, String name, boolean stop, long changeSequence) {
        String key = scope + "|" + name;
        int row = names.find(key);
        if (row < 0) {
            row = names.add(key);
            on = Columns.grow(on, row);
            changes = Columns.grow(changes, row);
        } else if (changeSequence <= changes[row]) {
            return false;
        }
        on[row] = (byte) (stop ? 1 : 0);
        changes[row] = changeSequence;
        return true;
    }

    /** Whether none was ever set, so that the common case asks no further. */
    boolean isEmpty() {
        return names.size() == 0;
    }

    boolean isOn(KillScope scope, String name) {
        int row = isEmpty() ? -1 : names.find(scope + "|" + name);
        return row >= 0 && on[row] != 0;
    }

    void writeTo(DataOutput out) throws IOException {
        names.writeTo(out);
        Columns.write(out, on, names.size());
        Columns.write(out, changes, names.size());
    }

    static KillSwitches readFrom(DataInput in) throws IOException {
        KillSwitches read = new KillSwitches();
        read.names = Names.readFrom(in);
        read.on = Columns.bytes(in, read.names.size());
        read.changes = Columns.longs(in, read.names.size());
        return read;
    }
}
