package io.tickgrid.api.sql;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An answer as CSV (RFC 4180). Null is an empty field, an empty text is {@code ""}. */
final class SqlCsv {
    private SqlCsv() {}

    static String write(SqlAnswer answer) {
        StringBuilder out = new StringBuilder();
        row(out, answer.columns().stream().map(SqlAnswer.Column::name).collect(Collectors.toList()));
        answer.rows().forEach(row -> row(out, row));
        return out.toString();
    }

    private static void row(StringBuilder out, List<? extends @Nullable Object> values) {
        for (int i = 0; i < values.size(); i++) {
            out.append(i == 0 ? "" : ",").append(field(values.get(i)));
        }
        out.append("\r\n");
    }

    private static String field(@Nullable Object value) {
        if (!(value instanceof String text)) {
            return value == null ? "" : value.toString();
        }
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
