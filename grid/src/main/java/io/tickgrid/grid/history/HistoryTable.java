package io.tickgrid.grid.history;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The tables that hold history in monthly partitions, with the columns of their archives in order. */
public enum HistoryTable {
    CANDLES("candles", "open", "high", "low", "close", "volume", "trades", "revision"),
    INDICATOR_ROWS("indicator_rows", "revision", "layout_hash", "vals"),
    FUSION(
            "fusion",
            "score",
            "confidence",
            "recommendation",
            "agreement",
            "conflict",
            "voters",
            "quorum",
            "weight_set_version",
            "opinions");

    private static final List<String> KEY = List.of("instrument", "frame", "open_time_ms");

    private final String table;
    private final List<String> values;

    HistoryTable(String table, String... values) {
        this.table = table;
        this.values = List.of(values);
    }

    /** The name of the table, and the beginning of its partitions' and archives' names. */
    public String tableName() {
        return table;
    }

    /** The key, then the values. */
    List<String> columns() {
        List<String> all = new ArrayList<>(KEY);
        all.addAll(values);
        return all;
    }

    static Optional<HistoryTable> find(String name) {
        return Arrays.stream(values()).filter(t -> t.table.equals(name)).findFirst();
    }

    /** Every column of {@code source} in the order of the key: the same rows give the same bytes. */
    String copyOut(String source) {
        return "copy (select " + String.join(", ", columns()) + " from " + source + " order by "
                + String.join(", ", KEY) + ") to stdout with (format csv, header)";
    }

    String copyInto(String target) {
        return "copy " + target + " (" + String.join(", ", columns()) + ") from stdin with (format csv, header)";
    }

    /**
     * Rows of {@code source} into the table. A row that is there stays unless the other has a greater revision; scores have
     * no revision: a bar is judged once.
     */
    String merge(String source) {
        String all = String.join(", ", columns());
        String insert = "insert into " + table + " (" + all + ") select " + all + " from " + source + " on conflict ("
                + String.join(", ", KEY) + ") do ";
        if (!values.contains("revision")) {
            return insert + "nothing";
        }
        return insert + "update set "
                + String.join(
                        ", ", values.stream().map(c -> c + " = excluded." + c).toList())
                + " where excluded.revision > " + table + ".revision";
    }
}
