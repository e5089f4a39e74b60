package io.tickgrid.api.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code tickgrid sql}: one SELECT over the live maps of a running node. */
@Command(
        name = "sql",
        mixinStandardHelpOptions = true,
        description = {
            "Asks a running node, as the demo user operator or analyst, or with an API key.",
            "Read only: one SELECT, with a limit of rows and of time."
        })
final class SqlCommand implements Callable<Integer> {
    private static final Set<String> NUMERIC =
            Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "DECIMAL", "REAL", "DOUBLE");

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "SELECT", description = "as \"SELECT instrument, frame, close FROM candles LIMIT 5\"")
    String sql = "";

    @Mixin
    NodeOptions node = new NodeOptions();

    @ArgGroup
    @Nullable
    Form form;

    /** How the rows are printed; nothing said: as a table. */
    static final class Form {
        @Option(names = "--json", required = true, description = "columns[name, type], rows[[…]], truncated")
        boolean json;

        @Option(
                names = "--csv",
                required = true,
                description = "a header and the rows; null is empty, an empty text \"\"")
        boolean csv;
    }

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        if (sql.isBlank()) {
            throw new IllegalArgumentException("expected a SELECT, got nothing");
        }
        try (NodeClient client = NodeClient.open(node, "operator", "analyst")) {
            String body = client.post("/api/v1/sql", Map.of("sql", sql));
            JsonNode answer = client.parse(body);
            if (form != null && form.json) {
                out.println(body.strip());
            } else {
                TextTable table = table(answer);
                if (form != null && form.csv) {
                    table.printCsv(out);
                } else {
                    table.print(out);
                }
            }
            if (answer.path("truncated").asBoolean(false)) {
                command.commandLine()
                        .getErr()
                        .println("tickgrid: only the first "
                                + answer.path("rows").size()
                                + " rows: there are more than the node gives; narrow the query or add a LIMIT");
            }
        }
        return Main.OK;
    }

    private static TextTable table(JsonNode answer) {
        JsonNode columns = answer.path("columns");
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.path("name").asString("")));
        TextTable table = new TextTable(names);
        for (int i = 0; i < names.size(); i++) {
            if (NUMERIC.contains(columns.path(i).path("type").asString(""))) {
                table.numeric(i);
            }
        }
        for (JsonNode row : answer.path("rows")) {
            List<@Nullable String> cells = new ArrayList<>();
            row.forEach(cell -> cells.add(text(cell)));
            table.add(cells);
        }
        return table;
    }

    /** Numbers as the node wrote them: the shortest text of a double parses and prints to itself. */
    private static @Nullable String text(JsonNode cell) {
        if (cell.isNull()) {
            return null;
        }
        return cell.isContainer() ? cell.toString() : cell.asString();
    }
}
