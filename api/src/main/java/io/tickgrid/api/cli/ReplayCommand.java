package io.tickgrid.api.cli;

import io.tickgrid.pipelines.engine.Ledger;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import io.tickgrid.pipelines.replay.Replay;
import io.tickgrid.pipelines.replay.ReplayOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tickgrid replay}: a file of ticks through the live engine, into files. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a file of ticks through the engine that also trades live, and writes candles.csv, indicators.csv,"
                    + " opinions.csv, fusion.csv, signals.csv and ledger.json.",
            "The file has a header: ts_ms_utc,price,size or ts_ms_utc,bid,ask; a column seq numbers the ticks, else"
                    + " the lines do. Refused rows are reported with their line number and counted in the ledger."
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--ticks", required = true, paramLabel = "FILE[.gz]", description = "the ticks, plain or gzip")
    Path ticks = Path.of("");

    @Option(names = "--symbol", required = true, paramLabel = "S", description = "instrument, as the outputs name it")
    String symbol = "";

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "where the results go; made if missing")
    Path out = Path.of("");

    @Option(
            names = "--frames",
            paramLabel = "1m,v1000",
            description =
                    "when bars end: after a time (1m), a volume (v1000) or a value ($1000000, to be quoted in a shell)"
                            + " (default: ${DEFAULT-VALUE})")
    String frames = "1m,5m,15m,1h";

    @Option(
            names = "--lateness",
            paramLabel = "5s",
            description = "how much older than the newest tick one may be: ms, s, m or h (default: ${DEFAULT-VALUE})")
    String lateness = "5s";

    @Option(
            names = "--price-band",
            paramLabel = "PCT",
            description = "refuse prices further than this many percent from the last accepted one (default: no band)")
    double priceBandPct = Double.NaN;

    @Option(
            names = "--calendar",
            paramLabel = "NAME",
            description = "sessions that bars lie in, and outside which ticks are refused: 24x7, XNYS or XNYS-EXTENDED"
                    + " (default: ${DEFAULT-VALUE})")
    String calendar = "24x7";

    @Option(names = "--json", description = "print the ledger as JSON")
    boolean json;

    @Override
    public Integer call() {
        CommandSpec command = Objects.requireNonNull(spec);
        ReplayOptions options = new ReplayOptions(
                ticks,
                symbol,
                out,
                ReplayOptions.parseFrames(frames),
                ReplayOptions.parseSpan("--lateness", lateness),
                priceBand(command),
                SessionCalendar.of(calendar));
        Ledger ledger = Replay.run(options, command.commandLine().getErr());
        PrintWriter results = command.commandLine().getOut();
        if (json) {
            Path written = out.resolve("ledger.json");
            try {
                results.println(Files.readString(written).strip());
            } catch (IOException e) {
                throw CommandFailure.of("read", written, e);
            }
        } else {
            results.println("in " + ledger.in() + " = used " + ledger.used() + " + late " + ledger.late()
                    + " + duplicate " + ledger.duplicate() + " + dead " + ledger.dead() + "; restated "
                    + ledger.restated());
        }
        return Main.OK;
    }

    /** Not a number means no band inside; said by the user it is a mistake. */
    private double priceBand(CommandSpec command) {
        boolean given = command.commandLine().getParseResult().hasMatchedOption("--price-band");
        if (given && Double.isNaN(priceBandPct)) {
            throw new IllegalArgumentException("--price-band must be a positive number of percent, was NaN");
        }
        return priceBandPct;
    }
}
