package io.tickgrid.pipelines.copytrade;

import io.tickgrid.pipelines.risk.Money;
import io.tickgrid.pipelines.risk.Wide;
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

    /** Signed cost of {@link #held}, fees included, units of 10^-8: its value where no price is known. */
    long[] cost = new long[0];

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
        cost = Columns.grow(cost, row);
        instrument[row] = instrumentRow;
        next[row] = accounts.firstHolding[account];
        accounts.firstHolding[account] = row;
        return row;
    }

    /** Adds a fill, at average cost as in PositionMath. @param paidUnits what left the cash; negative when it came */
    void fill(int row, long signedUnits, long paidUnits) {
        long before = held[row];
        long after = Math.addExact(before, signedUnits);
        held[row] = after;
        if (before == 0 || (before > 0) == (signedUnits > 0)) {
            cost[row] = Money.sum(cost[row], paidUnits);
        } else if (after == 0 || (after > 0) == (before > 0)) {
            cost[row] = share(cost[row], after, before);
        } else {
            cost[row] = share(paidUnits, after, signedUnits);
        }
    }

    private static long share(long amount, long part, long whole) {
        long size = new Wide()
                .set(Math.abs(amount))
                .multiply(Math.abs(part))
                .divideDown(Math.abs(whole))
                .saturated();
        return amount < 0 ? -size : size;
    }

    void writeTo(DataOutput out) throws IOException {
        out.writeInt(size);
        Columns.write(out, instrument, size);
        Columns.write(out, next, size);
        Columns.write(out, held, size);
        Columns.write(out, working, size);
        Columns.write(out, copied, size);
        Columns.write(out, cost, size);
    }

    static HoldingColumns readFrom(DataInput in) throws IOException {
        HoldingColumns read = new HoldingColumns();
        read.size = in.readInt();
        read.instrument = Columns.ints(in, read.size);
        read.next = Columns.ints(in, read.size);
        read.held = Columns.longs(in, read.size);
        read.working = Columns.longs(in, read.size);
        read.copied = Columns.longs(in, read.size);
        read.cost = Columns.longs(in, read.size);
        return read;
    }
}
