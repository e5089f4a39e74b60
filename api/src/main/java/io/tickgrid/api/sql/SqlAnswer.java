package io.tickgrid.api.sql;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one query.
 *
 * @param rows a value for each column: null, Boolean, String, or a number that JSON carries exactly; integers beyond
 *     2^53 and decimals are strings, NaN and infinities null
 * @param truncated whether there were more rows than the gateway gives
 */
public record SqlAnswer(List<Column> columns, List<List<@Nullable Object>> rows, boolean truncated) {

    /** @param type the SQL type, as {@code BIGINT} */
    public record Column(String name, String type) {}

    public SqlAnswer {
        columns = List.copyOf(columns);
        int width = columns.size();
        List<List<@Nullable Object>> copy = new ArrayList<>(rows.size());
        for (List<@Nullable Object> row : rows) {
            if (row.size() != width) {
                throw new IllegalArgumentException("expected " + width + " values in a row, got " + row.size());
            }
            copy.add(Collections.unmodifiableList(row));
        }
        rows = Collections.unmodifiableList(copy);
    }
}
