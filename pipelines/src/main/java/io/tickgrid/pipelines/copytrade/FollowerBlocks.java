package io.tickgrid.pipelines.copytrade;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.Money;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The map {@code follower-blocks}: an entry for each partition, under a key that hashes to it. One that is missing is lost,
 * and is made again from PostgreSQL by whoever meets the gap.
 */
public final class FollowerBlocks {
    private static final Logger log = LoggerFactory.getLogger(FollowerBlocks.class);

    /** The frame whose forming bar closes at the latest price. */
    private static final String PRICE_FRAME = "1m";

    /** How often something is tried when blocks are lost meanwhile. */
    private static final int ATTEMPTS = 3;

    private final HazelcastInstance hazelcast;
    private final Stores stores;
    private final IMap<String, StoredBlock> map;
    private final IMap<String, Instrument> instruments;
    private final IMap<String, Candle> forming;
    private final String[] keyOfPartition;

    public FollowerBlocks(HazelcastInstance hazelcast, Stores stores) {
        this.hazelcast = hazelcast;
        this.stores = stores;
        map = hazelcast.getMap(GridMaps.FOLLOWER_BLOCKS.mapName());
        instruments = hazelcast.getMap(GridMaps.INSTRUMENTS.mapName());
        forming = hazelcast.getMap(GridMaps.FORMING_CANDLES.mapName());
        keyOfPartition = keys(hazelcast.getPartitionService());
    }

    /** For each partition the first of block-0, block-1, … that lives in it. */
    private static String[] keys(PartitionService partitions) {
        int count = partitions.getPartitions().size();
        String[] keys = new String[count];
        int found = 0;
        for (int n = 0; found < count; n++) {
            String key = "block-" + n;
            int partition = partitions.getPartition(key).getPartitionId();
            if (keys[partition] == null) {
                keys[partition] = key;
                found++;
            }
        }
        return keys;
    }

    private String keyOf(String accountId) {
        return keyOfPartition[
                hazelcast.getPartitionService().getPartition(accountId).getPartitionId()];
    }

    /** From the map, or where that has lost it from PostgreSQL. */
    Instrument instrument(String id) {
        Instrument known = instruments.get(id);
        if (known == null) {
            known = stores.instruments().byIds(List.of(id)).blockFirst();
        }
        return Objects.requireNonNull(known, () -> "no instrument " + id);
    }

    /** Makes the blocks from PostgreSQL, once for the life of the cluster, by whichever member comes first. */
    public void loadOnce() {
        IMap<String, String> marks = hazelcast.getMap("start-up");
        marks.lock("blocks");
        try {
            if (!marks.containsKey("blocks-loaded")) {
                loadMissing(Set.of(keyOfPartition));
                marks.set("blocks-loaded", "true");
            }
        } finally {
            marks.unlock("blocks");
        }
    }

    /** Makes those of the blocks that are not there; one that is has what came since, and stays. */
    private void loadMissing(Set<String> keys) {
        Map<String, StoredBlock> made = make();
        keys.forEach(key -> map.putIfAbsent(key, Objects.requireNonNull(made.get(key))));
    }

    /** Makes blocks anew that lack an account. Only for the one thread that applies decisions. */
    private void replace(Set<String> keys) {
        Map<String, StoredBlock> made = make();
        for (String key : keys) {
            StoredBlock block = Objects.requireNonNull(made.get(key));
            if (!Boolean.TRUE.equals(map.executeOnKey(key, new BlockTask.Replace(block)))) {
                throw new IllegalStateException("follower block " + key + " has moved on while it was made anew");
            }
        }
    }

    private Map<String, StoredBlock> make() {
        CopyStore.Snapshot s = Objects.requireNonNull(stores.copies().snapshot().block());
        Map<String, InstrumentTerms> terms = new HashMap<>();
        stores.instruments().loadAll().toIterable().forEach(i -> terms.put(i.id(), BlockTask.terms(i)));
        Map<String, StoredBlock> blocks = new HashMap<>();
        for (String key : keyOfPartition) {
            blocks.put(key, new StoredBlock(new FollowerBlock()));
        }
        Map<String, FollowerBlock> blockOfLink = new HashMap<>();
        s.accounts().forEach(a -> block(blocks, a.id()).putAccount(AccountTerms.of(a)));
        s.positions()
                .forEach(p -> block(blocks, p.accountId())
                        .loadHolding(p.accountId(), terms(terms, p.instrument()), p.quantityUnits(), p.costUnits()));
        for (CopyLink link : s.links()) {
            FollowerBlock block = block(blocks, link.followerAccountId());
            block.putLink(LinkTerms.of(link, link.fromSequence()));
            blockOfLink.put(link.id(), block);
        }
        Map<String, Long> held = s.holdings().stream()
                .collect(Collectors.toMap(h -> h.linkId() + "@" + h.instrument(), CopyStore.LinkHolding::signedUnits));
        for (CopyStore.Intended i : s.intended()) {
            of(blockOfLink, i.linkId())
                    .loadCopy(
                            i.linkId(),
                            terms(terms, i.instrument()),
                            i.intended(),
                            held.getOrDefault(i.linkId() + "@" + i.instrument(), 0L),
                            i.lastSequence());
        }
        for (CopyStore.Working w : s.working()) {
            of(blockOfLink, w.linkId())
                    .loadOrder(
                            w.linkId(),
                            terms(terms, w.instrument()),
                            w.clientOrderId(),
                            w.signedUnits(),
                            w.priceUnits(),
                            w.causedNs());
        }
        byBlock(s.killSwitches())
                .forEach((key, switches) -> new BlockTask.PutSwitches(switches)
                        .run(Objects.requireNonNull(blocks.get(key)).block()));
        // read after the snapshot, so that no change is missed: each is kept by its sequence
        List<AccountRisk> limits =
                Objects.requireNonNull(stores.risk().loadAll().collectList().block());
        for (AccountRisk l : limits) {
            FollowerBlock block = block(blocks, l.accountId());
            if (block.hasAccount(l.accountId())) {
                block.putLimits(l.accountId(), l.column(), l.changeSequence());
            }
        }
        blocks.values().forEach(b -> b.block().loadedUpTo(s.lastEventSequence()));
        log.info(
                "made {} follower blocks: {} accounts, {} links, {} working orders",
                blocks.size(),
                s.accounts().size(),
                s.links().size(),
                s.working().size());
        return blocks;
    }

    private static InstrumentTerms terms(Map<String, InstrumentTerms> terms, String instrument) {
        return Objects.requireNonNull(terms.get(instrument), () -> "no instrument " + instrument);
    }

    private FollowerBlock block(Map<String, StoredBlock> blocks, String accountId) {
        return Objects.requireNonNull(blocks.get(keyOf(accountId))).block();
    }

    private static FollowerBlock of(Map<String, FollowerBlock> blocks, String linkId) {
        return Objects.requireNonNull(blocks.get(linkId), () -> "no link " + linkId);
    }

    /**
     * Brings a new or changed link to the block of its follower. A block that is lost, or does not have the account yet,
     * learns it before the next decision: see {@link LeaderCopies}.
     */
    public CompletionStage<Void> put(CopyLink link) {
        return map.submitToKey(keyOf(link.followerAccountId()), new BlockTask.PutLinks(List.of(link)))
                .thenAccept(changed -> {});
    }

    /** Brings changed links to the blocks of their followers, and makes the blocks anew that do not have these. */
    void put(List<CopyLink> links) {
        Map<String, List<CopyLink>> byKey =
                links.stream().collect(Collectors.groupingBy(l -> keyOf(l.followerAccountId())));
        inEach(byKey, BlockTask.PutLinks::new, this::replace);
    }

    /** Brings changed limits of an account to its block; one that is lost or older learns them before its next decision. */
    public CompletionStage<Void> put(AccountRisk limits) {
        return map.submitToKey(keyOf(limits.accountId()), new BlockTask.PutLimits(List.of(limits)))
                .thenAccept(changed -> {});
    }

    /** Brings changed limits and marks to the blocks, and makes those anew that do not have the account. */
    void putLimits(List<AccountRisk> limits) {
        inEach(
                limits.stream().collect(Collectors.groupingBy(l -> keyOf(l.accountId()))),
                BlockTask.PutLimits::new,
                this::replace);
    }

    /** Brings changed kill switches to the blocks; one that is lost is made again, and then told too. */
    void putSwitches(List<KillSwitch> switches) {
        inEach(byBlock(switches), BlockTask.PutSwitches::new, this::loadMissing);
    }

    /** That of an account concerns the block of the account, every other all blocks. */
    private Map<String, List<KillSwitch>> byBlock(List<KillSwitch> switches) {
        Map<String, List<KillSwitch>> byKey = new HashMap<>();
        for (KillSwitch s : switches) {
            boolean one = KillScope.of(s.scope()) == KillScope.ACCOUNT;
            for (String key : one ? List.of(keyOf(s.name())) : List.of(keyOfPartition)) {
                byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(s);
            }
        }
        return byKey;
    }

    /**
     * Tells the blocks the latest prices of what followers of a leader hold, at which that is valued.
     *
     * @return the latest price of the fill's instrument, in units; 0 when none is known
     */
    private long price(LeaderFill fill) {
        Set<String> held = new HashSet<>();
        map.executeOnEntries(new BlockTask.Held(fill.leaderAccountId()))
                .values()
                .forEach(held::addAll);
        Map<String, Long> prices = prices(held, fill.instrument());
        long market = prices.getOrDefault(fill.instrument(), 0L);
        prices.keySet().retainAll(held);
        if (!prices.isEmpty()) {
            List<Instrument> priced =
                    prices.keySet().stream().map(this::instrument).toList();
            long[] units = prices.values().stream().mapToLong(Long::longValue).toArray();
            map.executeOnEntries(new BlockTask.PutPrices(priced, units));
        }
        return market;
    }

    /** The latest prices of these instruments and of one more, in units; those that are known. */
    private Map<String, Long> prices(Set<String> held, String traded) {
        Set<String> ids = new HashSet<>(held);
        ids.add(traded);
        Map<String, Instrument> terms = new HashMap<>(instruments.getAll(ids));
        ids.forEach(id -> terms.computeIfAbsent(id, this::instrument));
        Map<String, Long> prices = new HashMap<>();
        forming.getAll(ids.stream().map(id -> IndicatorRow.key(id, PRICE_FRAME)).collect(Collectors.toSet()))
                .values()
                .forEach(c -> price(prices, terms, c));
        List<String> unpriced =
                ids.stream().filter(id -> !prices.containsKey(id)).toList();
        if (!unpriced.isEmpty()) {
            stores.candles().newest(unpriced, PRICE_FRAME).toIterable().forEach(c -> price(prices, terms, c));
        }
        return prices;
    }

    /** A price that fits no unit is none: the block then keeps the last one, or values at cost. */
    private static void price(Map<String, Long> prices, Map<String, Instrument> terms, Candle candle) {
        Instrument instrument = Objects.requireNonNull(terms.get(candle.instrument()));
        long units = Money.priceUnits(candle.close(), instrument.priceScale());
        if (units > 0) {
            prices.put(candle.instrument(), units);
        }
    }

    /**
     * How many links would order, be skipped and be rejected, and what all would order together, at the instrument's
     * quantity scale.
     */
    public record Counts(long orders, long skipped, long rejected, long orderedUnits) {
        static final int FIGURES = DecisionColumns.Outcome.values().length + 1;
    }

    /**
     * Copied orders that are not terminal.
     *
     * @param oldestNs event time of the leader's fill behind the oldest, nanoseconds; 0 when there is none
     */
    public record OpenOrders(long count, long oldestNs) {}

    /** Counts, over all blocks that are not lost. */
    public OpenOrders openOrders() {
        long count = 0;
        long oldest = Long.MAX_VALUE;
        for (long[] some : map.<long[]>executeOnEntries(new BlockTask.Open()).values()) {
            count += some[0];
            oldest = Math.min(oldest, some[1]);
        }
        return new OpenOrders(count, count == 0 ? 0 : oldest);
    }

    /** Decides a leader's fill in every block as {@link #decide} does, on prices told before, and only counts. */
    public Counts count(LeaderFill fill) {
        long[] all = new long[Counts.FIGURES];
        map.<long[]>executeOnEntries(new BlockTask.Count(fill, instrument(fill.instrument())))
                .values()
                .forEach(some -> Arrays.setAll(all, i -> all[i] + some[i]));
        return new Counts(all[0], all[1], all[2], all[3]);
    }

    /**
     * What is known of a market.
     *
     * @param priceUnits latest price; 0 when none is known
     * @param timeNs begin of the bar that has it, event time; 0 when there is none
     */
    public record Market(long priceUnits, long timeNs) {}

    /** The market of an instrument as its newest bar has it. Blocks. */
    public Market market(Instrument instrument) {
        Candle bar = forming.get(IndicatorRow.key(instrument.id(), PRICE_FRAME));
        if (bar == null) {
            bar = stores.candles().newest(List.of(instrument.id()), PRICE_FRAME).blockFirst();
        }
        return bar == null
                ? new Market(0, 0)
                : new Market(
                        Money.priceUnits(bar.close(), instrument.priceScale()),
                        TimeUnit.MILLISECONDS.toNanos(bar.openTimeMs()));
    }

    /**
     * What a follower would order on a fill that has not happened; changes nothing. Other holdings are valued as at the last
     * decision.
     *
     * @param fill with a sequence beyond all that the link has copied
     * @param marketUnits latest price of the instrument; 0 when none is known
     * @return a row for the follower's open link; empty when there is none
     * @throws TickgridException (in the result) UNAVAILABLE when the block is lost: the next copy makes it again
     */
    public CompletionStage<List<LedgerRow>> dryRun(
            LeaderFill fill, Instrument instrument, long marketUnits, String followerAccountId) {
        return map.submitToKey(keyOf(followerAccountId), new BlockTask.Decide(fill, instrument, marketUnits))
                .thenApply(rows -> {
                    if (rows == null) {
                        throw new TickgridException(
                                ErrorCode.UNAVAILABLE, "the block of " + followerAccountId + " is being made again");
                    }
                    return rows.stream()
                            .filter(r -> r.followerAccountId().equals(followerAccountId))
                            .toList();
                });
    }

    /** Decides a leader's fill in every block, in parallel, on the latest prices. */
    List<LedgerRow> decide(LeaderFill fill) {
        Instrument instrument = instrument(fill.instrument());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            long market = price(fill);
            Map<String, List<LedgerRow>> decided = map.executeOnEntries(new BlockTask.Decide(fill, instrument, market));
            Set<String> missing = new HashSet<>(Set.of(keyOfPartition));
            missing.removeAll(decided.keySet());
            if (missing.isEmpty()) {
                return decided.values().stream().flatMap(List::stream).toList();
            }
            log.warn("{} follower blocks are lost, making them again", missing.size());
            loadMissing(missing);
        }
        throw new IllegalStateException("expected all follower blocks, some are lost again and again");
    }

    /** Applies the decisions as they are stored, each in the block of its follower. */
    void apply(LeaderFill fill, List<LedgerRow> stored) {
        Instrument instrument = instrument(fill.instrument());
        inEach(
                stored.stream().collect(Collectors.groupingBy(r -> keyOf(r.followerAccountId()))),
                rows -> new BlockTask.Apply(fill, instrument, rows),
                this::loadMissing);
    }

    /** Applies order events, in their sequence, each in the block of its account. */
    public void apply(List<OrderEvent> events) {
        Map<String, Instrument> terms = new HashMap<>();
        events.forEach(e -> terms.computeIfAbsent(e.instrument(), this::instrument));
        inEach(
                events.stream().collect(Collectors.groupingBy(e -> keyOf(e.accountId()))),
                batch -> new BlockTask.Fill(batch, terms),
                this::loadMissing);
    }

    /** Runs a task in blocks, all at once; where a block cannot, {@code mend} comes first and then the task again. */
    private <T> void inEach(
            Map<String, List<T>> byKey, Function<List<T>, BlockTask<Integer>> task, Consumer<Set<String>> mend) {
        Map<String, List<T>> left = byKey;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Map<String, CompletableFuture<@Nullable Integer>> results = new HashMap<>();
            left.forEach((key, batch) ->
                    results.put(key, map.submitToKey(key, task.apply(batch)).toCompletableFuture()));
            CompletableFuture.allOf(results.values().toArray(CompletableFuture<?>[]::new))
                    .join();
            Map<String, List<T>> failed = new HashMap<>();
            left.forEach((key, batch) -> {
                if (Objects.requireNonNull(results.get(key)).join() == null) {
                    failed.put(key, batch);
                }
            });
            if (failed.isEmpty()) {
                return;
            }
            log.warn("{} follower blocks are not complete, making them again", failed.size());
            mend.accept(failed.keySet());
            left = failed;
        }
        throw new IllegalStateException("expected complete follower blocks, " + left.keySet() + " are not");
    }
}
