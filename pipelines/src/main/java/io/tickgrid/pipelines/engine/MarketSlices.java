package io.tickgrid.pipelines.engine;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Groups what a poll brought into slices, one for each partition of the grid that it holds records of, and keeps them until
 * they are taken: where processors are slower than the source the outbox refuses, also one of a source that may block.
 */
public final class MarketSlices {
    private final Map<Integer, MarketSlice> open = new HashMap<>();
    private final Queue<MarketSlice> ready = new ArrayDeque<>();

    /** Adds a record of a poll. */
    public void add(int gridPartition, MarketSlice.Entry record) {
        MarketSlice slice = open.computeIfAbsent(gridPartition, MarketSlice::new);
        slice.entries().add(record);
        if (slice.entries().size() >= MarketSlice.MAX_RECORDS) {
            ready.add(slice);
            open.remove(gridPartition);
        }
    }

    /** The poll is drained: its slices can go, full or not. */
    public void drained() {
        ready.addAll(open.values());
        open.clear();
    }

    /**
     * Hands out slices in their order until one is refused; that one comes first the next time.
     *
     * @return whether all are gone
     */
    public boolean emit(Predicate<MarketSlice> outbox) {
        for (MarketSlice slice; (slice = ready.peek()) != null; ready.remove()) {
            if (!outbox.test(slice)) {
                return false;
            }
        }
        return true;
    }
}
