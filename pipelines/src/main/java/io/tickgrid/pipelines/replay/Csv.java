package io.tickgrid.pipelines.replay;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes rows of one CSV file; every failure is a {@link ReplayException}. */
final class Csv implements Closeable {
    private final Path path;
    private final BufferedWriter out;
    private boolean first = true;

    Csv(Path path) {
        this.path = path;
        try {
            out = Files.newBufferedWriter(path);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    Csv cell(String text) {
        try {
            if (!first) {
                out.write(',');
            }
            first = false;
            if (text.indexOf(',') < 0 && text.indexOf('"') < 0 && text.indexOf('\n') < 0) {
                out.write(text);
            } else {
                out.write('"');
                out.write(text.replace("\"", "\"\""));
                out.write('"');
            }
            return this;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    Csv cell(double value) {
        return cell(Double.toString(value));
    }

    Csv cell(long value) {
        return cell(Long.toString(value));
    }

    void endRow() {
        try {
            out.write('\n');
            first = true;
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    static ReplayException failure(Path path, IOException e) {
        return new ReplayException("expected to write " + path + ", found " + e, e);
    }
}
