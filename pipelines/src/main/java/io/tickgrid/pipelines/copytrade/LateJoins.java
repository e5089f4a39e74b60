package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.copytrade.CopyJoin;
import io.tickgrid.grid.copytrade.CopyJoinStore.Market;
import io.tickgrid.grid.copytrade.CopyJoinStore.Ready;
import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.instrument.SessionCalendar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToLongFunction;

/**
 * Opens for late joiners what their leaders had before: asks the markets what may be opened now, and makes of each an event
 * of the leader for this one link. That is copied as his fills are, after those that he had then: so a crash anywhere is
 * mended as theirs is. Not thread-safe; one in the cluster.
 */
final class LateJoins {
    private static final int BATCH = 1_000;

    private final Stores stores;
    private final FollowerBlocks blocks;
    private final ToLongFunction<String> caughtUp;

    /** @param caughtUp copies what a leader's fills are not copied yet, and gives the last that is */
    LateJoins(Stores stores, FollowerBlocks blocks, ToLongFunction<String> caughtUp) {
        this.stores = stores;
        this.blocks = blocks;
        this.caughtUp = caughtUp;
    }

    /**
     * Opens what may be opened at the markets' latest prices. What cannot be, since its market has no price, is closed or is
     * not good enough, or since its leader has traded meanwhile, waits.
     *
     * @return how many were opened
     */
    int open() {
        int opened = 0;
        Map<String, Market> markets = new HashMap<>();
        String leader = "";
        String link = "";
        String instrument = "";
        for (; ; ) {
            List<CopyJoin> some = Objects.requireNonNull(stores.copyJoins()
                    .waiting(leader, link, instrument, BATCH)
                    .collectList()
                    .block());
            if (some.isEmpty()) {
                return opened;
            }
            opened += open(some, markets);
            CopyJoin last = some.getLast();
            leader = last.leaderAccountId();
            link = last.linkId();
            instrument = last.instrument();
        }
    }

    private int open(List<CopyJoin> waiting, Map<String, Market> markets) {
        Map<String, List<Ready>> ready = new HashMap<>();
        for (CopyJoin join : waiting) {
            Market market = markets.computeIfAbsent(join.instrument(), this::market);
            if (opens(join, market)) {
                ready.computeIfAbsent(join.leaderAccountId(), l -> new ArrayList<>())
                        .add(new Ready(join, market));
            }
        }
        int opened = 0;
        for (Map.Entry<String, List<Ready>> e : ready.entrySet()) {
            opened += Objects.requireNonNull(stores.copyJoins()
                    .open(
                            e.getKey(),
                            caughtUp.applyAsLong(e.getKey()),
                            e.getValue(),
                            Topics.LEADER_EVENTS,
                            OrderWire::leaderEvent)
                    .block());
        }
        return opened;
    }

    private Market market(String id) {
        Instrument instrument = blocks.instrument(id);
        FollowerBlocks.Market market = blocks.market(instrument);
        long time = market.timeNs();
        if (!instrument.calendar().equals(Instrument.ALWAYS)) {
            Map<String, Long> clocks = Objects.requireNonNull(
                    stores.db().transaction(EngineStore::latestClocks).block());
            time = Math.max(time, Math.max(clocks.getOrDefault(instrument.venue(), 0L), clocks.getOrDefault("", 0L)));
        }
        return new Market(instrument, market.priceUnits(), time);
    }

    private static boolean opens(CopyJoin join, Market market) {
        Instrument instrument = market.instrument();
        return market.priceUnits() > 0
                && SessionCalendar.of(instrument.calendar()).isOpen(market.timeNs())
                && JoinMode.opens(join, instrument, market.priceUnits());
    }
}
