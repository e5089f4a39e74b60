package io.tickgrid.api.sql;

import java.util.Locale;
import java.util.Set;

/**
 * The text before it is parsed: names that are words of the grammar ({@code open}, {@code fusion}) are put into quotes, so
 * that analysts need not know them. This is a convenience, not a guard: what it makes is parsed and checked as a whole.
 */
final class SqlText {
    private SqlText() {}

    /** Puts each of {@code words} that stands alone, outside of strings, quotes and comments, into double quotes. */
    static String quote(String sql, Set<String> words) {
        StringBuilder out = new StringBuilder(sql.length() + 32);
        int at = 0;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            int end = skip(sql, at);
            if (Character.isJavaIdentifierStart(c)) {
                while (end < sql.length() && Character.isJavaIdentifierPart(sql.charAt(end))) {
                    end++;
                }
                String word = sql.substring(at, end);
                if (words.contains(word.toLowerCase(Locale.ROOT))) {
                    out.append('"').append(word.toLowerCase(Locale.ROOT)).append('"');
                    at = end;
                    continue;
                }
            }
            out.append(sql, at, end);
            at = end;
        }
        return out.toString();
    }

    /** How many parentheses stand inside each other, outside of strings, quotes and comments. */
    static int parentheses(String sql) {
        int depth = 0;
        int deepest = 0;
        for (int at = 0; at < sql.length(); ) {
            char c = sql.charAt(at);
            if (c == '(') {
                deepest = Math.max(deepest, ++depth);
            } else if (c == ')') {
                depth--;
            }
            at = skip(sql, at);
        }
        return deepest;
    }

    /** The end of the string, quoted name or comment that begins here; else the next character. */
    private static int skip(String sql, int at) {
        char c = sql.charAt(at);
        if (c == '\'' || c == '"') {
            return after(sql, String.valueOf(c), at + 1);
        }
        if (sql.startsWith("--", at) || sql.startsWith("//", at)) {
            return after(sql, "\n", at);
        }
        return sql.startsWith("/*", at) ? after(sql, "*/", at + 2) : at + 1;
    }

    private static int after(String sql, String mark, int from) {
        int found = sql.indexOf(mark, from);
        return found < 0 ? sql.length() : found + mark.length();
    }
}
