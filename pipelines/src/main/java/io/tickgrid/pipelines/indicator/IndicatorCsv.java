package io.tickgrid.pipelines.indicator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Bars in, indicator columns out: the whole of {@code tickgrid indicators compute}.
 *
 * <p>Input: a header row, then one closed bar a row, oldest first. The columns {@code time_ms,open,high,low,close,volume} are found by
 * name in any order, others are ignored, blank lines too. A row is bad when a field is missing or no finite number, a price is not
 * above 0, the volume is below 0, high and low do not enclose open and close, or the time is not after that of the last
 * good row. It is reported with its line number, counted and left out; nothing is guessed.
 *
 * <p>Output: {@code time_ms} and one column an output, in Java's shortest form that reads back the same, empty until warm.
 */
public final class IndicatorCsv {
    private static final List<String> COLUMNS = List.of("time_ms", "open", "high", "low", "close", "volume");
    private static final int TIME = 0;
    private static final int OPEN = 1;
    private static final int HIGH = 2;
    private static final int LOW = 3;
    private static final int CLOSE = 4;
    private static final int VOLUME = 5;

    private final IndicatorSet set;
    private final int[] fieldOf;
    private final Appendable out;
    private final Appendable diagnostics;
    private final double[] state;
    private final double[] values;
    private final double[] bar = new double[COLUMNS.size()];
    private long lastTimeMs = Long.MIN_VALUE;

    private IndicatorCsv(IndicatorSet set, int[] fieldOf, Appendable out, Appendable diagnostics) {
        this.set = set;
        this.fieldOf = fieldOf;
        this.out = out;
        this.diagnostics = diagnostics;
        this.state = new double[set.stateSize()];
        this.values = new double[set.columns().size()];
        set.init(state, 0);
    }

    /**
     * What was read.
     *
     * @param rows data rows, blank lines not counted
     * @param rejected of them, bad
     */
    public record Result(long rows, long rejected) {
        public Result {
            if (rejected < 0 || rejected > rows) {
                throw new IllegalArgumentException("rejected must be in [0, " + rows + "], was " + rejected);
            }
        }
    }

    /**
     * Computes one indicator over a CSV. The outputs are named as the SPEC names them: {@code time_ms,macd,macd_signal,macd_hist}.
     *
     * @param in bars; not closed here
     * @param out the resulting CSV, lines ended by a line feed; not closed here
     * @param diagnostics a line for each bad row, and one with their number when there is any
     * @throws IndicatorException when the header is missing or lacks a column
     * @throws IOException from the three streams
     */
    public static Result compute(IndicatorRequest request, Reader in, Appendable out, Appendable diagnostics)
            throws IOException {
        BufferedReader lines = new BufferedReader(in);
        IndicatorSet set = IndicatorSet.of(List.of(request), 0);
        IndicatorCsv csv = new IndicatorCsv(set, header(lines.readLine()), out, diagnostics);
        out.append("time_ms");
        for (OutputColumn column : set.columns()) {
            out.append(',').append(column.output());
        }
        out.append('\n');
        long rows = 0;
        long rejected = 0;
        long lineNumber = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            lineNumber++;
            if (line.isBlank()) {
                continue;
            }
            rows++;
            if (!csv.row(line, lineNumber)) {
                rejected++;
            }
        }
        if (rejected > 0) {
            diagnostics.append(rejected + " of " + rows + " rows rejected\n");
        }
        return new Result(rows, rejected);
    }

    private static int[] header(@Nullable String line) {
        if (line == null) {
            throw new IndicatorException("the input must begin with a header naming " + COLUMNS + ", was empty");
        }
        List<String> names = Arrays.asList(fields(line.startsWith("\uFEFF") ? line.substring(1) : line));
        int[] fieldOf = new int[COLUMNS.size()];
        for (int i = 0; i < fieldOf.length; i++) {
            String column = COLUMNS.get(i);
            fieldOf[i] = names.indexOf(column);
            if (fieldOf[i] < 0) {
                throw new IndicatorException("the header must name " + COLUMNS + ", lacks " + column + ", was " + line);
            }
            if (names.lastIndexOf(column) != fieldOf[i]) {
                throw new IndicatorException("the header must name " + column + " once, was " + line);
            }
        }
        return fieldOf;
    }

    /** Reads one row and writes its outputs, or reports it. */
    private boolean row(String line, long lineNumber) throws IOException {
        String[] fields = fields(line);
        for (int i = 0; i < COLUMNS.size(); i++) {
            if (fieldOf[i] >= fields.length) {
                return bad(lineNumber, COLUMNS.get(i) + " is missing");
            }
        }
        String time = fields[fieldOf[TIME]];
        long timeMs;
        try {
            timeMs = Long.parseLong(time);
        } catch (NumberFormatException e) {
            return bad(lineNumber, "time_ms must be whole milliseconds, was " + shown(time));
        }
        for (int i = OPEN; i <= VOLUME; i++) {
            String field = fields[fieldOf[i]];
            double value = number(field);
            boolean good = i == VOLUME ? value >= 0 : value > 0;
            if (!good || value > 1e150) {
                return bad(
                        lineNumber,
                        COLUMNS.get(i) + " must be a number " + (i == VOLUME ? "of 0 or more" : "above 0") + ", was "
                                + shown(field));
            }
            bar[i] = value;
        }
        if (bar[HIGH] < Math.max(bar[OPEN], bar[CLOSE]) || bar[LOW] > Math.min(bar[OPEN], bar[CLOSE])) {
            return bad(lineNumber, "high and low must enclose open and close, was " + line);
        }
        if (timeMs <= lastTimeMs) {
            return bad(lineNumber, "time_ms must be after " + lastTimeMs + ", was " + timeMs);
        }
        lastTimeMs = timeMs;
        set.update(state, 0, bar[OPEN], bar[HIGH], bar[LOW], bar[CLOSE], bar[VOLUME], values, 0);
        out.append(Long.toString(timeMs));
        for (double value : values) {
            out.append(',');
            if (!Double.isNaN(value)) {
                out.append(Double.toString(value));
            }
        }
        out.append('\n');
        return true;
    }

    private boolean bad(long lineNumber, String reason) throws IOException {
        diagnostics.append("line " + lineNumber + ": " + reason + "\n");
        return false;
    }

    /** NaN for what is no decimal number; Java's own extras (NaN, Infinity, hexadecimal, a trailing d or f) are none. */
    private static double number(String field) {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return Double.NaN;
            }
        }
        try {
            return Double.parseDouble(field);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Fields without the spaces and quotes around them; numbers hold neither comma nor quote. */
    private static String[] fields(String line) {
        String[] fields = line.split(",", -1);
        for (int i = 0; i < fields.length; i++) {
            String field = fields[i].strip();
            boolean quoted = field.length() >= 2 && field.startsWith("\"") && field.endsWith("\"");
            fields[i] = quoted ? field.substring(1, field.length() - 1) : field;
        }
        return fields;
    }

    private static String shown(String field) {
        return field.isEmpty() ? "empty" : field;
    }
}
