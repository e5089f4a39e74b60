package io.tickgrid.api.stream;

import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import com.hazelcast.ringbuffer.StaleSequenceException;
import io.tickgrid.grid.engine.MarketUpdate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one reader of a market lane on this node, for all its subscribers.
 *
 * <p>It remembers the latest update of each instrument, kind, frame and state. A subscriber gets that memory and is added
 * under the same lock under which updates are given out: so its snapshot holds exactly what came up to its sequence, and
 * the next update is the first after it. It begins at the oldest message of the ring, so that the memory is full at once.
 */
final class LaneReader {
    private static final Logger log = LoggerFactory.getLogger(LaneReader.class);
    private static final int BATCH = 1_000;
    private static final long RETRY_MS = 500;

    private static final class Subscriber {
        final MarketListener listener;
        /** Updates that wait while older ones are replayed; null when there is nothing to wait for. */
        @Nullable
        List<Numbered> held;
        /** It gets nothing more, also of a replay that runs. */
        volatile boolean ended;

        Subscriber(MarketListener listener) {
            this.listener = listener;
        }
    }

    private record Numbered(long sequence, MarketUpdate update) {}

    private final Ringbuffer<MarketUpdate> ring;
    private final ScheduledExecutorService executor;
    private final Consumer<MarketUpdate> onSignal;
    private final long epoch;
    private final Map<String, Map<String, MarketUpdate>> latest = new HashMap<>();
    /** A listener may end its subscription, or another's, while it is given an update: hence lists that may change meanwhile. */
    private final Map<String, List<Subscriber>> subscribers = new HashMap<>();

    private long next;
    private volatile boolean stopped;
    private boolean abandoned;

    /** @param epoch added to the ring's numbers, see {@link MarketFeeds} */
    LaneReader(
            Ringbuffer<MarketUpdate> ring,
            long epoch,
            ScheduledExecutorService executor,
            Consumer<MarketUpdate> onSignal) {
        this.ring = ring;
        this.epoch = epoch;
        this.executor = executor;
        this.onSignal = onSignal;
    }

    void start() {
        next = ring.headSequence();
        read();
    }

    void stop() {
        stopped = true;
    }

    /** Reads no more, and tells the subscribers that what they have is not to be gone on from. */
    void abandon() {
        stopped = true;
        synchronized (this) {
            abandoned = true;
            loseAll(next - 1);
        }
    }

    /** Adds a listener with a snapshot; {@code base} is what the maps hold, for what no update has come of yet. */
    synchronized Runnable subscribe(String instrument, Collection<MarketUpdate> base, MarketListener listener) {
        Map<String, MarketUpdate> state = new LinkedHashMap<>();
        base.forEach(u -> state.put(key(u), u));
        state.putAll(latest.getOrDefault(instrument, Map.of()));
        state.values().removeIf(u -> isOver(u, state));
        listener.snapshot(epoch + next - 1, List.copyOf(state.values()));
        Runnable end = add(instrument, new Subscriber(listener));
        if (abandoned) {
            loseAll(next - 1); // it came while another reader took over
        }
        return end;
    }

    /** Adds a listener that has everything up to a sequence; gives null when what follows is not there any more. */
    @Nullable
    Runnable resume(String instrument, long after, MarketListener listener) {
        // A remote call, so not under the lock. What is overwritten from here on, the replay finds lost.
        long head = ring.headSequence();
        synchronized (this) {
            long from = after - epoch + 1;
            if (abandoned || from > next || from < head) {
                return null;
            }
            Subscriber subscriber = new Subscriber(listener);
            subscriber.held = new ArrayList<>();
            Runnable end = add(instrument, subscriber);
            replay(instrument, subscriber, from, next - 1);
            return end;
        }
    }

    synchronized long lastSequence() {
        return epoch + next - 1;
    }

    private Runnable add(String instrument, Subscriber subscriber) {
        subscribers
                .computeIfAbsent(instrument, i -> new CopyOnWriteArrayList<>())
                .add(subscriber);
        return () -> end(instrument, subscriber);
    }

    /**
     * Ends a subscription at once. Not under the lock: who ends it may hold that of another lane, whose thread may be
     * ending one of this.
     */
    private void end(String instrument, Subscriber subscriber) {
        subscriber.ended = true;
        try {
            executor.execute(() -> remove(instrument, subscriber));
        } catch (RejectedExecutionException e) {
            log.debug("this reader has ended before its subscriber", e);
        }
    }

    private synchronized void remove(String instrument, Subscriber subscriber) {
        subscriber.ended = true;
        subscribers.computeIfPresent(instrument, (i, all) -> {
            all.remove(subscriber);
            return all.isEmpty() ? null : all;
        });
    }

    private void replay(String instrument, Subscriber subscriber, long from, long upTo) {
        if (from > upTo) {
            release(instrument, subscriber);
            return;
        }
        int most = (int) Math.min(BATCH, upTo - from + 1);
        ring.readManyAsync(from, 1, most, null)
                .whenCompleteAsync((batch, e) -> replayed(instrument, subscriber, from, upTo, batch, e), executor);
    }

    private synchronized void replayed(
            String instrument,
            Subscriber subscriber,
            long from,
            long upTo,
            @Nullable ReadResultSet<MarketUpdate> batch,
            @Nullable Throwable e) {
        if (subscriber.ended) {
            return;
        }
        if (e != null || batch == null || batch.size() == 0 || batch.getSequence(0) != from) {
            remove(instrument, subscriber);
            tell(instrument, subscriber, l -> l.lost(epoch + next - 1));
            return;
        }
        for (int i = 0; i < batch.size() && !subscriber.ended; i++) {
            MarketUpdate update = batch.get(i);
            long sequence = batch.getSequence(i);
            if (update.instrument().equals(instrument) && sequence <= upTo) {
                tell(instrument, subscriber, l -> l.update(epoch + sequence, update));
            }
        }
        if (!subscriber.ended) {
            replay(instrument, subscriber, batch.getNextSequenceToReadFrom(), upTo);
        }
    }

    private void release(String instrument, Subscriber subscriber) {
        List<Numbered> held = subscriber.held == null ? List.of() : subscriber.held;
        subscriber.held = null;
        for (Numbered n : held) {
            if (subscriber.ended) {
                return;
            }
            tell(instrument, subscriber, l -> l.update(n.sequence(), n.update()));
        }
    }

    private void read() {
        if (!stopped) {
            ring.readManyAsync(next, 1, BATCH, null).whenCompleteAsync(this::received, executor);
        }
    }

    private void received(@Nullable ReadResultSet<MarketUpdate> batch, @Nullable Throwable error) {
        if (stopped) {
            return;
        }
        if (error != null || batch == null) {
            failed(error);
            return;
        }
        try {
            synchronized (this) {
                if (batch.size() > 0 && batch.getSequence(0) > next) {
                    loseAll(batch.getSequence(0) - 1);
                }
                for (int i = 0; i < batch.size(); i++) {
                    give(batch.getSequence(i), batch.get(i));
                }
                next = batch.getNextSequenceToReadFrom();
            }
        } catch (RuntimeException e) {
            log.error("{} holds what cannot be given out, it is left out", ring.getName(), e);
            synchronized (this) {
                loseAll(batch.getNextSequenceToReadFrom() - 1);
            }
        }
        read();
    }

    private void failed(@Nullable Throwable error) {
        Throwable cause = error instanceof java.util.concurrent.CompletionException c && c.getCause() != null
                ? c.getCause()
                : error;
        if (cause instanceof HazelcastInstanceNotActiveException) {
            return;
        }
        if (cause instanceof StaleSequenceException stale) {
            synchronized (this) {
                next = stale.getHeadSeq();
                loseAll(next - 1);
            }
        } else {
            log.warn("{} cannot be read, trying again: {}", ring.getName(), String.valueOf(cause));
        }
        var unused = executor.schedule(this::read, RETRY_MS, TimeUnit.MILLISECONDS);
    }

    private void loseAll(long sequence) {
        log.warn("{} was lost up to {}: its subscribers begin anew", ring.getName(), sequence);
        Map<String, List<Subscriber>> all = new HashMap<>(subscribers);
        subscribers.clear();
        latest.clear();
        next = sequence + 1;
        all.forEach((instrument, list) -> list.forEach(s -> {
            if (!s.ended) {
                s.ended = true;
                tell(instrument, s, l -> l.lost(epoch + sequence));
            }
        }));
    }

    private void give(long ringSequence, MarketUpdate update) {
        if (update.kind() == MarketUpdate.SIGNAL) {
            onSignal.accept(update);
            return;
        }
        latest.computeIfAbsent(update.instrument(), i -> new HashMap<>()).merge(key(update), update, LaneReader::newer);
        Numbered numbered = new Numbered(epoch + ringSequence, update);
        for (Subscriber s : subscribers.getOrDefault(update.instrument(), List.of())) {
            if (s.ended) {
                continue; // by another one that was given this update before
            }
            if (s.held != null) {
                s.held.add(numbered);
            } else {
                tell(update.instrument(), s, l -> l.update(numbered.sequence(), update));
            }
        }
    }

    /** One that fails loses its own subscription and is told so; the others go on. */
    private void tell(String instrument, Subscriber subscriber, Consumer<MarketListener> message) {
        try {
            message.accept(subscriber.listener);
        } catch (RuntimeException e) {
            log.error("a subscriber of {} failed, its subscription ends", instrument, e);
            remove(instrument, subscriber);
            try {
                subscriber.listener.failed(e);
            } catch (RuntimeException again) {
                log.error("a subscriber of {} could not be told", instrument, again);
            }
        }
    }

    /** A restated older bar does not hide the newest one. */
    private static MarketUpdate newer(MarketUpdate a, MarketUpdate b) {
        return b.openTimeMs() >= a.openTimeMs() ? b : a;
    }

    private static String key(MarketUpdate u) {
        boolean apart = u.kind() == MarketUpdate.CANDLE && u.closed();
        return u.kind() + "|" + u.frame() + (apart ? "|closed" : "");
    }

    /** Whether it is a forming bar that has closed since. */
    private static boolean isOver(MarketUpdate u, Map<String, MarketUpdate> state) {
        MarketUpdate closed = state.get(MarketUpdate.CANDLE + "|" + u.frame() + "|closed");
        return u.kind() == MarketUpdate.CANDLE
                && !u.closed()
                && closed != null
                && closed.openTimeMs() >= u.openTimeMs();
    }
}
