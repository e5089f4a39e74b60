package io.tickgrid.api.cli;

import io.tickgrid.api.local.LocalPostgres;
import io.tickgrid.api.local.StartException;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.pipelines.bench.BenchResult;
import io.tickgrid.pipelines.bench.EngineBench;
import io.tickgrid.pipelines.bench.FanOutBench;
import io.tickgrid.pipelines.bench.IndicatorBench;
import io.tickgrid.pipelines.bench.LatencyBench;
import io.tickgrid.pipelines.bench.MarketBench;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
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
            "indicators: the 31 outputs alone, over closed bars.",
            "market: the market job on a grid member in this process, records in memory, routing paid.",
            "latency: from the moment at which a tick was to be sent to its score, at a steady rate.",
            "fanout: deciding a leader's fill for all followers; and what storing, applying and booking take, on"
                    + " one member and on two.",
            "soak: PostgreSQL, Kafka and the market job at a steady rate for minutes; fails when the ledger is not"
                    + " exact."
        })
final class BenchCommand implements Callable<Integer> {
    enum Bench {
        engine,
        indicators,
        market,
        latency,
        fanout,
        soak
    }

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "one of ${COMPLETION-CANDIDATES}")
    Bench bench = Bench.engine;

    @Option(names = "--rounds", description = "how often each is timed (default: 15; fanout 3)")
    @Nullable
    Integer rounds;

    @Option(names = "--batch", defaultValue = "16", description = "engine, market: ticks of a record (default: 16)")
    int batch;

    @Option(
            names = "--slice",
            defaultValue = "512",
            description = "engine: ticks after which forming bars are published (default: 512)")
    int slice;

    @Option(names = "--series", defaultValue = "1000", description = "indicators: series in turn (default: 1000)")
    int series;

    @Option(
            names = "--instruments",
            defaultValue = "1000",
            description = "market, latency, soak: instruments (default: 1000)")
    int instruments;

    @Option(
            names = "--ticks",
            defaultValue = "1000000",
            description = "market: ticks of a round, about (default: 1000000)")
    long ticks;

    @Option(
            names = "--with",
            split = ",",
            paramLabel = "VARIANT",
            defaultValue = "maps",
            description = {
                "market: what else is timed, of ${COMPLETION-CANDIDATES}: results shown in the maps; shown and states"
                        + " saved once a second; on two members; without lateness (default: maps)"
            })
    Set<MarketBench.Variant> with = Set.of();

    @Option(names = "--rate", description = "ticks a second (default: latency 100000, soak 10000)")
    @Nullable
    Integer rate;

    @Option(names = "--minutes", defaultValue = "60", description = "soak: how long (default: 60)")
    int minutes;

    @Option(names = "--seconds", defaultValue = "20", description = "latency: how long it is measured (default: 20)")
    int seconds;

    @Option(names = "--followers", defaultValue = "100000", description = "fanout: followers (default: 100000)")
    int followers;

    @Option(names = "--json", description = "an object: bench, figure, unit, limit, ratio, rounds, details")
    boolean json;

    @Override
    public Integer call() throws Exception {
        requireIn("--rounds", rounds(15), 1, 1_000);
        requireIn("--batch", batch, 1, 10_000);
        requireIn("--slice", slice, 1, 1_000_000);
        requireIn("--series", series, 1, 100_000);
        requireIn("--instruments", instruments, 1, 20_000);
        requireIn("--ticks", ticks, 1, 1_000_000_000);
        requireIn("--rate", rate(1), 1, 10_000_000);
        requireIn("--minutes", minutes, 1, 10_000);
        requireIn("--seconds", seconds, 1, 3_600);
        requireIn("--followers", followers, 1, 1_000_000);
        BenchResult result = switch (bench) {
            case engine -> EngineBench.run(rounds(15), batch, slice);
            case indicators -> IndicatorBench.run(rounds(15), series);
            case market -> market();
            case latency -> LatencyBench.run(rate(100_000), seconds, instruments);
            case fanout -> withPostgres(db -> FanOutBench.run(rounds(3), followers, db, progress()));
            case soak -> inTemporary(d -> SoakRun.run(d, rate(10_000), minutes * 60L, instruments));
        };
        Objects.requireNonNull(spec)
                .commandLine()
                .getOut()
                .println(json ? new JsonMapper().writeValueAsString(result) : text(result));
        return Main.OK;
    }

    private int rounds(int otherwise) {
        return rounds == null ? otherwise : rounds;
    }

    private Consumer<String> progress() {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        return line -> err.println("tickgrid: " + line);
    }

    private int rate(int otherwise) {
        return rate == null ? otherwise : rate;
    }

    private BenchResult market() throws IOException, StartException {
        if (!with.contains(MarketBench.Variant.saves)) {
            return MarketBench.run(rounds(15), instruments, batch, ticks, with, null);
        }
        return withPostgres(db -> MarketBench.run(rounds(15), instruments, batch, ticks, with, new EngineStore(db)));
    }

    /** On a PostgreSQL of its own, with the platform's schema and nothing in it. */
    private static BenchResult withPostgres(Function<Db, BenchResult> bench) throws IOException, StartException {
        return inTemporary(directory -> {
            try (LocalPostgres postgres = LocalPostgres.start(directory);
                    StopHook stopped = new StopHook(postgres, () -> Trees.delete(directory))) {
                Db.migrate(postgres.url());
                try (Db db = new Db(postgres.url(), 2)) {
                    return bench.apply(db);
                }
            }
        });
    }

    /** What needs a directory for its data. */
    private interface InDirectory {
        BenchResult run(Path directory) throws IOException, StartException;
    }

    private static BenchResult inTemporary(InDirectory bench) throws IOException, StartException {
        Path directory = Files.createTempDirectory("tickgrid-bench-");
        try {
            return bench.run(directory);
        } finally {
            Trees.delete(directory);
        }
    }

    private void requireIn(String option, long value, long least, long most) {
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
