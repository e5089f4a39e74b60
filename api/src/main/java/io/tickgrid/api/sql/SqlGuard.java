package io.tickgrid.api.sql;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridSql;
import io.tickgrid.grid.TickgridException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.avatica.util.Casing;
import org.apache.calcite.avatica.util.Quoting;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.parser.SqlParseException;
import org.apache.calcite.sql.parser.SqlParser;
import org.apache.calcite.sql.validate.SqlConformanceEnum;

/**
 * The gate before Hazelcast's SQL, which by itself reads files of the member and prints passwords. A text is parsed, every
 * node of the tree is one that {@link SqlWriter} knows, and the statement that runs is written anew from the tree: what is
 * not known cannot get through, in whatever form it was typed.
 */
final class SqlGuard {
    /** Parentheses inside each other; Calcite's parser needs time exponential in them when they stand in FROM. */
    private static final int MAX_PARENTHESES = 24;

    private static final SqlParser.Config PARSER = SqlParser.config()
            .withQuoting(Quoting.DOUBLE_QUOTE)
            .withUnquotedCasing(Casing.UNCHANGED)
            .withQuotedCasing(Casing.UNCHANGED)
            .withConformance(SqlConformanceEnum.LENIENT);

    private final Map<String, Map<String, String>> tables;
    private final Set<String> reservedNames;
    private final int maxText;

    SqlGuard(List<String> indicatorColumns, int maxText) {
        this.tables = GridSql.tables(indicatorColumns);
        this.maxText = maxText;
        this.reservedNames = tables.entrySet().stream()
                .flatMap(t -> Stream.concat(Stream.of(t.getKey()), t.getValue().keySet().stream()))
                .filter(SqlWords::needsQuotes)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * A statement that may run, with the tenant as each of its parameters.
     *
     * @param tables how many maps it reads; with more than one, no nested-loop join may stand in its plan
     */
    record Checked(String sql, List<Object> parameters, int tables) {}

    /**
     * The statement to run for a text.
     *
     * @param allowed the maps that may be named
     * @throws TickgridException SQL_REFUSED, naming what is allowed
     */
    Checked check(String sql, String tenantId, Set<String> allowed) {
        if (sql.isBlank()) {
            throw refused("expected one SELECT, got an empty text");
        }
        if (sql.length() > maxText) {
            throw refused("expected at most " + maxText + " characters, got " + sql.length());
        }
        if (SqlText.parentheses(sql) > MAX_PARENTHESES) {
            throw refused("expected at most " + MAX_PARENTHESES + " parentheses inside each other");
        }
        try {
            SqlNode query = parse(SqlText.quote(sql, reservedNames));
            Map<String, Map<String, String>> visible = new LinkedHashMap<>(tables);
            visible.keySet().retainAll(allowed);
            Checked alone = written(query, visible, false, tenantId);
            return alone.tables() < 2 ? alone : written(query, visible, true, tenantId);
        } catch (StackOverflowError e) {
            // The parser is recursive: a text can be short and deep. Nothing but the parse tree is lost.
            throw refused("the statement is nested too deeply");
        }
    }

    private static Checked written(
            SqlNode query, Map<String, Map<String, String>> visible, boolean joins, String tenantId) {
        SqlWriter writer = new SqlWriter(visible, joins);
        String text = writer.write(query);
        return new Checked(text, Collections.nCopies(writer.tenantParameters(), tenantId), writer.tableCount());
    }

    private static SqlNode parse(String sql) {
        SqlNodeList statements;
        try {
            statements = SqlParser.create(sql, PARSER).parseStmtList();
        } catch (SqlParseException e) {
            throw refused("expected one SELECT, got a text that is none: " + firstLine(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // Calcite reports malformed literals and code points by other exceptions than its own.
            throw refused("expected one SELECT, got a text that is none");
        }
        if (statements.size() != 1) {
            throw refused("expected one SELECT, got " + statements.size() + " statements");
        }
        return statements.get(0);
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    static TickgridException refused(String message) {
        return new TickgridException(ErrorCode.SQL_REFUSED, message);
    }
}
