package io.tickgrid.api.cli;

import io.tickgrid.grid.history.History;
import io.tickgrid.grid.history.History.Archived;
import io.tickgrid.grid.history.HistoryProgress;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "retain",
        mixinStandardHelpOptions = true,
        description = {
            "Keeps the newest months that hold candles and moves what is older into files, as archive does.",
            "Months are those of event time; what the clock on the wall says plays no part."
        })
final class HistoryRetainCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Mixin
    HistoryOptions options = new HistoryOptions();

    @Option(names = "--months", required = true, paramLabel = "N", description = "how many stay, 1 or more")
    int months;

    @ArgGroup(multiplicity = "1")
    Fate fate = new Fate();

    /** What becomes of the others. */
    static final class Fate {
        @Option(
                names = "--to",
                required = true,
                paramLabel = "DIR",
                description = "where the files go; made if missing")
        @Nullable
        Path to;

        @Option(names = "--delete", required = true, description = "no files: the rows are gone for good")
        boolean delete;
    }

    @Override
    public Integer call() {
        if (months < 1) {
            throw new IllegalArgumentException("--months must be 1 or more, was " + months);
        }
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        HistoryProgress progress = HistoryOptions.progress(line.getErr());
        try (History history = options.open()) {
            Optional<YearMonth> oldest = history.oldestOfNewest(months);
            List<Archived> done = List.of();
            if (oldest.isPresent()) {
                done = fate.to == null
                        ? history.delete(oldest.get(), progress)
                        : history.archive(oldest.get(), fate.to, progress);
            }
            HistoryOptions.print(done, line.getOut());
        }
        return Main.OK;
    }
}
