package io.tickgrid.grid;

import java.util.List;
import java.util.Map;

/** The reference pages of what this module's tables declare. */
final class GridReference {
    private static final String GENERATED = """
        <!-- Generated from %s; to write it anew:
             mvn -pl grid -am test -Dtest=GridReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Ddocs.update=true -->

        """;

    private GridReference() {}

    /** docs/reference/maps.md. */
    static String maps() {
        StringBuilder text =
                new StringBuilder("# Maps\n\n").append(GENERATED.formatted("the table io.tickgrid.grid.GridMaps"));
        text.append("""
            What the cluster holds in memory. Each map has one writer. PostgreSQL or the engines' inputs hold the truth: a map
            can be lost and is made again as the last column says. Every entry has one backup on another member, where there
            is one.

            - Protection: a *market* map may be written on both sides of a split, since it is rebuilt from its inputs. A
              *money* map refuses every write on the smaller side, from `--cluster-size 3` on.
            - Kept: the greatest number of entries on a member. The least used go first; the truth keeps them.
            - The part of a key after `@` decides the partition, so that what belongs together lives together.

            | map | holds | key | value | writer | truth | protection | kept | made again by |
            |---|---|---|---|---|---|---|---|---|
            """);
        for (GridMaps map : GridMaps.values()) {
            text.append("| `%s` | %s | `%s` | %s | %s | %s | %s | %s | %s |\n"
                    .formatted(
                            map.mapName(),
                            map.doc(),
                            map.keyDoc().replace("|", "\\|"),
                            map.valueType() == null ? "object" : "`" + map.valueType() + "`",
                            map.writer(),
                            map.truth(),
                            map.protection().name().toLowerCase(java.util.Locale.ROOT),
                            map.maxEntriesPerNode() == 0 ? "all" : "%,d".formatted(map.maxEntriesPerNode()),
                            map.rebuiltBy()));
        }
        return text.append(tables()).toString();
    }

    private static String tables() {
        StringBuilder text = new StringBuilder("""

            ## Tables in SQL

            These maps are tables for analysts, with the columns below. `__key` is the map's key. Quantities, prices and cash
            in columns named `*_units` are whole numbers at the scale of the instrument or currency: `instruments` says
            `price_scale` and `quantity_scale`; cash has 8 decimals.
            """);
        for (Map.Entry<String, Map<String, String>> table :
                GridSql.tables(List.of()).entrySet()) {
            GridMaps map = GridMaps.valueOf(table.getKey().toUpperCase(java.util.Locale.ROOT));
            text.append("\n### %s\n\n%s\n\n| column | type | index |\n|---|---|---|\n"
                    .formatted(table.getKey(), map.doc()));
            table.getValue()
                    .forEach((column, type) -> text.append("| `%s` | %s | %s |\n"
                            .formatted(
                                    column,
                                    type,
                                    !map.indexes().contains(column)
                                            ? ""
                                            : GridMaps.isSorted(column) ? "sorted" : "hash")));
            if (map == GridMaps.INDICATORS) {
                text.append("""

                    And a DOUBLE column for each output that the deployment computes, such as `rsi_14`: see
                    [indicators](indicators.md).
                    """);
            }
        }
        return text.toString();
    }

    /** docs/reference/errors.md. */
    static String errors() {
        StringBuilder text = new StringBuilder("# Error codes\n\n")
                .append(GENERATED.formatted("the table io.tickgrid.grid.ErrorCode"));
        text.append("""
            Every code that a caller, a row of the copy ledger, a dead letter or a metric can meet. A number is never used
            again for something else. *Retryable*: the same call may succeed later, unchanged.

            | kind | who can do something about it |
            |---|---|
            | caller | who sent the request |
            | input | who sends ticks; the record becomes a dead letter with this reason |
            | trade | who trades or copies: why an order was made smaller, skipped or rejected |
            | platform | who runs the platform |

            | number | code | kind | HTTP | retryable |
            |---|---|---|---|---|
            """);
        for (ErrorCode code : ErrorCode.values()) {
            text.append("| %d | `%s` | %s | %d | %s |\n"
                    .formatted(
                            code.number(),
                            code.text(),
                            code.kind().name().toLowerCase(java.util.Locale.ROOT),
                            code.httpStatus(),
                            code.retryable() ? "yes" : "no"));
        }
        return text.toString();
    }
}
