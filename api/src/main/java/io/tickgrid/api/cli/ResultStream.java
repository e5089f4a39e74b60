package io.tickgrid.api.cli;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers what went wrong: a {@link java.io.PrintWriter} above it would lose it. */
final class ResultStream extends OutputStream {
    private final OutputStream out;
    private @Nullable IOException failure;

    ResultStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Why results were lost; null when all were taken. */
    @Nullable
    String failure() {
        return failure == null ? null : String.valueOf(failure.getMessage());
    }

    /** Whether the reader went away, as {@code | head} does: no news to anybody. */
    boolean closedByReader() {
        return failure != null && String.valueOf(failure.getMessage()).contains("Broken pipe");
    }
}
