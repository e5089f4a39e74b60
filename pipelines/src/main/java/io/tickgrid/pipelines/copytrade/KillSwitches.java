package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.risk.KillScope;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Kill switches of one block, by scope and name; the newest change of each counts. */
final class KillSwitches {
    private static final KillScope[] SCOPES = KillScope.values();

    /** Of one scope: asked for each follower, so by names as they are, which makes no text. */
    private static final class Scope {
        private Names names = new Names();
        private byte[] on = new byte[0];
        private long[] changes = new long[0];
        private int onCount;
    }

    private final Scope[] scopes = new Scope[SCOPES.length];

    KillSwitches() {
        for (int i = 0; i < scopes.length; i++) {
            scopes[i] = new Scope();
        }
    }

    boolean set(KillScope scope, String name, boolean stop, long changeSequence) {
        Scope s = scopes[scope.ordinal()];
        int row = s.names.find(name);
        if (row < 0) {
            row = s.names.add(name);
            s.on = Columns.grow(s.on, row);
            s.changes = Columns.grow(s.changes, row);
        } else if (changeSequence <= s.changes[row]) {
            return false;
        }
        s.onCount += (stop ? 1 : 0) - s.on[row];
        s.on[row] = (byte) (stop ? 1 : 0);
        s.changes[row] = changeSequence;
        return true;
    }

    /** Whether any of a scope is on, so that the common case asks no further. */
    boolean anyOn(KillScope scope) {
        return scopes[scope.ordinal()].onCount > 0;
    }

    boolean isOn(KillScope scope, String name) {
        Scope s = scopes[scope.ordinal()];
        int row = s.onCount == 0 ? -1 : s.names.find(name);
        return row >= 0 && s.on[row] != 0;
    }

    void writeTo(DataOutput out) throws IOException {
        for (Scope s : scopes) {
            s.names.writeTo(out);
            Columns.write(out, s.on, s.names.size());
            Columns.write(out, s.changes, s.names.size());
        }
    }

    static KillSwitches readFrom(DataInput in) throws IOException {
        KillSwitches read = new KillSwitches();
        for (Scope s : read.scopes) {
            s.names = Names.readFrom(in);
            s.on = Columns.bytes(in, s.names.size());
            s.changes = Columns.longs(in, s.names.size());
            for (byte on : s.on) {
                s.onCount += on;
            }
        }
        return read;
    }
}
