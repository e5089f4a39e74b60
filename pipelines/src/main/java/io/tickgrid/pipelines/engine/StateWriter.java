package io.tickgrid.pipelines.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** Growing little-endian bytes of an engine's state, closed by a checksum. */
final class StateWriter {
    static final int CHECKSUM_BYTES = Integer.BYTES;

    /** Holds most states of four frames without growing. */
    private static final int FIRST_CAPACITY = 40 << 10;

    private ByteBuffer bytes = ByteBuffer.allocate(FIRST_CAPACITY).order(ByteOrder.LITTLE_ENDIAN);

    void putInt(int value) {
        room(Integer.BYTES);
        bytes.putInt(value);
    }

    void putLong(long value) {
        room(Long.BYTES);
        bytes.putLong(value);
    }

    void putDouble(double value) {
        putLong(Double.doubleToRawLongBits(value));
    }

    void putBoolean(boolean value) {
        room(1);
        bytes.put((byte) (value ? 1 : 0));
    }

    void putString(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        putInt(utf8.length);
        room(utf8.length);
        bytes.put(utf8);
    }

    void putLongs(long[] values, int count) {
        room(count * Long.BYTES);
        bytes.asLongBuffer().put(values, 0, count);
        bytes.position(bytes.position() + count * Long.BYTES);
    }

    /** With the bits that they have, also of what is no number. */
    void putDoubles(double[] values, int count) {
        room(count * Double.BYTES);
        bytes.asDoubleBuffer().put(values, 0, count);
        bytes.position(bytes.position() + count * Double.BYTES);
    }

    /** The bytes with their checksum. */
    byte[] finish() {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.array(), 0, bytes.position());
        putInt((int) checksum.getValue());
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private void room(int count) {
        if (bytes.remaining() < count) {
            int capacity = Math.max(bytes.capacity() * 2, bytes.position() + count);
            byte[] grown = Arrays.copyOf(bytes.array(), capacity);
            bytes = ByteBuffer.wrap(grown).order(ByteOrder.LITTLE_ENDIAN).position(bytes.position());
        }
    }
}
