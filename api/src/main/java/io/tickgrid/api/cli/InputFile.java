package io.tickgrid.api.cli;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Text that a command reads; {@code -} is standard input. */
final class InputFile {
    private InputFile() {}

    /** Bytes that are no UTF-8 become a character that no number or name contains, so that only their row is bad. */
    static Reader open(Path file) {
        if (file.toString().equals("-")) {
            return new InputStreamReader(System.in, StandardCharsets.UTF_8);
        }
        if (Files.isDirectory(file)) {
            throw new CommandFailure("cannot read " + file + ": expected a file, found a directory");
        }
        try {
            return new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CommandFailure.of("read", file, e);
        }
    }
}
