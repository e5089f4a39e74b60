package io.tickgrid.api.stream;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import io.tickgrid.grid.GridFeeds;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The one reader of the order feed on this node. It only wakes those who follow an account: they read the events
 * themselves from PostgreSQL by its sequence, so that a message lost or doubled here loses or doubles nothing there.
 */
@Component
public final class OrderFeed implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OrderFeed.class);
    private static final int BATCH = 1_000;
    private static final long RETRY_MS = 500;

    private final Ringbuffer<OrderEvent> ring;
    private final Map<String, List<Runnable>> listeners = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("order-feed").daemon().factory());

    OrderFeed(GridNode node) {
        ring = node.hazelcast().getRingbuffer(GridFeeds.ORDERS);
        read(ring.tailSequence() + 1);
    }

    /** Calls after events of the account. */
    public Runnable onEvent(String accountId, Runnable listener) {
        listeners.computeIfAbsent(accountId, a -> new CopyOnWriteArrayList<>()).add(listener);
        return () -> listeners.computeIfPresent(accountId, (a, all) -> {
            all.remove(listener);
            return all.isEmpty() ? null : all;
        });
    }

    private void read(long from) {
        ring.readManyAsync(from, 1, BATCH, null).whenCompleteAsync((batch, e) -> received(from, batch, e), executor);
    }

    private void received(long from, @Nullable ReadResultSet<OrderEvent> batch, @Nullable Throwable error) {
        if (executor.isShutdown()) {
            return;
        }
        if (batch != null) {
            boolean gap = batch.size() > 0 && batch.getSequence(0) > from;
            Set<String> accounts = new HashSet<>();
            batch.forEach(e -> accounts.add(e.accountId()));
            (gap ? Set.copyOf(listeners.keySet()) : accounts)
                    .forEach(a -> listeners.getOrDefault(a, List.of()).forEach(OrderFeed::wake));
            read(batch.getNextSequenceToReadFrom());
            return;
        }
        Throwable cause = error == null || error.getCause() == null ? error : error.getCause();
        if (!(cause instanceof HazelcastInstanceNotActiveException)) {
            log.warn("{} cannot be read, trying again: {}", ring.getName(), String.valueOf(cause));
            var unused = executor.schedule(() -> read(ring.headSequence()), RETRY_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** One that fails reads again when its follower looks by itself; the others go on. */
    private static void wake(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException e) {
            log.error("a follower of orders could not be woken", e);
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
