package io.tickgrid.api.cli;

import io.tickgrid.pipelines.bench.BenchResult;
import io.tickgrid.pipelines.bench.EngineBench;
import io.tickgrid.pipelines.bench.IndicatorBench;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** {@code tickgrid bench}: how fast this machine is, beside what a plain hand-written loop takes on it. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Times a part of the platform and, in turn with it, a plain hand-written loop for the same work: its"
                    + " limit.",
            "engine: recorded trades to candles in 4 frames, 31 outputs, agents, score and signals, one thread.",
            "indicators: the 31 outputs alone, over closed bars."
        })
final class BenchCommand implements Callable<Integer> {
    enum Bench {
        engine,
        indicators
    }

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "one of ${COMPLETION-CANDIDATES}")
    Bench bench = Bench.engine;

    @Option(names = "--rounds", defaultValue = "15", description = "how often each is timed (default: 15)")
    int rounds;

    @Option(names = "--batch", defaultValue = "16", description = "engine: ticks of a record (default: 16)")
    int batch;

    @Option(
            names = "--slice",
            defaultValue = "512",
            description = "engine: ticks after which forming bars are published (default: 512)")
    int slice;

    @Option(names = "--series", defaultValue = "1000", description = "indicators: series in turn (default: 1000)")
    int series;

    @Option(names = "--json", description = "an object: bench, figure, unit, limit, ratio, rounds, details")
    boolean json;

    @Override
    public Integer call() {
        requireIn("--rounds", rounds, 1, 1_000);
        requireIn("--batch", batch, 1, 10_000);
        requireIn("--slice", slice, 1, 1_000_000);
        requireIn("--series", series, 1, 100_000);
        BenchResult result = switch (bench) {
            case engine -> EngineBench.run(rounds, batch, slice);
            case indicators -> IndicatorBench.run(rounds, series);
        };
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(json ? new JsonMapper().writeValueAsString(result) : text(result));
        return Main.OK;
    }

    private void requireIn(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    option + " must be in [" + least + ", " + most + "], was " + value);
        }
    }

    private static String text(BenchResult r) {
        StringBuilder text = new StringBuilder(String.format(
                java.util.Locale.ROOT,
                "%s: %.1f %s, limit %.1f, ratio %.2f (medians of %d rounds)",
                r.bench(),
                r.figure(),
                r.unit(),
                r.limit(),
                r.ratio(),
                r.rounds()));
        r.details()
                .forEach((name, value) -> text.append(System.lineSeparator())
                        .append("  ")
                        .append(name)
                        .append(' ')
                        .append(value));
        return text.toString();
    }
}
