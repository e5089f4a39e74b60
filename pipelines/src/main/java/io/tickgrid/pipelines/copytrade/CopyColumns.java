package io.tickgrid.pipelines.copytrade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What links intend, hold and have working of instruments: a row for each pair, chained by link. */
final class CopyColumns {
    private int size;
    int[] instrument = new int[0];
    int[] next = new int[0];
    /** Upper and lower half of the intended position, see {@link Intended}. */
    long[] high = new long[0];

    long[] low = new long[0];
    /** Signed quantity that this link's orders filled. */
    long[] held = new long[0];
    /** Signed quantity of this link's orders that are not terminal. */
    long[] working = new long[0];

    int find(LinkColumns links, int link, int instrumentRow) {
        for (int row = links.firstCopy[link]; row >= 0; row = next[row]) {
            if (instrument[row] == instrumentRow) {
                return row;
            }
        }
        return -1;
    }

    int findOrAdd(LinkColumns links, int link, int instrumentRow) {
        int row = find(links, link, instrumentRow);
        if (row >= 0) {
            return row;
        }
        row = size++;
        instrument = Columns.grow(instrument, row);
        next = Columns.grow(next, row);
        high = Columns.grow(high, row);
        low = Columns.grow(low, row);
        held = Columns.grow(held, row);
        working = Columns.grow(working, row);
        instrument[row] = instrumentRow;
        next[row] = links.firstCopy[link];
        links.firstCopy[link] = row;
        return row;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(size);
        Columns.write(out, instrument, size);
        Columns.write(out, next, size);
        Columns.write(out, high, size);
        Columns.write(out, low, size);
        Columns.write(out, held, size);
        Columns.write(out, working, size);
    }

    static CopyColumns readFrom(DataInput in) throws IOException {
        CopyColumns read = new CopyColumns();
        read.size = in.readInt();
        read.instrument = Columns.ints(in, read.size);
        read.next = Columns.ints(in, read.size);
        read.high = Columns.longs(in, read.size);
        read.low = Columns.longs(in, read.size);
        read.held = Columns.longs(in, read.size);
        read.working = Columns.longs(in, read.size);
        return read;
    }
}
