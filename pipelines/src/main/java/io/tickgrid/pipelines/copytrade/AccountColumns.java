package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.risk.AccountRisk;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** The accounts of a block, a row each. */
final class AccountColumns {
    static final byte ACTIVE = 1;
    static final byte ENTITLED = 2;

    private static final int STRIDE = AccountRisk.WIDTH + 1;

    private Names names = new Names();
    String[] tenant = new String[0];
    byte[] flags = new byte[0];
    long[] cash = new long[0];
    long[] reserved = new long[0];
    long[] outside = new long[0];
    long[] maxPositionValue = new long[0];
    long[] change = new long[0];
    /** First row of {@link HoldingColumns} of the account, or -1. */
    int[] firstHolding = new int[0];
    /** First row of {@link LinkColumns} in which the account follows, or -1. */
    int[] firstLink = new int[0];
    /** Where the limits of the account begin in {@link #limits}, or -1: most accounts have none. */
    int[] limitsAt = new int[0];
    /** Limits and marks as {@link AccountRisk#column} has them, and the sequence of their last change. */
    long[] limits = new long[0];

    private int limited;

    int size() {
        return names.size();
    }

    String id(int row) {
        return names.get(row);
    }

    int find(String id) {
        return names.find(id);
    }

    boolean put(AccountTerms terms) {
        int row = names.find(terms.id());
        if (row < 0) {
            row = names.add(terms.id());
            if (row == tenant.length) {
                tenant = Arrays.copyOf(tenant, Columns.grown(row));
            }
            flags = Columns.grow(flags, row);
            cash = Columns.grow(cash, row);
            reserved = Columns.grow(reserved, row);
            outside = Columns.grow(outside, row);
            maxPositionValue = Columns.grow(maxPositionValue, row);
            change = Columns.grow(change, row);
            firstHolding = Columns.grow(firstHolding, row);
            firstLink = Columns.grow(firstLink, row);
            limitsAt = Columns.grow(limitsAt, row);
            cash[row] = terms.openingCashUnits();
            firstHolding[row] = -1;
            firstLink[row] = -1;
            limitsAt[row] = -1;
        } else if (terms.changeSequence() <= change[row]) {
            return false;
        }
        tenant[row] = terms.tenantId();
        flags[row] = (byte) ((terms.active() ? ACTIVE : 0) | (terms.entitled() ? ENTITLED : 0));
        outside[row] = terms.outsideUnits();
        maxPositionValue[row] = terms.maxPositionValueUnits();
        change[row] = terms.changeSequence();
        return true;
    }

    /** Sets limits and marks of an account, unless a newer change of them is known. */
    boolean putLimits(int row, long[] column, long changeSequence) {
        int at = limitsAt[row];
        if (at < 0) {
            at = limited * STRIDE;
            limited++;
            limits = Columns.grow(limits, at + STRIDE - 1);
            limitsAt[row] = at;
        } else if (changeSequence <= limits[at + AccountRisk.WIDTH]) {
            return false;
        }
        System.arraycopy(column, 0, limits, at, AccountRisk.WIDTH);
        limits[at + AccountRisk.WIDTH] = changeSequence;
        return true;
    }

    void writeTo(DataOutput out) throws IOException {
        names.writeTo(out);
        int rows = names.size();
        for (int i = 0; i < rows; i++) {
            out.writeUTF(tenant[i]);
        }
        Columns.write(out, flags, rows);
        Columns.write(out, cash, rows);
        Columns.write(out, reserved, rows);
        Columns.write(out, outside, rows);
        Columns.write(out, maxPositionValue, rows);
        Columns.write(out, change, rows);
        Columns.write(out, firstHolding, rows);
        Columns.write(out, firstLink, rows);
        Columns.write(out, limitsAt, rows);
        out.writeInt(limited);
        Columns.write(out, limits, limited * STRIDE);
    }

    static AccountColumns readFrom(DataInput in) throws IOException {
        AccountColumns read = new AccountColumns();
        read.names = Names.readFrom(in);
        int rows = read.names.size();
        read.tenant = new String[rows];
        for (int i = 0; i < rows; i++) {
            read.tenant[i] = in.readUTF();
        }
        read.flags = Columns.bytes(in, rows);
        read.cash = Columns.longs(in, rows);
        read.reserved = Columns.longs(in, rows);
        read.outside = Columns.longs(in, rows);
        read.maxPositionValue = Columns.longs(in, rows);
        read.change = Columns.longs(in, rows);
        read.firstHolding = Columns.ints(in, rows);
        read.firstLink = Columns.ints(in, rows);
        read.limitsAt = Columns.ints(in, rows);
        read.limited = in.readInt();
        read.limits = Columns.longs(in, read.limited * STRIDE);
        return read;
    }
}
