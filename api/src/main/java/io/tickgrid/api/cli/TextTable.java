package io.tickgrid.api.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of text, printed as aligned columns or as CSV. */
final class TextTable {
    private final List<String> names;
    private final boolean[] numeric;
    private final List<List<@Nullable String>> rows = new ArrayList<>();

    TextTable(List<String> names) {
        this.names = List.copyOf(names);
        this.numeric = new boolean[names.size()];
    }

    /** A column of numbers stands to the right. */
    TextTable numeric(int column) {
        numeric[column] = true;
        return this;
    }

    /** Adds a row; null is a value that is not there. */
    void add(List<@Nullable String> row) {
        if (row.size() != names.size()) {
            throw new IllegalArgumentException("expected " + names.size() + " values, got " + row.size());
        }
        rows.add(row);
    }

    /** Columns two spaces apart; a missing value is {@code null}. */
    void print(PrintWriter out) {
        int[] width = new int[names.size()];
        for (int i = 0; i < width.length; i++) {
            width[i] = length(plain(names.get(i)));
            for (List<@Nullable String> row : rows) {
                width[i] = Math.max(width[i], length(plain(row.get(i))));
            }
        }
        line(out, List.copyOf(names), width);
        for (List<@Nullable String> row : rows) {
            line(out, row, width);
        }
    }

    private void line(PrintWriter out, List<? extends @Nullable String> row, int[] width) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < width.length; i++) {
            String cell = plain(row.get(i));
            String space = " ".repeat(width[i] - length(cell));
            line.append(i == 0 ? "" : "  ").append(numeric[i] ? space + cell : cell + space);
        }
        out.println(line.toString().stripTrailing());
    }

    /** RFC 4180 with line feeds; a missing value is empty. */
    void printCsv(PrintWriter out) {
        csvLine(out, List.copyOf(names));
        for (List<@Nullable String> row : rows) {
            csvLine(out, row);
        }
    }

    private static void csvLine(PrintWriter out, List<? extends @Nullable String> row) {
        for (int i = 0; i < row.size(); i++) {
            String cell = row.get(i);
            String text = cell == null ? "" : cell;
            boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                    || (cell != null && cell.isEmpty());
            out.print(i == 0 ? "" : ",");
            out.print(quote ? '"' + text.replace("\"", "\"\"") + '"' : text);
        }
        out.print('\n');
    }

    /** Without control characters: what others sent must not steer the terminal that shows it. */
    static String plain(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        if (text.chars().noneMatch(TextTable::steers)) {
            return text;
        }
        StringBuilder plain = new StringBuilder();
        text.chars().forEach(c -> {
            if (steers(c)) {
                plain.append(String.format(java.util.Locale.ROOT, "\\u%04x", c));
            } else {
                plain.append((char) c);
            }
        });
        return plain.toString();
    }

    private static boolean steers(int c) {
        // the last: marks that turn the direction of the text
        return Character.isISOControl(c) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
