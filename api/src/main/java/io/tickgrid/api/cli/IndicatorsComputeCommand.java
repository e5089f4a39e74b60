package io.tickgrid.api.cli;

import io.tickgrid.pipelines.indicator.IndicatorCsv;
import io.tickgrid.pipelines.indicator.IndicatorException;
import io.tickgrid.pipelines.indicator.IndicatorRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "compute",
        mixinStandardHelpOptions = true,
        description = {
            "Computes one indicator over closed bars, oldest first.",
            "The input has a header with time_ms,open,high,low,close,volume; the output has time_ms and a column for"
                + " each output, empty until warm. Bad rows are left out, reported with their line number and counted."
        })
final class IndicatorsComputeCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--indicator",
            required = true,
            paramLabel = "ID",
            description = "as `tickgrid indicators list` names it")
    String indicator = "";

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "a parameter, as period=14; may be repeated; what is left out has its default")
    List<String> params = List.of();

    @Option(names = "--input", required = true, paramLabel = "bars.csv", description = "the bars; - = standard input")
    Path input = Path.of("");

    @Option(
            names = "--output",
            paramLabel = "out.csv",
            description = "the values, written in whole or not at all (default: standard output)")
    @Nullable
    Path output;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter err = command.commandLine().getErr();
        IndicatorRequest request = IndicatorRequest.of(indicator, params);
        try (Reader in = InputFile.open(input)) {
            if (output == null) {
                IndicatorCsv.compute(request, in, command.commandLine().getOut(), err);
            } else {
                try (OutputFile file = OutputFile.open(output)) {
                    IndicatorCsv.compute(request, in, file.writer(), err);
                    file.keep();
                }
            }
        } catch (IndicatorException e) {
            // the request was good: it is the file that is not
            throw new CommandFailure(input + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw CommandFailure.of("read", input, e);
        }
        return Main.OK;
    }
}
