package io.tickgrid.api.cli;

import io.tickgrid.pipelines.indicator.IndicatorCatalog;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Every indicator with its parameters, their defaults and bounds, outputs and warm-up in bars.")
final class IndicatorsListCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(
            names = "--json",
            description = "an array of id, name, group, source, params[name, default, min, max], outputs[name], warmup")
    boolean json;

    @Override
    public Integer call() {
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .print(json ? IndicatorCatalog.json() : IndicatorCatalog.table());
        return Main.OK;
    }
}
