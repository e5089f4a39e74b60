package io.tickgrid.api.sql;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.calcite.sql.parser.SqlAbstractParserImpl;
import org.apache.calcite.sql.parser.SqlParser;

/**
 * What may stand in a query. Left out on purpose, although harmless to data: string concatenation and REPLACE, because
 * nested they build texts of any size in the member's heap.
 */
final class SqlWords {
    /** Functions, as the refusal lists them; CAST, CASE, EXTRACT and TRIM have a grammar of their own. */
    static final Set<String> FUNCTIONS = new TreeSet<>(Set.of(
            "ABS",
            "AVG",
            "CEIL",
            "COALESCE",
            "COUNT",
            "EXP",
            "FLOOR",
            "LENGTH",
            "LN",
            "LOG10",
            "LOWER",
            "MAX",
            "MIN",
            "MOD",
            "NULLIF",
            "POWER",
            "ROUND",
            "SIGN",
            "SQRT",
            "SUBSTRING",
            "SUM",
            "TO_EPOCH_MILLIS",
            "TO_TIMESTAMP_TZ",
            "TRUNCATE",
            "UPPER"));

    /** Types that CAST may name. */
    static final Set<String> TYPES = new TreeSet<>(Set.of(
            "BOOLEAN",
            "TINYINT",
            "SMALLINT",
            "INTEGER",
            "BIGINT",
            "DECIMAL",
            "REAL",
            "DOUBLE",
            "VARCHAR",
            "DATE",
            "TIME",
            "TIMESTAMP"));

    /** Units that EXTRACT may name. */
    static final Set<String> TIME_UNITS = new TreeSet<>(
            Set.of("YEAR", "QUARTER", "MONTH", "WEEK", "DAY", "DOW", "DOY", "HOUR", "MINUTE", "SECOND", "EPOCH"));

    private static final SqlAbstractParserImpl.Metadata GRAMMAR =
            SqlParser.create("", SqlParser.config()).getMetadata();

    private SqlWords() {}

    /** Whether the grammar refuses this name without quotes and has no other use for it in an allowed query. */
    static boolean needsQuotes(String name) {
        // The ledger has a column "in": there the word of the grammar has the precedence.
        return GRAMMAR.isReservedWord(name.toUpperCase(Locale.ROOT)) && !name.equals("in");
    }
}
