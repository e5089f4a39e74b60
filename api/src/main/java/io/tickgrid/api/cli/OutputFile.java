package io.tickgrid.api.cli;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * A file that appears in whole or not at all: written under a temporary name beside its own, renamed by {@link #keep}.
 * What is no regular file, as {@code /dev/null}, is written as it is.
 */
final class OutputFile implements Closeable {
    private final Path target;
    private final Path written;
    private final Failing writer;

    private OutputFile(Path target, Path written, Writer writer) {
        this.target = target;
        this.written = written;
        this.writer = new Failing(writer, target);
    }

    static OutputFile open(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw new CommandFailure("cannot write " + file + ": expected a file, found a directory");
            }
            // through a symbolic link, so that the link stays one
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            boolean special = Files.exists(target) && !Files.isRegularFile(target);
            Path written = special
                    ? target
                    : target.resolveSibling("." + target.getFileName() + ".part-"
                            + ProcessHandle.current().pid());
            return new OutputFile(
                    target,
                    written,
                    special
                            ? Files.newBufferedWriter(written, StandardOpenOption.WRITE)
                            : Files.newBufferedWriter(written));
        } catch (IOException e) {
            throw CommandFailure.of("write", file, e);
        }
    }

    /** UTF-8; a failure of it is a {@link CommandFailure} that names the file. */
    Writer writer() {
        return writer;
    }

    /** Puts the file in its place. */
    void keep() {
        try {
            writer.close();
            if (!written.equals(target)) {
                Files.move(written, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw CommandFailure.of("write", target, e);
        }
    }

    /** Leaves nothing behind of a file that was not kept. */
    @Override
    public void close() throws IOException {
        try {
            writer.close();
        } finally {
            if (!written.equals(target)) {
                Files.deleteIfExists(written);
            }
        }
    }

    /** Says which of two files failed, where one is read and the other written in the same step. */
    private static final class Failing extends Writer {
        private final BufferedWriter out;
        private final Path target;

        Failing(Writer out, Path target) {
            this.out = new BufferedWriter(out);
            this.target = target;
        }

        @Override
        public void write(char[] chars, int offset, int length) {
            try {
                out.write(chars, offset, length);
            } catch (IOException e) {
                throw CommandFailure.of("write", target, e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw CommandFailure.of("write", target, e);
            }
        }

        @Override
        public void close() {
            try {
                out.close();
            } catch (IOException e) {
                throw CommandFailure.of("write", target, e);
            }
        }
    }
}
