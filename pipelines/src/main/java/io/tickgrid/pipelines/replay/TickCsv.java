package io.tickgrid.pipelines.replay;

import io.tickgrid.pipelines.tick.DeadReason;
import io.tickgrid.pipelines.tick.TickColumns;
import io.tickgrid.pipelines.tick.TickRules;
import java.io.Closeable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a tick file: {@code ts_ms_utc,price,size} or {@code ts_ms_utc,bid,ask}, with an optional {@code seq}, in any
 * order of columns by the header's names; other columns are ignored.
 *
 * <p>Every row but an empty line becomes one tick or one rejected tick; nothing is corrected or guessed. The sequence is
 * {@code seq} where the column is there (an empty cell is a tick without a sequence), else the line number. Not
 * thread-safe.
 */
final class TickCsv implements Closeable {
    private static final String FORMATS = "ts_ms_utc,price,size or ts_ms_utc,bid,ask";
    private static final int NS_PLACES_OF_MS = 6;
    private static final int SHOWN = 120;
    private static final int ABSENT = -1;

    private final LineReader lines;
    private final DecimalText number = new DecimalText();
    private final int columns;
    private final int timeAt;
    private final int priceAt;
    private final int sizeAt;
    private final int bidAt;
    private final int askAt;
    private final int sequenceAt;
    private final int[] starts;
    private final int[] ends;
    private boolean anyRow;
    private String detail = "";

    private long timeNs;
    private double price;

    TickCsv(Path path) {
        lines = new LineReader(path);
        try {
            List<String> header = header(path);
            columns = header.size();
            timeAt = find(header, "ts_ms_utc");
            boolean trades = header.contains("price") || header.contains("size");
            priceAt = trades ? find(header, "price") : ABSENT;
            sizeAt = trades ? find(header, "size") : ABSENT;
            bidAt = trades ? ABSENT : find(header, "bid");
            askAt = trades ? ABSENT : find(header, "ask");
            sequenceAt = header.contains("seq") ? find(header, "seq") : ABSENT;
            starts = new int[columns];
            ends = new int[columns];
        } catch (ReplayException e) {
            lines.close();
            throw e;
        }
    }

    private List<String> header(Path path) {
        if (!lines.next()) {
            throw new ReplayException("expected a header row " + FORMATS + ", found an empty file " + path);
        }
        if (lines.isBinary()) {
            throw new ReplayException("expected CSV text or gzip with a header row " + FORMATS
                    + ", found binary data beginning with " + lines.hex() + " in " + path);
        }
        List<String> names = new ArrayList<>();
        for (String name : lines.text().split(",", -1)) {
            String bare = name.strip();
            if (bare.length() >= 2 && bare.startsWith("\"") && bare.endsWith("\"")) {
                bare = bare.substring(1, bare.length() - 1);
            }
            names.add(bare.toLowerCase(Locale.ROOT));
        }
        return names;
    }

    private int find(List<String> header, String name) {
        int at = header.indexOf(name);
        if (at < 0 || header.lastIndexOf(name) != at) {
            throw new ReplayException("expected a header row " + FORMATS + " with column " + name + " once, found '"
                    + shown(lines.text()) + "'");
        }
        return at;
    }

    /**
     * Reads the next row into {@code row}, which then holds exactly one tick or rejected tick.
     *
     * @return false at the end of the file
     * @throws ReplayException if the file cannot be read to its end or has no row
     */
    boolean next(TickColumns row) {
        do {
            if (!lines.next()) {
                if (!anyRow) {
                    throw new ReplayException("expected rows below the header, found none");
                }
                return false;
            }
        } while (isBlank());
        anyRow = true;
        row.clear();
        detail = "";
        timeNs = 0;
        price = Double.NaN;
        DeadReason fault = parse(row);
        if (fault != null) {
            row.reject(timeNs, lines.number(), price, 0, 0, fault);
        }
        return true;
    }

    /** Number of the last row's line in the file, from 1. */
    long lineNumber() {
        return lines.number();
    }

    /** What was expected and found, if this reader rejected the last row; else empty. */
    String detail() {
        return detail;
    }

    private @Nullable DeadReason parse(TickColumns row) {
        int found = split();
        if (found != columns) {
            return malformed("expected " + columns + " columns, found " + (found < 0 ? "an open quote" : found));
        }
        DeadReason fault = parseTime();
        if (fault != null) {
            return fault;
        }
        long sequence = lines.number();
        if (sequenceAt >= 0) {
            if (isEmpty(sequenceAt)) {
                sequence = TickColumns.NO_SEQUENCE;
            } else if (readNumber(sequenceAt) && number.toUnits(0) && number.units() != TickColumns.NO_SEQUENCE) {
                sequence = number.units();
            } else {
                return malformed("expected seq to be a whole number of 64 bits, found '" + cell(sequenceAt) + "'");
            }
        }
        return priceAt >= 0 ? parseTrade(row, sequence) : parseQuote(row, sequence);
    }

    private @Nullable DeadReason parseTime() {
        if (!readNumber(timeAt)) {
            return malformed("expected ts_ms_utc to be milliseconds, found '" + cell(timeAt) + "'");
        }
        if (!number.toUnits(TickRules.MAX_SIZE_SCALE)) {
            detail = "found ts_ms_utc '" + cell(timeAt) + "'";
            return DeadReason.IMPOSSIBLE_TIME;
        }
        if (number.scale() > NS_PLACES_OF_MS) {
            return malformed("expected ts_ms_utc in whole nanoseconds, found '" + cell(timeAt) + "'");
        }
        long units = number.units();
        for (int places = number.scale(); places < NS_PLACES_OF_MS; places++) {
            if (Math.abs(units) > Long.MAX_VALUE / 10) {
                detail = "found ts_ms_utc '" + cell(timeAt) + "'";
                return DeadReason.IMPOSSIBLE_TIME;
            }
            units *= 10;
        }
        timeNs = units;
        return null;
    }

    private @Nullable DeadReason parseTrade(TickColumns row, long sequence) {
        DeadReason fault = parsePrice(priceAt, "price");
        if (fault != null) {
            return fault;
        }
        if (!readNumber(sizeAt)) {
            return malformed("expected size to be a number, found '" + cell(sizeAt) + "'");
        }
        if (!number.toUnits(TickRules.MAX_SIZE_SCALE)) {
            detail = "found size '" + cell(sizeAt) + "'";
            return DeadReason.SIZE_OUT_OF_RANGE;
        }
        row.add(timeNs, sequence, price, number.units(), number.scale());
        return null;
    }

    private @Nullable DeadReason parseQuote(TickColumns row, long sequence) {
        double bid = 0;
        if (!isEmpty(bidAt)) {
            DeadReason fault = parsePrice(bidAt, "bid");
            if (fault != null) {
                return fault;
            }
            bid = price;
        }
        double ask = 0;
        if (!isEmpty(askAt)) {
            DeadReason fault = parsePrice(askAt, "ask");
            if (fault != null) {
                return fault;
            }
            ask = price;
        }
        row.addQuote(timeNs, sequence, bid, ask);
        if (row.fault(0) != null) {
            detail = "found bid " + bid + ", ask " + ask;
        }
        return null;
    }

    private @Nullable DeadReason parsePrice(int column, String name) {
        if (readNumber(column)) {
            price = number.toDouble();
            return null;
        }
        String text = cell(column);
        String bare = text.toLowerCase(Locale.ROOT).replace("+", "").replace("-", "");
        if (bare.equals("nan") || bare.equals("inf") || bare.equals("infinity")) {
            detail = "found " + name + " '" + text + "'";
            return DeadReason.NON_FINITE_PRICE;
        }
        return malformed("expected " + name + " to be a number, found '" + text + "'");
    }

    private DeadReason malformed(String why) {
        detail = why;
        return DeadReason.MALFORMED;
    }

    private boolean readNumber(int column) {
        return number.read(lines.line(), starts[column], ends[column]);
    }

    private boolean isEmpty(int column) {
        return starts[column] == ends[column];
    }

    private String cell(int column) {
        return shown(new String(lines.line(), starts[column], ends[column] - starts[column], StandardCharsets.UTF_8));
    }

    private boolean isBlank() {
        byte[] line = lines.line();
        for (int i = 0; i < lines.length(); i++) {
            if (line[i] != ' ' && line[i] != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Finds the cells of the line, without blanks and quotes around them; returns how many, -1 for an open quote. */
    private int split() {
        byte[] line = lines.line();
        int length = lines.length();
        int count = 0;
        int at = 0;
        while (true) {
            int start = at;
            boolean quoted = false;
            while (at < length && (quoted || line[at] != ',')) {
                if (line[at] == '"') {
                    quoted = !quoted;
                }
                at++;
            }
            if (quoted) {
                return -1;
            }
            if (count < columns) {
                trim(line, start, at, count);
            }
            count++;
            if (at >= length) {
                return count;
            }
            at++;
        }
    }

    private void trim(byte[] line, int start, int end, int column) {
        int from = start;
        int to = end;
        while (from < to && (line[from] == ' ' || line[from] == '\t')) {
            from++;
        }
        while (from < to && (line[to - 1] == ' ' || line[to - 1] == '\t')) {
            to--;
        }
        if (to - from >= 2 && line[from] == '"' && line[to - 1] == '"') {
            from++;
            to--;
        }
        starts[column] = from;
        ends[column] = to;
    }

    private static String shown(String text) {
        String oneLine = text.replaceAll("\\p{Cntrl}", "?");
        return oneLine.length() <= SHOWN ? oneLine : oneLine.substring(0, SHOWN) + "…";
    }

    @Override
    public void close() {
        lines.close();
    }
}
