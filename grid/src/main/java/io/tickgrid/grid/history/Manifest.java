package io.tickgrid.grid.history;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an archive file holds, in lines of {@code name=value} beside it. A file without one is not complete.
 *
 * @param csvSha256 of the rows as text, unpacked
 * @param gzipSha256 of the file as it is, as {@code sha256sum} prints it
 * @param layouts of indicator rows: names of the values by the hash of their layout, separated by commas
 */
record Manifest(
        HistoryTable table,
        YearMonth month,
        long rows,
        String csvSha256,
        String gzipSha256,
        Map<Long, String> layouts) {
    private static final String FORMAT = "tickgrid-history-1";
    private static final String LAYOUT = "layout.";

    Manifest {
        layouts = Map.copyOf(layouts);
    }

    /** Where the manifest of an archive file stands. */
    static Path beside(Path archive) {
        return archive.resolveSibling(archive.getFileName() + ".manifest");
    }

    String text() {
        StringBuilder text = new StringBuilder()
                .append("format=" + FORMAT + '\n')
                .append("table=" + table.tableName() + '\n')
                .append("month=" + month + '\n')
                .append("rows=" + rows + '\n')
                .append("csv_sha256=" + csvSha256 + '\n')
                .append("gzip_sha256=" + gzipSha256 + '\n');
        new TreeMap<>(layouts).forEach((hash, columns) -> text.append(LAYOUT + hash + '=' + columns + '\n'));
        return text.toString();
    }

    /** @throws HistoryException when it is no manifest that this version reads */
    static Manifest read(Path file) {
        Properties lines = new Properties();
        try {
            lines.load(new StringReader(Files.readString(file)));
        } catch (IOException | IllegalArgumentException e) {
            throw new HistoryException("cannot read the manifest " + file + ": " + e.getMessage(), e);
        }
        try {
            if (!FORMAT.equals(lines.getProperty("format"))) {
                throw new HistoryException(
                        file + ": expected format=" + FORMAT + ", got " + lines.getProperty("format"));
            }
            Map<Long, String> layouts = new TreeMap<>();
            lines.stringPropertyNames().stream()
                    .filter(n -> n.startsWith(LAYOUT))
                    .forEach(n -> layouts.put(Long.valueOf(n.substring(LAYOUT.length())), required(lines, n)));
            return new Manifest(
                    HistoryTable.find(required(lines, "table")).orElseThrow(),
                    YearMonth.parse(required(lines, "month")),
                    Long.parseLong(required(lines, "rows")),
                    required(lines, "csv_sha256"),
                    required(lines, "gzip_sha256"),
                    layouts);
        } catch (DateTimeException | java.util.NoSuchElementException | IllegalArgumentException e) {
            throw new HistoryException(file + " is damaged: " + e.getMessage(), e);
        }
    }

    private static String required(Properties lines, String name) {
        @Nullable String value = lines.getProperty(name);
        return Objects.requireNonNullElseGet(value, () -> {
            throw new IllegalArgumentException("no " + name);
        });
    }
}
