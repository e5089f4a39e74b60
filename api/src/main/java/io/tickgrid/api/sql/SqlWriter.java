package io.tickgrid.api.sql;

import static io.tickgrid.api.sql.SqlGuard.refused;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.calcite.sql.JoinConditionType;
import org.apache.calcite.sql.JoinType;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlJoin;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.SqlOrderBy;
import org.apache.calcite.sql.SqlSelect;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.jspecify.annotations.Nullable;

/**
 * Writes a checked query from its tree. Every map is read through a sub-select that lists its columns and, where rows belong
 * to a tenant, asks for the caller's: no alias, join, union or condition outside can reach behind it, and hidden columns
 * ({@code __key}, {@code this}) do not exist. One writer writes one query.
 */
final class SqlWriter {
    private static final int MAX_TABLES = 6;
    private static final int MAX_COLUMNS = 300;

    /**
     * The planner merges a sub-select into the query around it by repeating its expressions: this bounds the product of
     * their sizes over the levels.
     */
    private static final long MAX_COST = 10_000;

    private final Map<String, Map<String, String>> tables;
    private final boolean joins;
    private final StringBuilder out = new StringBuilder();
    private final SqlExpressions expressions = new SqlExpressions(this, out);
    private int tableCount;
    private int tenantParameters;

    /**
     * @param joins whether the query reads more than one map. Each map is then read through a union with no row, behind
     *     which Hazelcast 5.7 has only hash joins to choose from. Its nested-loop join keeps the product of a batch of
     *     rows with all that they meet in memory, where no limit sees it, and forgets the condition that an index on its
     *     inner side answers.
     */
    SqlWriter(Map<String, Map<String, String>> tables, boolean joins) {
        this.tables = tables;
        this.joins = joins;
    }

    /** What the query around has to know: columns, and how large an expression can become when merged. */
    record Shape(int width, long cost) {}

    String write(SqlNode query) {
        query(query);
        return out.toString();
    }

    /** How many parameters of the written text stand for the tenant; it has no others. */
    int tenantParameters() {
        return tenantParameters;
    }

    /** How many maps the query names, counted with repetition. */
    int tableCount() {
        return tableCount;
    }

    /** A query inside an expression or FROM. */
    Shape nested(SqlNode query) {
        out.append('(');
        Shape shape = query(query);
        out.append(')');
        return shape;
    }

    static boolean isQuery(SqlNode node) {
        return node instanceof SqlSelect || node instanceof SqlOrderBy || node.getKind() == SqlKind.UNION;
    }

    private Shape query(SqlNode node) {
        if (node instanceof SqlSelect select) {
            return select(select);
        }
        if (node instanceof SqlOrderBy ordered) {
            Shape shape = query(ordered.query);
            tail(ordered.orderList, ordered.offset, ordered.fetch);
            return shape;
        }
        if (node instanceof SqlCall union && node.getKind() == SqlKind.UNION) {
            Shape left = part(union.operand(0));
            out.append(union.getOperator().getName().endsWith("ALL") ? " UNION ALL " : " UNION ");
            Shape right = part(union.operand(1));
            return new Shape(left.width(), Math.max(left.cost(), right.cost()));
        }
        throw refused("expected one SELECT (with JOIN, UNION, GROUP BY, ORDER BY, LIMIT), got " + node.getKind());
    }

    private Shape part(SqlNode node) {
        if (node instanceof SqlOrderBy) {
            throw refused("ORDER BY and LIMIT may stand after a UNION, not inside one of its parts");
        }
        return query(node);
    }

    private Shape select(SqlSelect select) {
        if (!select.getHints().isEmpty()) {
            throw refused("hints are not allowed");
        }
        if (!select.getWindowList().isEmpty() || select.getQualify() != null) {
            throw refused("WINDOW and QUALIFY are not allowed");
        }
        if (select.getModifierNode(SqlSelectKeyword.STREAM) != null) {
            throw refused("SELECT STREAM is not allowed");
        }
        long before = expressions.written();
        out.append(select.isDistinct() ? "SELECT DISTINCT " : "SELECT ");
        // FROM is written after the items but known first: its columns are what a star stands for.
        int itemsAt = out.length();
        Shape from = new Shape(0, 1);
        SqlNode source = select.getFrom();
        if (source != null) {
            out.append(" FROM ");
            from = from(source, new HashSet<>());
        }
        String sourceText = out.substring(itemsAt);
        out.setLength(itemsAt);
        int width = items(select.getSelectList(), from);
        out.append(sourceText);
        clause(" WHERE ", select.getWhere());
        SqlNodeList group = select.getGroup();
        if (group != null) {
            out.append(" GROUP BY ");
            expressions.list(group);
        }
        clause(" HAVING ", select.getHaving());
        tail(select.getOrderList(), select.getOffset(), select.getFetch());
        if (width > MAX_COLUMNS) {
            throw refused("expected at most " + MAX_COLUMNS + " columns, got " + width);
        }
        long cost = from.cost() * (expressions.written() - before + 1);
        if (cost > MAX_COST) {
            throw refused("the expressions of nested sub-selects multiply to " + cost + " terms, at most " + MAX_COST
                    + " are allowed");
        }
        return new Shape(width, cost);
    }

    private void clause(String word, @Nullable SqlNode condition) {
        if (condition != null) {
            out.append(word);
            expressions.write(condition);
        }
    }

    private int items(SqlNodeList items, Shape from) {
        int width = 0;
        for (int i = 0; i < items.size(); i++) {
            out.append(i == 0 ? "" : ", ");
            SqlNode item = items.get(i);
            if (item instanceof SqlIdentifier name && name.isStar()) {
                if (name.names.size() > 2) {
                    throw refused("expected * or ALIAS.*, got " + name);
                }
                out.append(name.names.size() == 2 ? SqlExpressions.quoted(name.names.get(0)) + ".*" : "*");
                width += from.width();
            } else if (item.getKind() == SqlKind.AS) {
                SqlCall as = (SqlCall) item;
                expressions.write(as.operand(0));
                out.append(" AS ").append(SqlExpressions.quoted(simple(as)));
                width++;
            } else {
                expressions.write(item);
                width++;
            }
        }
        return width;
    }

    private Shape from(SqlNode node, Set<String> aliases) {
        if (node instanceof SqlIdentifier name) {
            return table(name, null, aliases);
        }
        if (isQuery(node)) {
            return nested(node);
        }
        if (node.getKind() == SqlKind.AS) {
            SqlCall as = (SqlCall) node;
            SqlNode inner = as.operand(0);
            String alias = simple(as);
            if (inner instanceof SqlIdentifier name) {
                return table(name, alias, aliases);
            }
            if (isQuery(inner)) {
                Shape shape = nested(inner);
                alias(alias, aliases);
                return shape;
            }
        }
        if (node instanceof SqlJoin join) {
            return join(join, aliases);
        }
        throw refused("FROM may hold a map, a sub-select or a JOIN of them, not "
                + node.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ') + "; the maps are "
                + String.join(", ", tables.keySet()));
    }

    private Shape join(SqlJoin join, Set<String> aliases) {
        if (join.isNatural()) {
            throw refused("NATURAL JOIN is not allowed: name the columns in ON");
        }
        if (join.getRight() instanceof SqlJoin) {
            throw refused("a JOIN to the right of a JOIN is not allowed: write them one after the other");
        }
        Shape left = from(join.getLeft(), aliases);
        JoinType type = join.getJoinType();
        out.append(
                switch (type) {
                    case COMMA, CROSS -> " CROSS JOIN ";
                    case INNER -> " JOIN ";
                    case LEFT -> " LEFT JOIN ";
                    case RIGHT -> " RIGHT JOIN ";
                    default ->
                        throw refused("expected JOIN, LEFT JOIN, RIGHT JOIN or CROSS JOIN, got " + type + " JOIN");
                });
        Shape right = from(join.getRight(), aliases);
        SqlNode condition = join.getCondition();
        if (join.getConditionType() == JoinConditionType.USING) {
            throw refused("JOIN … USING is not allowed: name the columns in ON");
        }
        if (condition != null) {
            out.append(" ON ");
            expressions.write(condition);
        }
        return new Shape(left.width() + right.width(), Math.max(left.cost(), right.cost()));
    }

    private Shape table(SqlIdentifier name, @Nullable String alias, Set<String> aliases) {
        Map<String, String> columns = name.isSimple() ? tables.get(name.getSimple()) : null;
        if (columns == null) {
            throw refused("expected one of the maps " + String.join(", ", tables.keySet()) + ", got " + name);
        }
        if (++tableCount > MAX_TABLES) {
            throw refused("expected at most " + MAX_TABLES + " maps in a query");
        }
        out.append("(SELECT ").append(list(columns, "%1$s")).append(" FROM ");
        out.append(SqlExpressions.quoted(name.getSimple()));
        if (columns.containsKey("tenant_id")) {
            out.append(" WHERE \"tenant_id\" = ?");
            tenantParameters++;
        }
        if (joins) {
            out.append(" UNION ALL SELECT ").append(list(columns, "CAST(NULL AS %2$s) AS %1$s"));
            out.append(" FROM (VALUES ('')) AS \"none\" (\"n\") WHERE \"n\" <> ''");
        }
        out.append(')');
        alias(alias == null ? name.getSimple() : alias, aliases);
        return new Shape(columns.size(), 1);
    }

    private static String list(Map<String, String> columns, String form) {
        return columns.entrySet().stream()
                .map(c -> form.formatted(SqlExpressions.quoted(c.getKey()), c.getValue()))
                .collect(Collectors.joining(", "));
    }

    private void alias(String alias, Set<String> aliases) {
        if (!aliases.add(alias)) {
            throw refused("the name " + alias + " stands twice in FROM: give each map a name of its own");
        }
        out.append(" AS ").append(SqlExpressions.quoted(alias));
    }

    private void tail(@Nullable SqlNodeList order, @Nullable SqlNode offset, @Nullable SqlNode fetch) {
        if (order != null && !order.isEmpty()) {
            out.append(" ORDER BY ");
            expressions.list(order);
        }
        if (fetch != null) {
            out.append(" LIMIT ").append(count("LIMIT", fetch));
        }
        if (offset != null) {
            out.append(" OFFSET ").append(count("OFFSET", offset));
        }
    }

    private static long count(String what, SqlNode node) {
        try {
            if (node instanceof SqlNumericLiteral number && number.isInteger()) {
                return number.longValue(true);
            }
        } catch (RuntimeException e) {
            throw refused(what + " must be a whole number, was " + node);
        }
        throw refused(what + " must be a whole number, was " + node.getKind());
    }

    private static String simple(SqlCall as) {
        List<SqlNode> operands = as.getOperandList();
        if (operands.size() == 2 && operands.get(1) instanceof SqlIdentifier alias && alias.isSimple()) {
            return alias.getSimple();
        }
        throw refused("AS expects one name");
    }
}
