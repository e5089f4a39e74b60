package io.tickgrid.pipelines.copytrade;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/** Growing, writing and reading of primitive columns. */
final class Columns {
    private static final int SMALLEST = 4;

    private Columns() {}

    static int grown(int rows) {
        return Math.max(SMALLEST, rows + (rows >> 1) + 1);
    }

    static long[] grow(long[] column, int rows) {
        return rows < column.length ? column : Arrays.copyOf(column, grown(rows));
    }

    static int[] grow(int[] column, int rows) {
        return rows < column.length ? column : Arrays.copyOf(column, grown(rows));
    }

    static byte[] grow(byte[] column, int rows) {
        return rows < column.length ? column : Arrays.copyOf(column, grown(rows));
    }

    static void write(DataOutput out, long[] column, int rows) throws IOException {
        for (int i = 0; i < rows; i++) {
            out.writeLong(column[i]);
        }
    }

    static void write(DataOutput out, int[] column, int rows) throws IOException {
        for (int i = 0; i < rows; i++) {
            out.writeInt(column[i]);
        }
    }

    static void write(DataOutput out, byte[] column, int rows) throws IOException {
        out.write(column, 0, rows);
    }

    static long[] longs(DataInput in, int rows) throws IOException {
        long[] column = new long[rows];
        for (int i = 0; i < rows; i++) {
            column[i] = in.readLong();
        }
        return column;
    }

    static int[] ints(DataInput in, int rows) throws IOException {
        int[] column = new int[rows];
        for (int i = 0; i < rows; i++) {
            column[i] = in.readInt();
        }
        return column;
    }

    static byte[] bytes(DataInput in, int rows) throws IOException {
        byte[] column = new byte[rows];
        in.readFully(column);
        return column;
    }
}
