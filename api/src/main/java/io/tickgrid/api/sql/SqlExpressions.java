package io.tickgrid.api.sql;

import static io.tickgrid.api.sql.SqlGuard.refused;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.apache.calcite.sql.SqlBasicTypeNameSpec;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.SqlSelectKeyword;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.type.SqlTypeName;
import org.jspecify.annotations.Nullable;

/** Writes expressions, fully in parentheses, and refuses each node that it does not know. */
final class SqlExpressions {
    /** Depth of a tree; Hazelcast's parser and planner are recursive too. A chain of ANDs is as deep as it is long. */
    private static final int MAX_DEPTH = 100;

    /** A LIKE with n wildcards takes time of the n-th power of the text on a thread that all jobs share. */
    private static final int MAX_WILDCARDS = 3;

    private static final int MAX_DIGITS = 40;

    private final SqlWriter queries;
    private final StringBuilder out;
    private int depth;
    private long written;

    SqlExpressions(SqlWriter queries, StringBuilder out) {
        this.queries = queries;
        this.out = out;
    }

    /** How many nodes were written so far. */
    long written() {
        return written;
    }

    static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    void list(SqlNodeList nodes) {
        if (nodes.isEmpty()) {
            throw refused("expected at least one expression, got ()");
        }
        join(nodes, ", ");
    }

    void write(@Nullable SqlNode node) {
        if (++depth > MAX_DEPTH) {
            throw refused("expressions may be at most " + MAX_DEPTH + " deep");
        }
        written++;
        switch (node) {
            case null -> throw refused("expected an expression, got none");
            case SqlLiteral literal -> literal(literal);
            case SqlIdentifier name -> column(name);
            case SqlNode query when SqlWriter.isQuery(query) -> queries.nested(query);
            case SqlNodeList values -> {
                out.append('(');
                list(values);
                out.append(')');
            }
            case SqlCase cases -> cases(cases);
            case SqlCall call -> call(call);
            default -> throw refused("not allowed: " + describe(node));
        }
        depth--;
    }

    private void column(SqlIdentifier name) {
        if (name.isStar() || name.names.size() > 2) {
            throw refused("expected COLUMN or ALIAS.COLUMN, got " + name);
        }
        out.append(quoted(name.names.get(0)));
        if (name.names.size() == 2) {
            out.append('.').append(quoted(name.names.get(1)));
        }
    }

    private void literal(SqlLiteral literal) {
        switch (literal.getTypeName()) {
            case NULL -> out.append("NULL");
            case BOOLEAN -> out.append(literal.booleanValue() ? "TRUE" : "FALSE");
            case CHAR -> text(literal);
            case DECIMAL, DOUBLE -> {
                BigDecimal number = literal.bigDecimalValue();
                if (number == null || number.precision() > MAX_DIGITS || Math.abs(number.scale()) > MAX_DIGITS) {
                    throw refused("a number may have at most " + MAX_DIGITS + " digits");
                }
                out.append(
                        literal.getTypeName() == SqlTypeName.DOUBLE
                                ? number.unscaledValue() + "E" + -number.scale()
                                : number.toPlainString());
            }
            default ->
                throw refused("expected a number, a text, TRUE, FALSE or NULL, got a literal of type "
                        + literal.getTypeName() + "; times are BIGINT epoch milliseconds");
        }
    }

    private void text(SqlLiteral literal) {
        String text = String.valueOf(literal.getValueAs(String.class));
        boolean ascii = text.chars().allMatch(c -> c >= ' ' && c < 0x7f);
        if (ascii) {
            out.append('\'').append(text.replace("'", "''")).append('\'');
            return;
        }
        out.append("u&'");
        text.chars().forEach(c -> {
            if (c < ' ' || c >= 0x7f || c == '\\') {
                out.append(String.format(Locale.ROOT, "\\%04x", c));
            } else {
                out.append(c == '\'' ? "''" : String.valueOf((char) c));
            }
        });
        out.append('\'');
    }

    private void cases(SqlCase node) {
        out.append("(CASE");
        for (int i = 0; i < node.getWhenOperands().size(); i++) {
            out.append(" WHEN ");
            write(node.getWhenOperands().get(i));
            out.append(" THEN ");
            write(node.getThenOperands().get(i));
        }
        out.append(" ELSE ");
        write(node.getElseOperand());
        out.append(" END)");
    }

    private void call(SqlCall call) {
        switch (call.getKind()) {
            case LIKE -> like(call);
            case BETWEEN -> {
                SqlBetweenOperator between = (SqlBetweenOperator) call.getOperator();
                if (between.flag != SqlBetweenOperator.Flag.ASYMMETRIC) {
                    throw refused("BETWEEN SYMMETRIC is not allowed");
                }
                out.append('(');
                write(call.operand(0));
                out.append(between.isNegated() ? " NOT BETWEEN " : " BETWEEN ");
                write(call.operand(1));
                out.append(" AND ");
                write(call.operand(2));
                out.append(')');
            }
            case CAST -> cast(call);
            case EXTRACT -> extract(call);
            case TRIM -> trim(call);
            case EXISTS -> {
                if (!SqlWriter.isQuery(call.operand(0))) {
                    throw refused("EXISTS expects a sub-select");
                }
                out.append("EXISTS ");
                write(call.operand(0));
            }
            case SCALAR_QUERY -> write(call.operand(0));
            case NOT, MINUS_PREFIX, PLUS_PREFIX -> {
                // The blank keeps two minus signs from becoming a comment.
                out.append('(').append(call.getOperator().getName()).append(' ');
                write(call.operand(0));
                out.append(')');
            }
            case IS_NULL, IS_NOT_NULL, IS_TRUE, IS_NOT_TRUE, IS_FALSE, IS_NOT_FALSE -> {
                out.append('(');
                write(call.operand(0));
                out.append(' ').append(call.getKind().name().replace('_', ' ')).append(')');
            }
            case DESCENDING, NULLS_FIRST, NULLS_LAST -> {
                write(call.operand(0));
                out.append(
                        call.getKind() == SqlKind.DESCENDING
                                ? " DESC"
                                : " " + call.getKind().name().replace('_', ' '));
            }
            case MOD -> arguments("MOD", call);
            case AND, OR, EQUALS, NOT_EQUALS, LESS_THAN, LESS_THAN_OR_EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL ->
                infix(call);
            case PLUS, MINUS, TIMES, DIVIDE, IN, NOT_IN -> infix(call);
            default -> {
                if (call.getOperator() instanceof SqlFunction function) {
                    function(function, call);
                } else {
                    throw refused("not allowed: " + describe(call));
                }
            }
        }
    }

    private void infix(SqlCall call) {
        if (call.operandCount() != 2) {
            throw refused("not allowed: " + describe(call));
        }
        String operator = switch (call.getKind()) {
            case NOT_EQUALS -> "<>";
            case NOT_IN -> "NOT IN";
            default -> call.getOperator().getName();
        };
        out.append('(');
        write(call.operand(0));
        out.append(' ').append(operator).append(' ');
        write(call.operand(1));
        out.append(')');
    }

    private void like(SqlCall call) {
        SqlLikeOperator like = (SqlLikeOperator) call.getOperator();
        String pattern = call.operand(1) instanceof SqlLiteral literal && literal.getTypeName() == SqlTypeName.CHAR
                ? literal.getValueAs(String.class)
                : null;
        if (!like.getName().endsWith("LIKE") || !like.isCaseSensitive() || call.operandCount() != 2) {
            throw refused("expected LIKE 'pattern', got " + like.getName());
        }
        if (pattern == null || pattern.chars().filter(c -> c == '%').count() > MAX_WILDCARDS) {
            throw refused("LIKE expects a text with at most " + MAX_WILDCARDS + " of %");
        }
        out.append('(');
        write(call.operand(0));
        out.append(like.isNegated() ? " NOT LIKE " : " LIKE ");
        write(call.operand(1));
        out.append(')');
    }

    private void cast(SqlCall call) {
        String type = call.operandCount() == 2
                        && call.operand(1) instanceof SqlDataTypeSpec spec
                        && spec.getTypeNameSpec() instanceof SqlBasicTypeNameSpec basic
                ? basic.getTypeName().toString().toUpperCase(Locale.ROOT)
                : "";
        if (!call.getOperator().getName().equals("CAST") || !SqlWords.TYPES.contains(type)) {
            throw refused("CAST may name the types " + String.join(", ", SqlWords.TYPES));
        }
        out.append("CAST(");
        write(call.operand(0));
        out.append(" AS ").append(type).append(')');
    }

    private void extract(SqlCall call) {
        if (call.operandCount() != 2
                || !(call.operand(0) instanceof SqlIntervalQualifier unit)
                || !SqlWords.TIME_UNITS.contains(unit.timeUnitRange.name())) {
            throw refused("EXTRACT expects one of " + String.join(", ", SqlWords.TIME_UNITS) + " FROM a timestamp");
        }
        out.append("EXTRACT(").append(unit.timeUnitRange.name()).append(" FROM ");
        write(call.operand(1));
        out.append(')');
    }

    private void trim(SqlCall call) {
        List<SqlNode> operands = call.getOperandList();
        if (operands.size() != 3 || !(operands.get(0) instanceof SqlLiteral side)) {
            throw refused("expected TRIM([BOTH | LEADING | TRAILING] [characters FROM] text)");
        }
        out.append("TRIM(").append(side.toValue()).append(' ');
        write(operands.get(1));
        out.append(" FROM ");
        write(operands.get(2));
        out.append(')');
    }

    private void function(SqlFunction function, SqlCall call) {
        SqlIdentifier id = function.getSqlIdentifier();
        String name = function.getName().toUpperCase(Locale.ROOT);
        if ((id != null && !id.isSimple()) || !SqlWords.FUNCTIONS.contains(name)) {
            throw refused("the functions allowed are " + String.join(", ", SqlWords.FUNCTIONS) + "; got "
                    + (id == null ? function.getName() : id));
        }
        arguments(name, call);
    }

    private void arguments(String name, SqlCall call) {
        List<SqlNode> operands = call.getOperandList();
        out.append(name).append('(');
        SqlLiteral quantifier = call.getFunctionQuantifier();
        if (quantifier != null && quantifier.getValue() == SqlSelectKeyword.DISTINCT) {
            out.append("DISTINCT ");
        }
        boolean star = operands.size() == 1
                && operands.get(0) instanceof SqlIdentifier only
                && only.isStar()
                && only.names.size() == 1;
        if (star && name.equals("COUNT")) {
            out.append('*');
        } else if (operands.isEmpty()) {
            throw refused(name + " expects an argument");
        } else {
            join(operands, ", ");
        }
        out.append(')');
    }

    private void join(List<? extends @Nullable SqlNode> nodes, String separator) {
        for (int i = 0; i < nodes.size(); i++) {
            out.append(i == 0 ? "" : separator);
            write(nodes.get(i));
        }
    }

    private static String describe(SqlNode node) {
        return node.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + (node instanceof SqlCall call ? " (" + call.getOperator().getName() + ")" : "");
    }
}
