package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.copytrade.CopyEquityStore.Mark;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Stops links that have lost too much of their greatest copied equity. What they gained is kept in PostgreSQL by their fills;
 * here the latest prices are put to it when one of them moved. A link that stops is paused and closes what it holds by events
 * of its leader that are for it alone, and are copied as his fills are. Not thread-safe; one in the cluster.
 */
final class StopCopies {
    private static final int BATCH = 2_000;

    private final Stores stores;
    private final FollowerBlocks blocks;
    private Map<String, Mark> marks = new HashMap<>();

    StopCopies(Stores stores, FollowerBlocks blocks) {
        this.stores = stores;
        this.blocks = blocks;
    }

    /**
     * Judges the links at the markets' latest prices.
     *
     * @return how many stopped
     */
    int judge() {
        boolean moved = false;
        for (int read = BATCH; read == BATCH; moved |= read > 0) {
            read = Objects.requireNonNull(stores.copyEquities().learn(BATCH).block());
        }
        Map<String, Mark> latest = new HashMap<>();
        for (String id : Objects.requireNonNull(
                stores.copyEquities().held().collectList().block())) {
            Instrument instrument = blocks.instrument(id);
            FollowerBlocks.Market market = blocks.market(instrument);
            if (market.priceUnits() > 0) {
                latest.put(id, new Mark(instrument, market.priceUnits(), market.timeNs()));
            }
        }
        moved |= !latest.equals(marks);
        if (!moved) {
            return 0;
        }
        List<Mark> now = List.copyOf(latest.values());
        int stopped = 0;
        RuntimeException failed = null;
        for (String link : Objects.requireNonNull(
                stores.copyEquities().mark(now).collectList().block())) {
            try {
                if (Objects.requireNonNull(stores.copyEquities()
                        .stop(link, now, Topics.LEADER_EVENTS, OrderWire::leaderEvent)
                        .block())) {
                    stopped++;
                }
            } catch (RuntimeException e) {
                failed = e; // it keeps no other link from stopping
            }
        }
        if (failed != null) {
            throw failed;
        }
        marks = latest; // only now: what failed is judged again
        return stopped;
    }
}
