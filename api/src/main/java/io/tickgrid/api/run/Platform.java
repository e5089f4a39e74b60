package io.tickgrid.api.run;

import io.tickgrid.api.ApiServer;
import io.tickgrid.api.ApiSettings;
import io.tickgrid.api.candle.Frames;
import io.tickgrid.api.identity.DemoUsers;
import io.tickgrid.api.local.DataDirectory;
import io.tickgrid.api.local.LocalKafka;
import io.tickgrid.api.local.LocalPostgres;
import io.tickgrid.api.local.Ports;
import io.tickgrid.api.local.StartException;
import io.tickgrid.grid.candle.FramesStore;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.JobSupervisor;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.TopicAdmin;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.tick.feed.ClockFeed;
import io.tickgrid.pipelines.tick.feed.ReplayFeed;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that {@code tickgrid run} starts, in order: data directory, PostgreSQL, Kafka, grid node, demo data, jobs,
 * API, feed. It stops in the opposite order, also what a failed start had begun.
 */
public final class Platform implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Platform.class);

    private static final Duration ANSWER = Duration.ofSeconds(15);

    private final Deque<Part> parts = new ArrayDeque<>();
    private final Consumer<String> say;
    private @Nullable ApiServer api;
    private @Nullable GridNode node;
    private @Nullable KafkaSettings kafka;
    private @Nullable DbUrl database;

    private record Part(String name, AutoCloseable part) {}

    private final BooleanSupplier stopping;
    private String step = "";

    private Platform(Consumer<String> say, BooleanSupplier stopping) {
        this.say = say;
        this.stopping = stopping;
    }

    /**
     * Starts all that the options ask for.
     *
     * @param say told each step in one line
     * @throws StartException with one line that says what is wrong; nothing is left running
     */
    public static Platform start(RunOptions options, Consumer<String> say) throws StartException {
        return start(options, say, () -> false);
    }

    /**
     * Starts all that the options ask for, unless told to stop on the way.
     *
     * @param stopping asked between the steps; once it says so, what was begun is stopped again
     * @throws StartException as the other; also when it was stopped on the way
     */
    public static Platform start(RunOptions options, Consumer<String> say, BooleanSupplier stopping)
            throws StartException {
        Platform platform = new Platform(say, stopping);
        try {
            platform.startParts(options);
            return platform;
        } catch (StartException e) {
            platform.close();
            throw e;
        } catch (RuntimeException | IOException e) {
            platform.close();
            throw new StartException(platform.step + " failed: " + rootMessage(e) + keep(e, options.dataDir()), e);
        } catch (Error e) {
            platform.close();
            throw e;
        }
    }

    /** Writes the trace where someone who has to find out can read it; gives the hint to it. */
    private static String keep(Exception e, Path dataDir) {
        Path file = dataDir.resolve("start-failed.log");
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
            e.printStackTrace(out);
            return " (details in " + file + ")";
        } catch (IOException unwritable) {
            log.debug("start failed", e);
            return "";
        }
    }

    private void step(String what, Path where) throws StartException {
        step(what + " on " + where);
    }

    private void step(String what) throws StartException {
        if (stopping.getAsBoolean()) {
            throw new StartException("stopped before the start was complete");
        }
        step = what;
        say.accept(what);
    }

    private static String rootMessage(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String message = cause.getMessage();
        return message == null ? cause.toString() : message.lines().findFirst().orElse(message);
    }

    private void startParts(RunOptions o) throws StartException, IOException {
        requireFree("--http-port", o.httpPort());
        requireFree("--grpc-port", o.grpcPort());
        boolean client = o.roles().equals(Set.of(GridConfig.Role.API));
        if (!client) { // a client of the cluster listens on no port of the grid
            requireFree("--grid-port", o.gridPort());
        }
        DataDirectory data = add("data directory", DataDirectory.open(o.dataDir()));
        if (o.demo() && o.roles().contains(GridConfig.Role.API)) {
            step("reading the demo users", data.path());
            DemoUsers.requireReadable(data.path()); // the API would find out when all else has started
        }
        DbUrl db;
        if (o.postgres() == null) {
            step("starting PostgreSQL", data.path());
            db = add("PostgreSQL", LocalPostgres.start(data.path())).url();
        } else {
            db = DbUrl.parse(o.postgres());
            requireAnswer(db);
        }
        database = db;
        KafkaSettings k;
        if (o.kafka() == null) {
            step("starting Kafka", data.path());
            k = new KafkaSettings(
                    add("Kafka", LocalKafka.start(data.path(), stopping)).bootstrapServers());
        } else {
            k = new KafkaSettings(o.kafka());
        }
        kafka = k;
        step("making the topics and the schema");
        TopicAdmin.ensureTopics(k);
        Db.migrate(db);
        try (Db begun = new Db(db, 2)) {
            requireFrames(begun, o.frames());
            if (o.demo()) {
                DemoData.seed(new Stores(begun), new Frames(o.frames()).judged());
            }
        }
        step("joining the grid");
        GridNode n = add(
                "grid node",
                GridNode.start(new GridConfig(
                        o.clusterName(),
                        o.gridPort() == 0 ? Ports.free() : o.gridPort(),
                        o.members(),
                        o.roles(),
                        o.clusterSize(),
                        db,
                        o.frames(),
                        MarketSettings.indicatorColumns())));
        node = n;
        FollowerBlocks blocks = new FollowerBlocks(n.hazelcast(), n.stores());
        if (o.roles().contains(GridConfig.Role.MONEY)) {
            blocks.loadOnce();
        }
        step("starting the jobs");
        add(
                "jobs",
                new JobSupervisor(
                                n.hazelcast(),
                                MarketSettings.defaults(k)
                                        .withFrames(o.frames())
                                        .withCorrectionsMs(o.correctionsMs())
                                        .with(o.quality()),
                                o.roles(),
                                n.config().protectMoney())
                        .start());
        if (o.roles().contains(GridConfig.Role.API)) {
            step("starting the API");
            api = add(
                    "API",
                    ApiServer.start(
                            new ApiSettings(o.httpPort(), o.grpcPort(), data.path(), o.demo(), k),
                            n,
                            blocks,
                            new OrderEntry(n.hazelcast(), n.db())));
        }
        if (!o.clockVenues().isEmpty() && o.roles().contains(GridConfig.Role.MARKET)) {
            add("clock", new ClockFeed(o.clockVenues(), k).start());
        }
        if (o.demo() && o.roles().contains(GridConfig.Role.MARKET)) {
            add(
                    "feed",
                    new ReplayFeed(
                                    TradeTape.load(),
                                    DemoData.simulated(),
                                    o.speed(),
                                    k,
                                    n.hazelcast(),
                                    new CursorStore(n.db()),
                                    say)
                            .start());
        }
    }

    private static void requireFree(String option, int port) throws StartException {
        String problem = port == 0 ? null : Ports.problem(port);
        if (problem != null) {
            throw new StartException("port " + port + " is " + problem + "; choose another with " + option);
        }
    }

    /** Migrating waits long for a server that starts at the same time; one that is not there is better said at once. */
    private static void requireAnswer(DbUrl url) throws StartException {
        try (Db db = new Db(url, 1)) {
            db.query("select 1", row -> 1).blockLast(ANSWER);
        } catch (RuntimeException e) {
            throw new StartException("PostgreSQL at " + url + " does not answer: " + rootMessage(e), e);
        }
    }

    /** All nodes of a deployment ask the one PostgreSQL that they share, before they join the others. */
    static void requireFrames(Db db, List<String> frames) throws StartException {
        List<String> begun =
                Objects.requireNonNull(FramesStore.begin(db, frames).block(ANSWER));
        if (!begun.equals(frames)) {
            String had = String.join(",", begun);
            throw new StartException("--frames must be " + had + ", which this database was begun with, was "
                    + String.join(",", frames) + "; start with --frames " + had
                    + ", or with another data directory or database");
        }
    }

    private <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    /** The surfaces; null for a node without the role api. */
    public @Nullable ApiServer api() {
        return api;
    }

    public GridNode node() {
        return Objects.requireNonNull(node);
    }

    public KafkaSettings kafka() {
        return Objects.requireNonNull(kafka);
    }

    public DbUrl database() {
        return Objects.requireNonNull(database);
    }

    /** Stops all parts, the last started first; one that fails does not keep the others. */
    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            try {
                say.accept("stopping " + part.name());
                part.part().close();
            } catch (Exception e) {
                log.warn("{} did not stop cleanly: {}", part.name(), e.toString());
            }
        }
    }
}
