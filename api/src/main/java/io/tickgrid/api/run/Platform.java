package io.tickgrid.api.run;

import io.tickgrid.api.ApiServer;
import io.tickgrid.api.ApiSettings;
import io.tickgrid.api.local.DataDirectory;
import io.tickgrid.api.local.LocalKafka;
import io.tickgrid.api.local.LocalPostgres;
import io.tickgrid.api.local.Ports;
import io.tickgrid.api.local.StartException;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.db.DbUrl;
import io.tickgrid.grid.node.GridConfig;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.JobSupervisor;
import io.tickgrid.pipelines.KafkaSettings;
import io.tickgrid.pipelines.TopicAdmin;
import io.tickgrid.pipelines.copytrade.FollowerBlocks;
import io.tickgrid.pipelines.engine.MarketSettings;
import io.tickgrid.pipelines.order.OrderEntry;
import io.tickgrid.pipelines.tick.feed.ReplayFeed;
import io.tickgrid.pipelines.tick.feed.TradeTape;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
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

    private final Deque<Part> parts = new ArrayDeque<>();
    private final Consumer<String> say;
    private @Nullable ApiServer api;
    private @Nullable GridNode node;
    private @Nullable KafkaSettings kafka;
    private @Nullable DbUrl database;

    private record Part(String name, AutoCloseable part) {}

    private Platform(Consumer<String> say) {
        this.say = say;
    }

    /**
     * Starts all that the options ask for.
     *
     * @param say told each step in one line
     * @throws StartException with one line that says what is wrong; nothing is left running
     */
    public static Platform start(RunOptions options, Consumer<String> say) throws StartException {
        Platform platform = new Platform(say);
        try {
            platform.startParts(options);
            return platform;
        } catch (StartException e) {
            platform.close();
            throw e;
        } catch (RuntimeException | IOException e) {
            platform.close();
            log.error("start failed", e);
            throw new StartException(rootMessage(e), e);
        } catch (Error e) {
            platform.close();
            throw e;
        }
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
        requireFree("--grid-port", o.gridPort());
        DataDirectory data = add("data directory", DataDirectory.open(o.dataDir()));
        DbUrl db;
        if (o.postgres() == null) {
            say.accept("starting PostgreSQL on " + data.path());
            db = add("PostgreSQL", LocalPostgres.start(data.path())).url();
        } else {
            db = DbUrl.parse(o.postgres());
        }
        database = db;
        KafkaSettings k;
        if (o.kafka() == null) {
            say.accept("starting Kafka on " + data.path());
            k = new KafkaSettings(add("Kafka", LocalKafka.start(data.path())).bootstrapServers());
        } else {
            k = new KafkaSettings(o.kafka());
        }
        kafka = k;
        TopicAdmin.ensureTopics(k);
        Db.migrate(db);
        if (o.demo()) {
            try (Db seeding = new Db(db, 2)) {
                DemoData.seed(new Stores(seeding));
            }
        }
        say.accept("joining the grid");
        GridNode n = add(
                "grid node",
                GridNode.start(new GridConfig(
                        o.clusterName(),
                        o.gridPort() == 0 ? Ports.free() : o.gridPort(),
                        o.members(),
                        o.roles(),
                        o.clusterSize(),
                        db,
                        MarketSettings.indicatorColumns())));
        node = n;
        FollowerBlocks blocks = new FollowerBlocks(n.hazelcast(), n.stores());
        if (o.roles().contains(GridConfig.Role.MONEY)) {
            blocks.loadOnce();
        }
        say.accept("starting the jobs");
        add(
                "jobs",
                new JobSupervisor(
                                n.hazelcast(),
                                MarketSettings.defaults(k),
                                o.roles(),
                                n.config().protectMoney())
                        .start());
        if (o.roles().contains(GridConfig.Role.API)) {
            say.accept("starting the API");
            api = add(
                    "API",
                    ApiServer.start(
                            new ApiSettings(o.httpPort(), o.grpcPort(), data.path(), o.demo()),
                            n,
                            blocks,
                            new OrderEntry(n.hazelcast(), n.db())));
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
        if (port != 0 && Ports.isTaken(port)) {
            throw new StartException("port " + port + " is taken; choose another with " + option);
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
        return java.util.Objects.requireNonNull(node);
    }

    public KafkaSettings kafka() {
        return java.util.Objects.requireNonNull(kafka);
    }

    public DbUrl database() {
        return java.util.Objects.requireNonNull(database);
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
