package io.tickgrid.api.system;

import io.r2dbc.spi.Readable;
import io.tickgrid.grid.db.Db;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What the market job has said in the end, as text: table → key → the rest of the row, every double as the hex digits of
 * its bits. Made of PostgreSQL's tables by {@link #stored}, or of plain engines by {@link PlainEngines}; equal books are
 * equal bit for bit.
 */
final class MarketBooks {
    private static final int SHOWN = 5;

    private final Map<String, Map<String, String>> tables = new TreeMap<>();

    /** Puts a row; the later one of a key stays. */
    void put(String table, String key, Object... columns) {
        tables.computeIfAbsent(table, t -> new TreeMap<>())
                .put(key, Arrays.stream(columns).map(MarketBooks::text).collect(Collectors.joining(" ")));
    }

    void remove(String table, String key) {
        tables.getOrDefault(table, new TreeMap<>()).remove(key);
    }

    private static String text(Object value) {
        return value instanceof Double d ? bits(d) : String.valueOf(value);
    }

    /** All NaNs are one: PostgreSQL has but one. */
    static String bits(double value) {
        return Double.isNaN(value) ? "NaN" : Long.toHexString(Double.doubleToRawLongBits(value));
    }

    int size(String table) {
        return tables.getOrDefault(table, Map.of()).size();
    }

    /** What the tables hold now. */
    static MarketBooks stored(Db db) {
        MarketBooks books = new MarketBooks();
        books.read(db, "candles", "instrument||' '||frame||' '||open_time_ms", r -> new Object[] {
            f(r, "open"), f(r, "high"), f(r, "low"), f(r, "close"), f(r, "volume"), n(r, "trades"), i(r, "revision")
        });
        books.read(db, "indicator_rows", "instrument||' '||frame||' '||open_time_ms", r ->
                new Object[] {i(r, "revision"), hex(Db.text(r, "vals"))});
        books.read(db, "fusion", "instrument||' '||frame||' '||open_time_ms", r -> new Object[] {
            f(r, "score"),
            f(r, "confidence"),
            Db.text(r, "recommendation"),
            f(r, "agreement"),
            f(r, "conflict"),
            i(r, "voters"),
            Db.bool(r, "quorum"),
            i(r, "weight_set_version"),
            Db.text(r, "opinions")
        });
        books.read(db, "signals", "instrument||' '||frame||' '||open_time_ms||' '||side", r -> new Object[] {
            Db.text(r, "id"),
            f(r, "score"),
            f(r, "confidence"),
            f(r, "entry"),
            f(r, "stop"),
            f(r, "target1"),
            f(r, "target2"),
            n(r, "event_time_ns")
        });
        books.read(db, "dead_letters", "id", r -> new Object[] {
            Db.text(r, "instrument"),
            Db.text(r, "source"),
            n(r, "sequence"),
            n(r, "event_time_ms"),
            Db.text(r, "reason"),
            Db.text(r, "detail")
        });
        // Engines that only count refused records are named by the grid's partitions: see MarketChecks.
        books.read(db, "engine_state where instrument not like '#%'", "instrument", r ->
                new Object[] {i(r, "kafka_partition"), n(r, "kafka_offset"), Arrays.hashCode(Db.bytes(r, "bytes"))});
        return books;
    }

    private void read(Db db, String table, String key, Function<Readable, Object[]> columns) {
        List<Map.Entry<String, Object[]>> rows = Objects.requireNonNull(db.query(
                        "select *, " + key + " as row_key from " + table,
                        r -> Map.entry(Db.text(r, "row_key"), columns.apply(r)))
                .collectList()
                .block(Duration.ofSeconds(60)));
        String name = table.split(" ", -1)[0];
        rows.forEach(row -> put(name, row.getKey(), row.getValue()));
    }

    private static double f(Readable row, String column) {
        return Db.float64(row, column);
    }

    private static long n(Readable row, String column) {
        return Db.int64(row, column);
    }

    private static int i(Readable row, String column) {
        return Db.int32(row, column);
    }

    /** Stored indicator values: an empty one is NaN. */
    private static String hex(String values) {
        return Arrays.stream(values.split(",", -1))
                .map(v -> bits(v.isEmpty() ? Double.NaN : Double.parseDouble(v)))
                .collect(Collectors.joining(","));
    }

    static String hex(double[] values) {
        return Arrays.stream(values).mapToObj(MarketBooks::bits).collect(Collectors.joining(","));
    }

    /** In one line a table: how many rows are missing, too many or other than expected, with examples; empty when equal. */
    static List<String> differences(MarketBooks expected, MarketBooks actual) {
        List<String> all = new ArrayList<>();
        Map<String, Map<String, String>> names = new TreeMap<>(expected.tables);
        names.putAll(actual.tables);
        for (String table : names.keySet()) {
            Map<String, String> want = expected.tables.getOrDefault(table, Map.of());
            Map<String, String> have = actual.tables.getOrDefault(table, Map.of());
            List<String> wrong = new ArrayList<>();
            want.forEach((key, row) -> {
                String found = have.get(key);
                if (!row.equals(found)) {
                    wrong.add(key + ": expected " + row + ", got " + found);
                }
            });
            have.keySet().stream()
                    .filter(key -> !want.containsKey(key))
                    .forEach(key -> wrong.add(key + ": expected none, got " + have.get(key)));
            if (!wrong.isEmpty()) {
                all.add(table + ": " + wrong.size() + " of " + want.size() + " rows differ: "
                        + wrong.subList(0, Math.min(SHOWN, wrong.size())));
            }
        }
        return all;
    }
}
