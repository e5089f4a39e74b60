package io.tickgrid.grid.history;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Counts the records of CSV text that goes by, and takes its SHA-256. A line feed within quotes ends no record. */
final class RowCounter extends OutputStream {
    private final MessageDigest digest = sha256();
    private boolean quoted;
    private long records;

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        for (int i = offset; i < offset + length; i++) {
            if (bytes[i] == '"') {
                quoted = !quoted; // a doubled quote changes it twice
            } else if (bytes[i] == '\n' && !quoted) {
                records++;
            }
        }
    }

    /** Without the header. */
    long rows() {
        return Math.max(0, records - 1);
    }

    String sha256Text() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
