package io.tickgrid.pipelines.replay;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The lines of a text file, plain or gzip by its first bytes (the name means nothing), without an object a line.
 *
 * <p>Lines end in LF or CR LF; a byte order mark is skipped. Not thread-safe.
 */
final class LineReader implements Closeable {
    static final int MAX_LINE_BYTES = 1 << 16;

    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Path path;
    private final InputStream in;
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private byte[] line = new byte[256];
    private int length;
    private long number;

    LineReader(Path path) {
        this.path = path;
        if (!Files.isRegularFile(path)) {
            throw new ReplayException("expected a file of ticks, found "
                    + (Files.isDirectory(path) ? "the directory " : "nothing at ") + path);
        }
        try {
            in = open(path);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private static InputStream open(Path path) throws IOException {
        PushbackInputStream raw = new PushbackInputStream(Files.newInputStream(path), 2);
        try {
            byte[] magic = raw.readNBytes(2);
            raw.unread(magic);
            boolean gzip = magic.length == 2 && (magic[0] & 0xff) == GZIP_FIRST && (magic[1] & 0xff) == GZIP_SECOND;
            return gzip ? new GZIPInputStream(raw, 1 << 16) : raw;
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    /** Goes to the next line; false at the end. */
    boolean next() {
        length = 0;
        while (true) {
            if (position == limit && !fill()) {
                if (length == 0) {
                    return false;
                }
                break;
            }
            int from = position;
            int to = from;
            while (to < limit && buffer[to] != '\n') {
                to++;
            }
            append(from, to - from);
            position = to;
            if (to < limit) {
                position++;
                break;
            }
        }
        number++;
        if (length > 0 && line[length - 1] == '\r') {
            length--;
        }
        if (number == 1) {
            skipByteOrderMark();
        }
        return true;
    }

    /** Bytes of the line; only the first {@link #length} mean something, until the next line. */
    byte[] line() {
        return line;
    }

    int length() {
        return length;
    }

    /** Number of the line in the file, from 1. */
    long number() {
        return number;
    }

    String text() {
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether the line has bytes that no text has. */
    boolean isBinary() {
        for (int i = 0; i < length; i++) {
            if (line[i] >= 0 && line[i] < ' ' && line[i] != '\t') {
                return true;
            }
        }
        return false;
    }

    /** The first bytes of the line in hexadecimal. */
    String hex() {
        return HexFormat.ofDelimiter(" ").formatHex(line, 0, Math.min(length, 8));
    }

    private void append(int from, int count) {
        if (length + count > MAX_LINE_BYTES) {
            throw new ReplayException("expected lines of at most " + MAX_LINE_BYTES + " bytes, found a longer one in "
                    + path + " after line " + number);
        }
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + count));
        }
        System.arraycopy(buffer, from, line, length, count);
        length += count;
    }

    private boolean fill() {
        try {
            int read = in.read(buffer);
            position = 0;
            limit = Math.max(read, 0);
            return read > 0;
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private ReplayException failure(IOException e) {
        if (e instanceof EOFException || e instanceof ZipException) {
            return new ReplayException(
                    "expected whole gzip data in " + path + ", found it cut off or damaged after line " + number + " ("
                            + e.getMessage() + ")",
                    e);
        }
        return new ReplayException(
                "expected to read " + path + ", found after line " + number + ": " + e.getMessage(), e);
    }

    private void skipByteOrderMark() {
        int mark = BYTE_ORDER_MARK.length;
        if (length >= mark && Arrays.equals(line, 0, mark, BYTE_ORDER_MARK, 0, mark)) {
            System.arraycopy(line, mark, line, 0, length - mark);
            length -= mark;
        }
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw failure(e);
        }
    }
}
