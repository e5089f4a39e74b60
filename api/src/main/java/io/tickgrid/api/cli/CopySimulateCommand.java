package io.tickgrid.api.cli;

import io.tickgrid.grid.TickgridException;
import io.tickgrid.pipelines.copytrade.CopySimulate;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "What each follower would order on a leader's fill, and why, from the code that trades.",
            "The input is JSON: leader_event, instrument, followers; the output an array of follower, side, quantity,"
                    + " outcome (order, skipped or rejected), code."
        })
final class CopySimulateCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--input", required = true, paramLabel = "case.json", description = "the case; - = standard input")
    Path input = Path.of("");

    @Override
    public Integer call() {
        StringWriter result = new StringWriter();
        try (Reader in = InputFile.open(input)) {
            CopySimulate.run(in, result);
        } catch (TickgridException e) {
            throw new CommandFailure(input + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw CommandFailure.of("read", input, e);
        }
        Objects.requireNonNull(spec).commandLine().getOut().print(result);
        return Main.OK;
    }
}
