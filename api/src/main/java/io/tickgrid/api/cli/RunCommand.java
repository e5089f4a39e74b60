package io.tickgrid.api.cli;

import io.tickgrid.api.ApiServer;
import io.tickgrid.api.local.StartException;
import io.tickgrid.api.run.Platform;
import io.tickgrid.api.run.QualityFile;
import io.tickgrid.api.run.RunOptions;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.replay.ReplayOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tickgrid run}: starts a node, and where nothing else is named also PostgreSQL, Kafka and the demo. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Starts everything on this machine and replays recorded trades; Ctrl-C stops it.")
final class RunCommand implements Callable<Integer> {
    /** Longer than every part takes that stops at all. */
    private static final long STOP_SECONDS = 60;

    private static final Path DEFAULT_DATA_DIR = Path.of("data");

    @Spec
    @Nullable
    CommandSpec spec;

    @Option(names = "--data-dir", description = "where all data is kept (default: ${DEFAULT-VALUE})")
    Path dataDir = DEFAULT_DATA_DIR;

    @Option(names = "--http-port", description = "page, REST and WebSocket (default: ${DEFAULT-VALUE}; 0 = a free one)")
    int httpPort = 8080;

    @Option(names = "--grpc-port", description = "gRPC (default: ${DEFAULT-VALUE}; 0 = a free one)")
    int grpcPort = 9090;

    @Option(names = "--grid-port", description = "this member (default: ${DEFAULT-VALUE}; 0 = a free one)")
    int gridPort = 5701;

    @Option(names = "--speed", description = "event time per wall time (default: ${DEFAULT-VALUE})")
    double speed = 300;

    @Option(names = "--no-demo", description = "no demo accounts, no replayed trades")
    boolean noDemo;

    @Option(names = "--kafka", paramLabel = "HOST:PORT,…", description = "an existing Kafka (default: one of its own)")
    @Nullable
    String kafka;

    @Option(
            names = "--postgres",
            paramLabel = "URL",
            description = "postgres://USER:PASSWORD@HOST:PORT/DATABASE (default: one of its own)")
    @Nullable
    String postgres;

    @Option(names = "--members", split = ",", paramLabel = "HOST:PORT", description = "other members of the cluster")
    List<String> members = List.of();

    @Option(
            names = "--roles",
            split = ",",
            description = "of ${COMPLETION-CANDIDATES} (default: all; api alone = a client that holds no data)")
    Set<GridConfig.Role> roles = Set.of(GridConfig.Role.values());

    @Option(
            names = "--cluster-size",
            description = "intended number of members: 1 = no split-brain protection, 3 and more = a majority trades"
                    + " (default: ${DEFAULT-VALUE})")
    int clusterSize = 1;

    @Option(names = "--cluster-name", description = "(default: ${DEFAULT-VALUE})")
    String clusterName = "tickgrid";

    @Option(
            names = "--quality",
            paramLabel = "FILE",
            description = "quality rules of ticks by class of instrument, JSON (default: no price band, and no time a"
                    + " minute after the record's)")
    @Nullable
    Path quality;

    @Option(
            names = "--clock",
            split = ",",
            paramLabel = "VENUE",
            description = "live venues whose instruments are told this machine's time each second, so that quiet bars"
                    + " close (default: none; the demo tells its own)")
    List<String> clockVenues = List.of();

    @Option(
            names = "--frames",
            paramLabel = "1m,5m",
            description = "where bars end: times, volumes such as v1000, values such as $1000000; 1m among them, up to "
                    + RunOptions.MAX_FRAMES
                    + "; the same on all nodes and for the life of a data directory (default: ${DEFAULT-VALUE})")
    String frames = String.join(",", MarketSettings.DEFAULT_FRAMES);

    @Option(
            names = "--corrections",
            paramLabel = "15m",
            description = "how long trades are kept to be corrected or busted, in event time; longer takes memory"
                    + " (default: no corrections are taken)")
    @Nullable
    String corrections;

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = java.util.Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        RunOptions options = new RunOptions(
                dataDir,
                httpPort,
                grpcPort,
                gridPort,
                speed,
                !noDemo,
                kafka,
                postgres,
                members,
                roles,
                clusterSize,
                clusterName,
                quality == null ? Map.of() : QualityFile.read(quality),
                clockVenues,
                List.of(frames.split(",", -1)),
                corrections == null ? 0 : ReplayOptions.parseSpan("--corrections", corrections) / 1_000_000);
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(
                () -> {
                    stop.countDown();
                    try {
                        if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                            err.println("tickgrid: not everything stopped within " + STOP_SECONDS + " s; ended all the"
                                    + " same");
                            err.flush();
                        }
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Platform platform = Platform.start(options, err::println, () -> stop.getCount() == 0)) {
            describe(platform, options, out);
            out.flush();
            stop.await();
        } catch (StartException e) {
            err.println("tickgrid: " + e.getMessage());
            return 1;
        } finally {
            err.flush();
            stopped.countDown();
        }
        return 0;
    }

    private static void describe(Platform platform, RunOptions options, PrintWriter out) {
        out.println();
        out.println("Tickgrid runs; Ctrl-C stops it.");
        ApiServer api = platform.api();
        if (api != null) {
            String http = "http://localhost:" + api.httpPort();
            out.println("  page        " + http + "/");
            out.println("  REST docs   " + http + "/docs");
            out.println("  gRPC        localhost:" + api.grpcPort() + " (reflection for who is logged in)");
            out.println("  SQL         ./tickgrid sql \"SELECT instrument, frame, close FROM forming_candles\""
                    + (api.httpPort() == 8080 ? "" : " --http-port " + api.httpPort())
                    + (options.demo() ? dataDirOption(options.dataDir()) : " --api-key KEY"));
            out.println("  health      " + http + "/api/v1/health");
            if (options.demo()) {
                out.println("  users       trader, analyst, operator, partner: passwords in "
                        + options.dataDir().resolve("demo-credentials.json"));
            }
        }
        out.println("  PostgreSQL  " + platform.database());
        out.println("  Kafka       " + platform.kafka().bootstrapServers());
        if (options.demo()) {
            out.println("  trades      100,000 of Bitstamp's BTC/USD from November 2013, event time as recorded, at "
                    + options.speed() + "x; SIM:* are simulated");
        }
        if (options.clusterSize() == 1) {
            out.println("  cluster     one member, no split-brain protection (--cluster-size 3 and more has it)");
        }
        out.flush();
    }

    /** What a command needs to find the demo users' passwords; as a shell reads it. */
    private static String dataDirOption(Path dataDir) {
        return dataDir.equals(DEFAULT_DATA_DIR)
                ? ""
                : " --data-dir '" + dataDir.toString().replace("'", "'\\''") + "'";
    }
}
