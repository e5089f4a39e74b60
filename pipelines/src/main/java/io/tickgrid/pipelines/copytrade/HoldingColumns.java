package io.tickgrid.pipelines.copytrade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What accounts hold of instruments: a row for each pair, chained by account. */
final class HoldingColumns {
    private int size;
    int[] instrument = new int[0];
    int[] next = new int[0];
    /** Signed quantity of the account, however it came to it. */
    long[] held = new long[0];
    /** Signed quantity of copied orders that are not terminal. */
    long[] working = new long[0];
    /** The part of {@link #held} that belongs to links that are not closed. */
    long[] copied = new long[0];

    int find(AccountColumns accounts, int account, int instrumentRow) {
        for (int row = accounts.firstHolding[account]; row >= 0; row = next[row]) {
            if (instrument[row] == instrumentRow) {
                return row;
            }
        }
        return -1;
    }

    int findOrAdd(AccountColumns accounts, int account, int instrumentRow) {
        int row = find(accounts, account, instrumentRow);
        if (row >= 0) {
            return row;
        }
        row = size++;
        instrument = Columns.grow(instrument, row);
        next = Columns.grow(next, row);
        held = Columns.grow(held, row);
        working = Columns.grow(working, row);
        copied = Columns.grow(copied, row);
        instrument[row] = instrumentRow;
        next[row] = accounts.firstHolding[account];
        accounts.firstHolding[account] = row;
        return row;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(size);
        Columns.write(out, instrument, size);
        Columns.write(out, next, size);
        Columns.write(out, held, size);
        Columns.write(out, working, size);
        Columns.write(out, copied, size);
    }

    static HoldingColumns readFrom(DataInput in) throws IOException {
        HoldingColumns read = new HoldingColumns();
        read.size = in.readInt();
        read.instrument = Columns.ints(in, read.size);
        read.next = Columns.ints(in, read.size);
        read.held = Columns.longs(in, read.size);
        read.working = Columns.longs(in, read.size);
        read.copied = Columns.longs(in, read.size);
        return read;
    }
}
