package io.tickgrid.pipelines.copytrade;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.core.Processor;
import com.hazelcast.map.IMap;
import com.hazelcast.ringbuffer.OverflowPolicy;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.copytrade.LedgerRow;
import io.tickgrid.grid.db.CursorStore;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.node.Stores;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.pipelines.job.StepProcessor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Brings what PostgreSQL committed about orders to the grid, in its order: to the follower blocks as changes, to the
 * maps as the rows are now, to the order feed as events. Done again after a crash it changes nothing: blocks know the
 * last event they have, maps get the newest rows.
 */
public final class OrderProjection extends StepProcessor {
    private static final String CURSOR = "order-projection";
    private static final int BATCH = 2_000;

    private @Nullable HazelcastInstance hazelcast;
    private @Nullable Stores stores;
    private @Nullable CursorStore cursors;
    private @Nullable FollowerBlocks blocks;
    private long position = -1;

    @Override
    protected void init(Processor.Context context) {
        HazelcastInstance h = context.hazelcastInstance();
        hazelcast = h;
        Stores s = new Stores(GridNode.database(h));
        stores = s;
        cursors = new CursorStore(s.db());
        blocks = new FollowerBlocks(h, s);
    }

    @Override
    protected boolean step() {
        CursorStore c = Objects.requireNonNull(cursors);
        if (position < 0) {
            position = Objects.requireNonNull(c.get(CURSOR).block());
        }
        List<OrderEvent> events = Objects.requireNonNull(Objects.requireNonNull(stores)
                .orders()
                .eventsAfter(position, BATCH)
                .collectList()
                .block());
        if (events.isEmpty()) {
            return false;
        }
        Objects.requireNonNull(blocks).apply(events);
        project(events);
        long last = events.getLast().sequence();
        c.set(CURSOR, last).block();
        position = last;
        return true;
    }

    private void project(List<OrderEvent> events) {
        Stores s = Objects.requireNonNull(stores);
        List<String> orders =
                events.stream().map(OrderEvent::clientOrderId).distinct().toList();
        List<String> accounts = events.stream()
                .filter(e -> e.signedUnits() != 0)
                .map(OrderEvent::accountId)
                .distinct()
                .toList();
        put(GridMaps.ORDERS, s.orders().byIds(orders), GridNode::orderKey);
        put(
                GridMaps.COPY_LEDGER,
                s.copies().byOrders(orders),
                r -> LedgerRow.key(r.leaderAccountId(), r.leaderSequence(), r.followerAccountId(), r.leg()));
        if (!accounts.isEmpty()) {
            put(GridMaps.ACCOUNTS, s.accounts().byIds(accounts), a -> a.id());
            put(GridMaps.POSITIONS, s.accounts().positions(accounts), p -> Position.key(p.accountId(), p.instrument()));
        }
        Ringbuffer<OrderEvent> feed = Objects.requireNonNull(hazelcast).getRingbuffer(GridFeeds.ORDERS);
        for (int i = 0; i < events.size(); i += 1_000) {
            feed.addAllAsync(events.subList(i, Math.min(events.size(), i + 1_000)), OverflowPolicy.OVERWRITE)
                    .toCompletableFuture()
                    .join();
        }
    }

    private <T> void put(GridMaps map, Flux<T> rows, Function<T, String> key) {
        Map<String, T> entries = new HashMap<>();
        Objects.requireNonNull(rows.collectList().block()).forEach(r -> entries.put(key.apply(r), r));
        IMap<String, T> target = Objects.requireNonNull(hazelcast).getMap(map.mapName());
        target.setAll(entries);
    }
}
