package io.tickgrid.api.cli;

import io.tickgrid.grid.history.History;
import java.nio.file.Path;
import java.time.YearMonth;
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
        name = "archive",
        mixinStandardHelpOptions = true,
        description = {
            "Moves whole months into gzip CSV files, each with a manifest of its rows and checksums.",
            "A month leaves PostgreSQL only when its file was read again and holds all of it. Killed at any point, the"
                    + " same command goes on."
        })
final class HistoryArchiveCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    HistoryOptions options = new HistoryOptions();

    @Option(
            names = "--before",
            required = true,
            paramLabel = "YYYY-MM",
            description = "the first month (UTC, of event time) that stays")
    String before = "";

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "where the files go; made if missing")
    Path to = Path.of("");

    @Override
    public Integer call() {
        YearMonth first = HistoryOptions.month("--before", before);
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        try (History history = options.open()) {
            HistoryOptions.print(history.archive(first, to, HistoryOptions.progress(line.getErr())), line.getOut());
        }
        return Main.OK;
    }
}
