package io.tickgrid.grid;

import com.hazelcast.config.EvictionConfig;
import com.hazelcast.config.EvictionPolicy;
import com.hazelcast.config.InMemoryFormat;
import com.hazelcast.config.IndexConfig;
import com.hazelcast.config.IndexType;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MaxSizePolicy;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table of maps: what each holds, who alone writes it, where its truth is and what rebuilds it. */
public enum GridMaps {
    INSTRUMENTS(
            "instrument",
            "instrument id",
            "Listings with their scales and limits.",
            "start-up, operator commands",
            "PostgreSQL instruments",
            "start-up load",
            Protection.MARKET,
            0,
            true,
            List.of("symbol")),
    CANDLES(
            "candle",
            "frame|open time@instrument",
            "Closed bars, the hot end of them.",
            "market job",
            "PostgreSQL candles",
            "start-up load, then the market job",
            Protection.MARKET,
            200_000,
            true,
            List.of("instrument")),
    FORMING_CANDLES(
            "candle",
            "frame@instrument",
            "The bar that is forming, of each frame.",
            "market job",
            "engine-state",
            "market job",
            Protection.MARKET,
            0,
            true,
            List.of("instrument")),
    INDICATORS(
            "indicator-row",
            "frame@instrument",
            "Latest indicator values, a column an output.",
            "market job",
            "PostgreSQL indicator_rows",
            "start-up load, then the market job",
            Protection.MARKET,
            0,
            true,
            List.of("instrument")),
    OPINIONS(
            "opinion",
            "frame|agent@instrument",
            "What each agent said last.",
            "market job",
            "PostgreSQL fusion",
            "market job",
            Protection.MARKET,
            0,
            true,
            List.of("instrument")),
    FUSION(
            "fusion",
            "frame@instrument",
            "Fused score of the latest closed bar, whose opinions stand in opinions.",
            "market job",
            "PostgreSQL fusion",
            "start-up load, then the market job",
            Protection.MARKET,
            0,
            true,
            List.of("instrument")),
    SIGNALS(
            "signal",
            "signal id@instrument",
            "Published signals, the latest of them.",
            "market job",
            "PostgreSQL signals",
            "start-up load, then the market job",
            Protection.MARKET,
            50_000,
            true,
            List.of("instrument", "sequence")),
    DEAD_LETTERS(
            "dead-letter",
            "partition-offset-position",
            "Refused input, the latest of it.",
            "market job",
            "PostgreSQL dead_letters",
            "market job",
            Protection.MARKET,
            50_000,
            true,
            List.of("reason")),
    ENGINE_STATE(
            "engine-state",
            "instrument id",
            "State of each engine with the last input applied.",
            "market job",
            "PostgreSQL engine_state",
            "start-up load",
            Protection.MARKET,
            0,
            false,
            List.of()),
    UNSAVED_INPUT(
            "unsaved-input",
            "execution-processor",
            "Since where the engines of each processor have input that is not saved.",
            "market job",
            "none: a run of the job says it anew",
            "market job",
            Protection.MARKET,
            0,
            false,
            List.of()),
    LEDGER(
            "ledger-counts",
            "instrument id",
            "What became of the inputs of each instrument.",
            "market job",
            "engine-state",
            "market job",
            Protection.MARKET,
            0,
            true,
            List.of()),
    FEEDS(
            "feed-status",
            "instrument id",
            "How far each replay is.",
            "replay feed",
            "PostgreSQL cursors",
            "replay feed",
            Protection.MARKET,
            0,
            true,
            List.of()),
    JOB_RUNS(
            "job-run",
            "job",
            "How often each job was restarted, when and why.",
            "job supervisors",
            "none: it counts anew with the cluster",
            "job supervisors",
            Protection.MARKET,
            0,
            false,
            List.of()),
    ACCOUNTS(
            "account",
            "account id",
            "Accounts with cash and entitlement.",
            "order-projection job",
            "PostgreSQL accounts",
            "start-up load",
            Protection.MONEY,
            0,
            true,
            List.of("tenant_id", "owner_id")),
    COPY_LINKS(
            "copy-link",
            "link id",
            "Who copies whom, and how.",
            "copy commands, copy-trade job",
            "PostgreSQL copy_links",
            "start-up load",
            Protection.MONEY,
            0,
            true,
            List.of("leader_account_id", "follower_account_id")),
    KILL_SWITCHES(
            "kill-switch",
            "scope|name",
            "What no order may pass, as its last change left it: for who looks, no order is decided by it.",
            "kill switch commands, copy-trade job",
            "PostgreSQL kill_switches",
            "start-up load; the copy-trade job within a second",
            Protection.MONEY,
            0,
            false,
            List.of()),
    FOLLOWER_BLOCKS(
            null,
            "partition key",
            "Links, account columns and kill switches of the followers of one partition.",
            "copy-trade and order-projection jobs",
            "PostgreSQL accounts, copy_links, copy_intended, positions, kill_switches",
            "start-up load; the jobs when one is lost",
            Protection.MONEY,
            0,
            false,
            List.of()),
    ORDERS(
            "order",
            "client order id@account",
            "Orders and their state, the latest of them.",
            "order-projection job",
            "PostgreSQL orders",
            "start-up load",
            Protection.MONEY,
            200_000,
            true,
            List.of("account_id", "sequence")),
    POSITIONS(
            "position",
            "instrument@account",
            "What each account holds.",
            "order-projection job",
            "PostgreSQL positions",
            "start-up load",
            Protection.MONEY,
            0,
            true,
            List.of("account_id")),
    COPY_LEDGER(
            "ledger-row",
            "leader|sequence|leg@follower",
            "What became of each leader event for each follower, the latest of it.",
            "copy-trade and order-projection jobs",
            "PostgreSQL copy_ledger",
            "start-up load",
            Protection.MONEY,
            200_000,
            true,
            List.of("leader_account_id", "follower_account_id", "outcome"));

    /** Which side of a split may write: market maps are rebuilt from their inputs, money maps must not fork. */
    public enum Protection {
        MARKET,
        MONEY
    }

    /** The name of the split-brain protection of money maps. */
    public static final String MONEY_PROTECTION = "money";

    private final @Nullable String valueType;
    private final String key;
    private final String doc;
    private final String writer;
    private final String truth;
    private final String rebuiltBy;
    private final Protection protection;
    private final int maxEntriesPerNode;
    private final boolean sql;
    private final List<String> indexes;

    GridMaps(
            @Nullable String valueType,
            String key,
            String doc,
            String writer,
            String truth,
            String rebuiltBy,
            Protection protection,
            int maxEntriesPerNode,
            boolean sql,
            List<String> indexes) {
        this.valueType = valueType;
        this.key = key;
        this.doc = doc;
        this.writer = writer;
        this.truth = truth;
        this.rebuiltBy = rebuiltBy;
        this.protection = protection;
        this.maxEntriesPerNode = maxEntriesPerNode;
        this.sql = sql;
        this.indexes = indexes;
    }

    /** The name in the cluster: {@code forming-candles}. */
    public String mapName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name in SQL: {@code forming_candles}. */
    public String sqlName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The compact type of the values; null for the follower blocks, which are objects. */
    public @Nullable String valueType() {
        return valueType;
    }

    public String keyDoc() {
        return key;
    }

    public String doc() {
        return doc;
    }

    public String writer() {
        return writer;
    }

    public String truth() {
        return truth;
    }

    public String rebuiltBy() {
        return rebuiltBy;
    }

    public Protection protection() {
        return protection;
    }

    /** Greatest number of entries on a member; 0 = all are kept. The least used go first; the truth keeps them. */
    public int maxEntriesPerNode() {
        return maxEntriesPerNode;
    }

    /** Whether analysts can select from it. */
    public boolean sql() {
        return sql;
    }

    public List<String> indexes() {
        return indexes;
    }

    /** Whether an index serves ranges too. */
    static boolean isSorted(String index) {
        return index.equals("sequence");
    }

    /** @param protectMoney whether the intended cluster is large enough to have a majority */
    MapConfig config(boolean protectMoney) {
        MapConfig config = new MapConfig(mapName()).setBackupCount(1).setStatisticsEnabled(true);
        if (this == FOLLOWER_BLOCKS) {
            config.setInMemoryFormat(InMemoryFormat.OBJECT);
        }
        if (maxEntriesPerNode > 0) {
            config.setEvictionConfig(new EvictionConfig()
                    .setMaxSizePolicy(MaxSizePolicy.PER_NODE)
                    .setSize(maxEntriesPerNode)
                    .setEvictionPolicy(EvictionPolicy.LRU));
        }
        for (String index : indexes) {
            config.addIndexConfig(new IndexConfig(isSorted(index) ? IndexType.SORTED : IndexType.HASH, index));
        }
        if (protection == Protection.MARKET) {
            config.getMergePolicyConfig().setPolicy(FurthestMergePolicy.class.getName());
        }
        if (protectMoney && protection == Protection.MONEY) {
            config.setSplitBrainProtectionName(MONEY_PROTECTION);
        }
        return config;
    }
}
