package io.tickgrid.api.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/** UTF-8 text that goes out with each line: progress and diagnostics, appended in pieces by whoever makes them. */
final class LineWriter extends FilterWriter {
    LineWriter(OutputStream out) {
        super(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }

    @Override
    public void write(int c) throws IOException {
        super.write(c);
        if (c == '\n') {
            flush();
        }
    }

    @Override
    public void write(char[] chars, int offset, int length) throws IOException {
        write(new String(chars, offset, length), 0, length);
    }

    @Override
    public void write(String text, int offset, int length) throws IOException {
        super.write(text, offset, length);
        if (text.indexOf('\n', offset) >= 0) {
            flush();
        }
    }
}
