package io.tickgrid.grid.node;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.SplitBrainProtectionConfig;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtection;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.GridSql;
import io.tickgrid.grid.GridTables;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.risk.KillSwitch;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;

/**
 * This process's part of the grid: a member (or, for the role api alone, a client), the pool to PostgreSQL, and the
 * start-up load of what the maps have to hold.
 */
public final class GridNode implements AutoCloseable {
    private static final String PARTITIONING_STRATEGY = "hazelcast.partitioning.strategy.class";

    private static final Logger log = LoggerFactory.getLogger(GridNode.class);
    private static final int BATCH = 1_000;
    /** More than the rows of any map on a member. */
    private static final long MAX_ACCUMULATED_RECORDS = 500_000;

    /** What failed is remembered for a moment: asked again at once, it fails again at once. */
    private static final long STEP_PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int STEP_TRIES = 40;
    private static final int HOT_ROWS = 20_000;
    /** Of each instrument and frame. */
    private static final int HOT_CANDLES = 500;

    /** How often the master of a cluster looks for members that have become a cluster of their own. */
    private static final String MERGE_EVERY_S = "10";

    private static final long MAJORITY_CHECK_NS = Duration.ofMillis(100).toNanos();

    private final GridConfig config;
    private final Db db;
    private final Stores stores;
    private final HazelcastInstance hazelcast;

    private GridNode(GridConfig config, Db db, HazelcastInstance hazelcast) {
        this.config = config;
        this.db = db;
        this.stores = new Stores(db);
        this.hazelcast = hazelcast;
    }

    /**
     * Migrates the schema, joins the cluster and, as its first member, loads the maps.
     *
     * @throws IllegalStateException when a money map is not protected although the cluster size asks for it
     */
    public static GridNode start(GridConfig config) {
        Db.migrate(config.database());
        Db db = new Db(config.database(), 10);
        HazelcastInstance hazelcast = null;
        try {
            hazelcast = config.clientOnly() ? client(config) : Hazelcast.newHazelcastInstance(member(config));
            hazelcast.getUserContext().put(GridNode.class.getName(), db);
            GridNode node = new GridNode(config, db, hazelcast);
            if (!config.clientOnly()) {
                node.beginEpochWhenTakenIn();
                node.requireProtection();
                node.awaitMajority();
                node.settled("opening the maps", node::openMaps);
                node.settled("loading the maps", node::loadOnce);
                node.settled("mapping the maps for SQL", node::createMappings);
            }
            return node;
        } catch (RuntimeException | Error e) {
            if (hazelcast != null) {
                hazelcast.shutdown();
            }
            db.close();
            throw e;
        }
    }

    /** How a member is configured; benchmarks start some without a database. */
    public static Config member(GridConfig grid) {
        Config config = new Config();
        config.setClusterName(grid.clusterName());
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.shutdownhook.enabled", "false");
        config.setProperty("hazelcast.operation.fail.on.indeterminate.state", "true");
        config.setProperty("hazelcast.operation.thread.count", "4");
        config.setProperty("hazelcast.partition.count", "271");
        // For everything, as at clients, and not as a strategy of each map: with that, IMap.getAsync, setAsync and
        // removeAsync
        // of a member look for 5m@ID in the partition of the whole key, where nothing is (MapProxySupport of 5.7).
        config.setProperty(PARTITIONING_STRATEGY, AffinityStrategy.class.getName());
        // A member that hung or was cut off, and was let go, is alone until then. Hazelcast waits for 5 minutes.
        config.setProperty("hazelcast.merge.first.run.delay.seconds", MERGE_EVERY_S);
        config.setProperty("hazelcast.merge.next.run.delay.seconds", MERGE_EVERY_S);
        config.getNetworkConfig().setPort(grid.port()).setPortAutoIncrement(false);
        config.getNetworkConfig().getInterfaces().setEnabled(false);
        JoinConfig join = config.getNetworkConfig().getJoin();
        join.getAutoDetectionConfig().setEnabled(false);
        join.getMulticastConfig().setEnabled(false);
        join.getTcpIpConfig().setEnabled(true).setMembers(grid.members());
        if (grid.members().isEmpty() || grid.members().stream().allMatch(GridNode::isLoopback)) {
            config.setProperty("hazelcast.socket.bind.any", "false");
            config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
            config.getNetworkConfig().setPublicAddress("127.0.0.1:" + grid.port());
        }
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(true).setResourceUploadEnabled(false).setCooperativeThreadCount(2);
        config.getJetConfig().setBackupCount(1);
        // An ORDER BY or GROUP BY over a cross join would otherwise fill the heap that the market lives in.
        config.getJetConfig().setMaxProcessorAccumulatedRecords(MAX_ACCUMULATED_RECORDS);
        GridTables.configure(config, grid.indicatorColumns(), grid.protectMoney());
        if (grid.protectMoney()) {
            config.addSplitBrainProtectionConfig(
                    new SplitBrainProtectionConfig(GridMaps.MONEY_PROTECTION, true, grid.quorum()));
        }
        return config;
    }

    private static boolean isLoopback(String member) {
        return member.startsWith("127.0.0.1") || member.startsWith("localhost");
    }

    private static HazelcastInstance client(GridConfig grid) {
        ClientConfig config = new ClientConfig();
        config.setClusterName(grid.clusterName());
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty(PARTITIONING_STRATEGY, AffinityStrategy.class.getName());
        config.getNetworkConfig().setAddresses(grid.members());
        config.getConnectionStrategyConfig()
                .getConnectionRetryConfig()
                .setClusterConnectTimeoutMillis(Duration.ofSeconds(60).toMillis());
        GridTables.configure(config, grid.indicatorColumns());
        return HazelcastClient.newHazelcastClient(config);
    }

    /** Cut off from the others, it has given their feeds' next numbers to other messages. */
    private void beginEpochWhenTakenIn() {
        var unused = hazelcast.getLifecycleService().addLifecycleListener(e -> {
            if (e.getState() == LifecycleEvent.LifecycleState.MERGED) {
                var unusedStage = hazelcast
                        .<String, String>getMap(GridFeeds.MARKS)
                        .setAsync(GridFeeds.EPOCH, GridFeeds.newEpoch());
            }
        });
    }

    private void requireProtection() {
        if (!config.protectMoney()) {
            return;
        }
        for (GridMaps map : GridMaps.values()) {
            if (map.protection() == GridMaps.Protection.MONEY
                    && !GridMaps.MONEY_PROTECTION.equals(
                            hazelcast.getConfig().findMapConfig(map.mapName()).getSplitBrainProtectionName())) {
                throw new IllegalStateException("map " + map.mapName() + " must be protected in a cluster of "
                        + config.clusterSize() + ", but is not");
            }
        }
    }

    /** Waits, as long as it takes, for the members without which protected maps refuse to be loaded. */
    private void awaitMajority() {
        if (!config.protectMoney()) {
            return;
        }
        SplitBrainProtection money =
                hazelcast.getSplitBrainProtectionService().getSplitBrainProtection(GridMaps.MONEY_PROTECTION);
        int seen = -1;
        while (!money.hasMinimumSize()) {
            int members = hazelcast.getCluster().getMembers().size();
            if (members != seen) {
                log.info(
                        "waiting for {} members of the {} that are meant, {} here",
                        config.quorum(),
                        config.clusterSize(),
                        members);
                seen = members;
            }
            LockSupport.parkNanos(MAJORITY_CHECK_NS);
            if (Thread.currentThread().isInterrupted()
                    || !hazelcast.getLifecycleService().isRunning()) {
                throw new IllegalStateException("stopped while waiting for a majority of the cluster");
            }
        }
    }

    /**
     * Does a step of the start that may be repeated. Where another member joins meanwhile, a backup may be too busy to answer
     * in time, and the state of a write counts as indeterminate; to write it again changes nothing.
     */
    private void settled(String what, Runnable step) {
        for (int tries = 1; ; tries++) {
            try {
                step.run();
                return;
            } catch (RuntimeException e) {
                if (tries == STEP_TRIES || !isIndeterminate(e)) {
                    throw e;
                }
                log.info("{} is tried again: {}", what, e.toString());
                LockSupport.parkNanos(STEP_PAUSE_NS);
            }
        }
    }

    private static boolean isIndeterminate(@Nullable Throwable e) {
        return e != null && (e instanceof IndeterminateOperationStateException || isIndeterminate(e.getCause()));
    }

    /** Makes every map known to this member, with its indexes. */
    private void openMaps() {
        for (GridMaps map : GridMaps.values()) {
            hazelcast.getMap(map.mapName());
        }
    }

    private void createMappings() {
        GridSql.createMappings(hazelcast, config.indicatorColumns());
    }

    /** Fills the maps from PostgreSQL, once for the life of the cluster, by whichever member comes first. */
    private void loadOnce() {
        IMap<String, String> marks = hazelcast.getMap("start-up");
        marks.lock("load");
        try {
            if (marks.containsKey("loaded")) {
                return;
            }
            load();
            marks.set("loaded", "true");
        } finally {
            marks.unlock("load");
        }
    }

    private void load() {
        long engines = fill(GridMaps.ENGINE_STATE, stores.engine().loadAll(), s -> s.instrument());
        long instruments = fill(GridMaps.INSTRUMENTS, stores.instruments().loadAll(), i -> i.id());
        long signals = fill(
                GridMaps.SIGNALS,
                stores.signals().before("", "", Long.MAX_VALUE, HOT_ROWS),
                s -> s.id() + "@" + s.instrument());
        stores.instruments()
                .loadAll()
                .toIterable()
                .forEach(i -> config.frames().forEach(frame -> {
                    String key = IndicatorRow.key(i.id(), frame);
                    fill(
                            GridMaps.CANDLES,
                            stores.candles().before(i.id(), frame, Long.MAX_VALUE, HOT_CANDLES),
                            c -> Candle.key(c.instrument(), c.frame(), c.openTimeMs()));
                    fill(GridMaps.FUSION, stores.fusion().before(i.id(), frame, Long.MAX_VALUE, 1), f -> key);
                    fill(GridMaps.INDICATORS, stores.indicators().before(i.id(), frame, Long.MAX_VALUE, 1), r -> key);
                }));
        long accounts = loadAccounts();
        long links = fill(GridMaps.COPY_LINKS, stores.copies().loadLinks(), l -> l.id());
        long switches = fill(GridMaps.KILL_SWITCHES, stores.killSwitches().loadAll(), KillSwitch::key);
        long positions = fill(
                GridMaps.POSITIONS,
                stores.accounts().loadPositions(),
                p -> Position.key(p.accountId(), p.instrument()));
        long orders = fill(GridMaps.ORDERS, stores.orders().newest(HOT_ROWS), GridNode::orderKey);
        fill(
                GridMaps.COPY_LEDGER,
                stores.copies().newest(HOT_ROWS),
                r -> LedgerRow.key(r.leaderAccountId(), r.leaderSequence(), r.followerAccountId(), r.leg()));
        log.info(
                "loaded {} engines, {} instruments, {} signals, {} accounts, {} links, {} kill switches,"
                        + " {} positions, {} orders",
                engines,
                instruments,
                signals,
                accounts,
                links,
                switches,
                positions,
                orders);
    }

    /** Puts all accounts of PostgreSQL into their map. */
    public long loadAccounts() {
        return fill(GridMaps.ACCOUNTS, stores.accounts().loadAll(), a -> a.id());
    }

    /** The key of an order in the map {@code orders}. */
    public static String orderKey(OrderRow order) {
        return order.clientOrderId() + "@" + order.accountId();
    }

    /** Puts rows into a map in batches; gives how many. */
    public <T> long fill(GridMaps map, Flux<T> rows, Function<T, String> key) {
        IMap<String, T> target = hazelcast.getMap(map.mapName());
        return rows.buffer(BATCH)
                .map(batch -> {
                    Map<String, T> entries = HashMap.newHashMap(batch.size());
                    batch.forEach(row -> entries.put(key.apply(row), row));
                    target.setAll(entries);
                    return (long) batch.size();
                })
                .reduce(0L, Long::sum)
                .blockOptional()
                .orElse(0L);
    }

    /** The pool of the member or client that runs this code; for processors, which are made on the member. */
    public static Db database(HazelcastInstance hazelcast) {
        if (hazelcast.getUserContext().get(GridNode.class.getName()) instanceof Db db) {
            return db;
        }
        throw new IllegalStateException("this member was not started by GridNode: it has no database");
    }

    public GridConfig config() {
        return config;
    }

    public Db db() {
        return db;
    }

    public Stores stores() {
        return stores;
    }

    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    @Override
    public void close() {
        hazelcast.shutdown();
        db.close();
    }
}
