package io.tickgrid.pipelines.tick.wire;

import io.tickgrid.pipelines.tick.TickColumns;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads the record that nearly all records are, trades as every protobuf library writes them, from its bytes into columns
 * without an object between: instrument, then one batch with each column once, packed, in the order of the schema.
 *
 * <p>Of anything else it says that it is something else, and {@link MarketInputWire} asks the generated parser, which is
 * also what tests compare it with. Not thread-safe.
 */
final class TradeColumns {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle DOUBLES =
            MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int INSTRUMENT = 1 << 3 | 2;
    private static final int TICKS = 2 << 3 | 2;
    private static final int TIME = 1 << 3 | 2;
    private static final int SEQUENCE = 2 << 3 | 2;
    private static final int PRICE = 3 << 3 | 2;
    private static final int UNITS = 4 << 3 | 2;
    private static final int SCALE = 5 << 3;
    private static final int MAX_SCALE = 18;
    private static final int MAX_VARINT_BYTES = 10;

    /** The bit of each byte of a varint that says that more come. */
    private static final long MORE = 0x8080808080808080L;

    private byte[] bytes = {};
    private int at;
    private boolean tooLong;

    /** Adds the ticks of a record of {@code key}; false, and nothing is added, if it is not of that form. */
    boolean read(String key, byte[] record, TickColumns to) {
        bytes = record;
        at = 0;
        if (!instrumentIs(key) || !tag(TICKS) || length() != bytes.length - at || !tag(TIME)) {
            return false;
        }
        int timeBytes = length();
        int times = at;
        int size = timeBytes / Long.BYTES;
        if (size == 0 || timeBytes % Long.BYTES != 0 || !skip(timeBytes)) {
            return false;
        }
        int sequences = -1;
        if (tag(SEQUENCE)) {
            sequences = varints(size);
            if (sequences < 0) {
                return false;
            }
        }
        if (!tag(PRICE) || length() != timeBytes) {
            return false;
        }
        int prices = at;
        if (!skip(timeBytes) || !tag(UNITS)) {
            return false;
        }
        int units = varints(size);
        if (units < 0) {
            return false;
        }
        int scale = 0;
        if (at < bytes.length) {
            if (!tag(SCALE) || at != bytes.length - 1 || bytes[at] < 0 || bytes[at] > MAX_SCALE) {
                return false;
            }
            scale = bytes[at];
        }
        if (!add(to, size, times, sequences, prices, units, scale)) {
            to.clear();
            return false;
        }
        return true;
    }

    /** False if a varint is longer than one can be. */
    private boolean add(TickColumns to, int size, int times, int sequences, int prices, int units, int scale) {
        tooLong = false;
        int sequenceAt = sequences;
        int unitsAt = units;
        for (int i = 0; i < size; i++) {
            long sequence = TickColumns.NO_SEQUENCE;
            if (sequences >= 0) {
                at = sequenceAt;
                sequence = varint();
                sequenceAt = at;
            }
            at = unitsAt;
            long unit = varint();
            unitsAt = at;
            to.add(
                    (long) LONGS.get(bytes, times + i * Long.BYTES),
                    sequence,
                    (double) DOUBLES.get(bytes, prices + i * Double.BYTES),
                    unit,
                    scale);
        }
        return !tooLong;
    }

    private boolean instrumentIs(String key) {
        int size = key.length();
        if (size == 0 || size > Byte.MAX_VALUE || bytes.length < size + 2 || !tag(INSTRUMENT) || bytes[at++] != size) {
            return false;
        }
        for (int i = 0; i < size; i++) {
            char c = key.charAt(i);
            if (c > Byte.MAX_VALUE || bytes[at + i] != c) {
                return false;
            }
        }
        at += size;
        return true;
    }

    /** Steps over a tag if it comes next. */
    private boolean tag(int tag) {
        if (at < bytes.length && bytes[at] == tag) {
            at++;
            return true;
        }
        return false;
    }

    /** A length of up to four bytes; -1 for anything else. */
    private int length() {
        int length = 0;
        for (int shift = 0; shift < 28 && at < bytes.length; shift += 7) {
            byte b = bytes[at++];
            length |= (b & 0x7f) << shift;
            if (b >= 0) {
                return length;
            }
        }
        return -1;
    }

    private boolean skip(int count) {
        if (count < 0 || count > bytes.length - at) {
            return false;
        }
        at += count;
        return true;
    }

    /** Steps over a packed column of so many varints; gives where it begins, -1 if it is not one. */
    private int varints(int size) {
        int length = length();
        int begin = at;
        if (!skip(length)) {
            return -1;
        }
        int ends = 0;
        int i = begin;
        for (; i <= at - Long.BYTES; i += Long.BYTES) {
            ends += Long.bitCount(~(long) LONGS.get(bytes, i) & MORE);
        }
        for (; i < at; i++) {
            ends += bytes[i] >= 0 ? 1 : 0;
        }
        return ends == size && bytes[at - 1] >= 0 ? begin : -1;
    }

    /** The next varint, of whole bytes that are there. */
    private long varint() {
        if (at <= bytes.length - Long.BYTES) {
            long x = (long) LONGS.get(bytes, at);
            long end = ~x & MORE;
            if (end != 0) {
                at += (Long.numberOfTrailingZeros(end) >>> 3) + 1;
                // The bytes up to the end, of seven bits each, pushed together by pairs, fours and eights.
                x &= (end ^ (end - 1)) & ~MORE;
                x = (x & 0x007f007f007f007fL) | ((x & 0x7f007f007f007f00L) >>> 1);
                x = (x & 0x00003fff00003fffL) | ((x & 0x3fff00003fff0000L) >>> 2);
                return (x & 0x000000000fffffffL) | ((x & 0x0fffffff00000000L) >>> 4);
            }
        }
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[at++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                tooLong |= shift >= 7 * MAX_VARINT_BYTES;
                return value;
            }
        }
    }
}
