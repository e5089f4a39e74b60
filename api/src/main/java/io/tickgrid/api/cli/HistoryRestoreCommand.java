package io.tickgrid.api.cli;

import io.tickgrid.grid.history.History;
import io.tickgrid.grid.history.History.Restored;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Brings the rows of archive files back, each file in one transaction, after a look at its checksums.",
            "A row that PostgreSQL has meanwhile stays, unless the file's has a greater revision. The file stays too."
        })
final class HistoryRestoreCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    HistoryOptions options = new HistoryOptions();

    @Option(
            names = "--from",
            required = true,
            arity = "1..*",
            paramLabel = "FILE",
            description = "archive files (.csv.gz), each with its manifest beside it")
    List<Path> from = List.of();

    @Override
    public Integer call() {
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        TextTable table = new TextTable(List.of("MONTH", "TABLE", "ROWS", "TAKEN"))
                .numeric(2)
                .numeric(3);
        try (History history = options.open()) {
            for (Path file : from) {
                line.getErr().println("tickgrid: restoring " + file);
                Restored r = history.restore(file);
                table.add(Arrays.asList(
                        r.month().toString(),
                        r.table().tableName(),
                        Long.toString(r.rows()),
                        Long.toString(r.taken())));
            }
        }
        table.print(line.getOut());
        return Main.OK;
    }
}
