package io.tickgrid.pipelines.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** Reads what {@link StateWriter} wrote, after checking the checksum. */
final class StateReader {
    private final ByteBuffer bytes;

    /** @throws StateMismatchException if the bytes are not whole */
    StateReader(byte[] state) {
        int length = state.length - StateWriter.CHECKSUM_BYTES;
        if (length < 0) {
            throw new StateMismatchException("at least bytes", StateWriter.CHECKSUM_BYTES, state.length);
        }
        ByteBuffer all = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C checksum = new CRC32C();
        checksum.update(state, 0, length);
        int found = all.getInt(length);
        if (found != (int) checksum.getValue()) {
            throw new StateMismatchException(
                    "checksum", Integer.toHexString((int) checksum.getValue()), Integer.toHexString(found));
        }
        bytes = all.limit(length);
    }

    int getInt() {
        return bytes.getInt();
    }

    long getLong() {
        return bytes.getLong();
    }

    double getDouble() {
        return Double.longBitsToDouble(bytes.getLong());
    }

    boolean getBoolean() {
        return bytes.get() != 0;
    }

    String getString() {
        byte[] utf8 = new byte[bytes.getInt()];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }

    void getLongs(long[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = bytes.getLong();
        }
    }

    void getDoubles(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = Double.longBitsToDouble(bytes.getLong());
        }
    }

    /** @throws StateMismatchException if bytes are left */
    void finish() {
        if (bytes.hasRemaining()) {
            throw new StateMismatchException("bytes left", 0, bytes.remaining());
        }
    }

    /** @throws StateMismatchException if the next int is another one */
    void expectInt(String what, int expected) {
        expectInt(what, expected, expected);
    }

    /** One in a range; a message names the last. */
    int expectInt(String what, int earliest, int expected) {
        int found = getInt();
        if (found < earliest || found > expected) {
            throw new StateMismatchException(what, expected, found);
        }
        return found;
    }
}
