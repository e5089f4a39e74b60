package io.tickgrid.api.cli;

import io.tickgrid.grid.history.History;
import io.tickgrid.grid.history.HistoryMonth;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "The months of each table with their rows and bytes, oldest first. Counts every row.")
final class HistoryListCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    HistoryOptions options = new HistoryOptions();

    @Option(names = "--json", description = "an array of month, table, rows, bytes, detached")
    boolean json;

    @Override
    public Integer call() {
        List<HistoryMonth> months;
        try (History history = options.open()) {
            months = history.list();
        }
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            List<Map<String, Object>> rows =
                    months.stream().map(HistoryListCommand::json).toList();
            out.println(new JsonMapper().writerWithDefaultPrettyPrinter().writeValueAsString(rows));
        } else {
            TextTable table = new TextTable(List.of("MONTH", "TABLE", "ROWS", "BYTES", ""))
                    .numeric(2)
                    .numeric(3);
            months.forEach(m -> table.add(Arrays.asList(
                    m.month().toString(),
                    m.table().tableName(),
                    Long.toString(m.rows()),
                    Long.toString(m.bytes()),
                    m.detached() ? "detached: the next archive finishes it" : "")));
            table.print(out);
        }
        return Main.OK;
    }

    private static Map<String, Object> json(HistoryMonth m) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("month", m.month().toString());
        row.put("table", m.table().tableName());
        row.put("rows", m.rows());
        row.put("bytes", m.bytes());
        row.put("detached", m.detached());
        return row;
    }
}
