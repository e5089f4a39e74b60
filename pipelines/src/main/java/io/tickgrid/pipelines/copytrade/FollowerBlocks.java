package io.tickgrid.pipelines.copytrade;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import com.hazelcast.partition.PartitionService;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.copytrade.CopyLink;
import io.tickgrid.grid.copytrade.CopyStore;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The map {@code follower-blocks}: an entry for each partition that has followers, under a key that hashes to it. */
public final class FollowerBlocks {
    private static final Logger log = LoggerFactory.getLogger(FollowerBlocks.class);

    /** The frame whose forming bar closes at the latest price. */
    private static final String PRICE_FRAME = "1m";

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

    private Instrument instrument(String id) {
        return Objects.requireNonNull(instruments.get(id), () -> "no instrument " + id);
    }

    /** Makes the blocks from PostgreSQL, once for the life of the cluster, by whichever member comes first. */
    public void loadOnce() {
        IMap<String, String> marks = hazelcast.getMap("start-up");
        marks.lock("blocks");
        try {
            if (!marks.containsKey("blocks-loaded")) {
                load(Objects.requireNonNull(stores.copies().snapshot().block()));
                marks.set("blocks-loaded", "true");
            }
        } finally {
            marks.unlock("blocks");
        }
    }

    private void load(CopyStore.Snapshot s) {
        Map<String, StoredBlock> blocks = new HashMap<>();
        Map<String, FollowerBlock> blockOfLink = new HashMap<>();
        s.accounts().forEach(a -> block(blocks, a.id()).putAccount(AccountTerms.of(a)));
        s.positions()
                .forEach(p -> block(blocks, p.accountId())
                        .loadHolding(p.accountId(), terms(p.instrument()), p.quantityUnits()));
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
                            terms(i.instrument()),
                            i.intended(),
                            held.getOrDefault(i.linkId() + "@" + i.instrument(), 0L),
                            i.lastSequence());
        }
        for (CopyStore.Working w : s.working()) {
            of(blockOfLink, w.linkId())
                    .loadOrder(w.linkId(), terms(w.instrument()), w.clientOrderId(), w.signedUnits(), w.priceUnits());
        }
        blocks.values().forEach(b -> b.block().loadedUpTo(s.lastEventSequence()));
        map.setAll(blocks);
        log.info(
                "loaded {} follower blocks: {} accounts, {} links, {} working orders",
                blocks.size(),
                s.accounts().size(),
                s.links().size(),
                s.working().size());
    }

    private InstrumentTerms terms(String instrument) {
        return BlockTask.terms(instrument(instrument));
    }

    private FollowerBlock block(Map<String, StoredBlock> blocks, String accountId) {
        return blocks.computeIfAbsent(keyOf(accountId), k -> new StoredBlock(new FollowerBlock()))
                .block();
    }

    private static FollowerBlock of(Map<String, FollowerBlock> blocks, String linkId) {
        return Objects.requireNonNull(blocks.get(linkId), () -> "no link " + linkId);
    }

    /** Brings a changed account to its block; acknowledge the change after this. */
    public CompletionStage<Void> put(Account account) {
        return map.submitToKey(keyOf(account.id()), new BlockTask.PutAccount(account))
                .thenAccept(changed -> {});
    }

    /** Brings a new or changed link to the block of its follower; acknowledge the change after this. */
    public CompletionStage<Void> put(CopyLink link) {
        return map.submitToKey(keyOf(link.followerAccountId()), new BlockTask.PutLink(link))
                .thenAccept(changed -> {});
    }

    /** Tells every block the latest prices: equity and short positions are valued at them. */
    private void price() {
        List<Instrument> priced = new ArrayList<>();
        List<Long> units = new ArrayList<>();
        for (Instrument instrument : instruments.values()) {
            Candle last = forming.get(IndicatorRow.key(instrument.id(), PRICE_FRAME));
            if (last != null) {
                long price = BigDecimal.valueOf(last.close())
                        .setScale(instrument.priceScale(), RoundingMode.HALF_EVEN)
                        .unscaledValue()
                        .longValueExact();
                if (price > 0) {
                    priced.add(instrument);
                    units.add(price);
                }
            }
        }
        long[] prices = units.stream().mapToLong(Long::longValue).toArray();
        map.executeOnEntries(new BlockTask.PutPrices(priced, prices));
    }

    /** Decides a leader's fill in every block, in parallel, on the latest prices. */
    List<LedgerRow> decide(LeaderFill fill) {
        price();
        List<LedgerRow> all = new ArrayList<>();
        Collection<List<LedgerRow>> decided = map.executeOnEntries(
                        new BlockTask.Decide(fill, instrument(fill.instrument())))
                .values();
        decided.forEach(all::addAll);
        return all;
    }

    /** Applies the decisions as they are stored, each in the block of its follower. */
    void apply(LeaderFill fill, List<LedgerRow> stored) {
        Instrument instrument = instrument(fill.instrument());
        await(stored.stream().collect(Collectors.groupingBy(r -> keyOf(r.followerAccountId()))).entrySet().stream()
                .map(e -> map.submitToKey(e.getKey(), new BlockTask.Apply(fill, instrument, e.getValue())))
                .toList());
    }

    /** Applies order events, in their sequence, each in the block of its account. */
    public void apply(List<OrderEvent> events) {
        Map<String, Instrument> terms = new HashMap<>();
        events.forEach(e -> terms.computeIfAbsent(e.instrument(), this::instrument));
        await(events.stream().collect(Collectors.groupingBy(e -> keyOf(e.accountId()))).entrySet().stream()
                .map(e -> map.submitToKey(e.getKey(), new BlockTask.Fill(e.getValue(), terms)))
                .toList());
    }

    private static void await(List<? extends CompletionStage<?>> stages) {
        CompletableFuture.allOf(stages.stream()
                        .map(CompletionStage::toCompletableFuture)
                        .toArray(CompletableFuture<?>[]::new))
                .join();
    }
}
