package io.tickgrid.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.ringbuffer.ReadResultSet;
import com.hazelcast.ringbuffer.Ringbuffer;
import com.hazelcast.ringbuffer.StaleSequenceException;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.engine.MarketUpdate;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A lane over a ring whose answers the test gives, so that a replay lasts as long as it says. */
class LaneReaderTest {
    private static final String X = "SIM:X/USD";

    private final Map<Long, CompletableFuture<ReadResultSet<MarketUpdate>>> reads = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final LaneReader lane = new LaneReader(ring(), 0, executor, signal -> {});

    @AfterEach
    void stop() {
        lane.stop();
        executor.shutdownNow();
    }

    private static final class Listener implements MarketListener {
        final List<Long> got = new CopyOnWriteArrayList<>();
        final List<String> ends = new CopyOnWriteArrayList<>();
        volatile long failsAt = -1;

        @Override
        public void snapshot(long sequence, Collection<MarketUpdate> latest) {}

        @Override
        public void update(long sequence, MarketUpdate update) {
            if (sequence == failsAt) {
                throw new IllegalStateException("cannot take it");
            }
            got.add(sequence);
        }

        @Override
        public void lost(long sequence) {
            ends.add("lost");
        }

        @Override
        public void failed(Throwable error) {
            ends.add("failed");
        }
    }

    @Test
    void aReplayIsFollowedByWhatCameMeanwhile() throws Exception {
        begin(3);
        Listener listener = new Listener();
        assertThat(lane.resume(X, 0, listener)).isNotNull();
        answer(3, 4);
        answer(1, 2);
        await().untilAsserted(() -> assertThat(listener.got).containsExactly(1L, 2L, 3L, 4L));
    }

    @Test
    void aListenerThatFailsInAReplayIsToldAndGetsNothingMore() throws Exception {
        begin(3);
        Listener listener = new Listener();
        listener.failsAt = 1;
        lane.resume(X, 0, listener);
        answer(1, 2);
        await().untilAsserted(() -> assertThat(listener.ends).containsExactly("failed"));
        answer(3, 4);
        settle();
        assertThat(listener.got).isEmpty();
    }

    @Test
    void aListenerThatFailsOnWhatWasHeldBackIsTold() throws Exception {
        begin(3);
        Listener listener = new Listener();
        listener.failsAt = 3;
        lane.resume(X, 0, listener);
        answer(3, 4);
        answer(1, 2);
        await().untilAsserted(() -> assertThat(listener.ends).containsExactly("failed"));
        answer(5, 5);
        settle();
        assertThat(listener.got).containsExactly(1L, 2L);
    }

    @Test
    void aReplayOfASubscriptionThatWasLostGivesNothingMore() throws Exception {
        begin(3);
        Listener listener = new Listener();
        lane.resume(X, 0, listener);
        reads.remove(3L).completeExceptionally(new StaleSequenceException("overwritten", 10));
        await().untilAsserted(() -> assertThat(listener.ends).containsExactly("lost"));
        answer(1, 2);
        settle();
        assertThat(listener.got).isEmpty();
        assertThat(listener.ends).containsExactly("lost");
    }

    @Test
    void aReplayOfASubscriptionThatWasEndedGivesNothingMore() throws Exception {
        begin(3);
        Listener listener = new Listener();
        lane.resume(X, 0, listener).run();
        answer(1, 2);
        settle();
        assertThat(listener.got).isEmpty();
    }

    /** The lane has read 0 to next - 1. */
    private void begin(long next) throws Exception {
        lane.start();
        answer(0, next - 1);
        settle();
        assertThat(reads).containsKey(next);
    }

    /** Answers the read that begins at {@code from}. */
    private void answer(long from, long to) throws Exception {
        settle();
        reads.remove(from)
                .complete(batch(LongStream.rangeClosed(from, to).boxed().toList()));
        settle();
    }

    /** Waits until the lane's one thread has done what it was given. */
    private void settle() throws Exception {
        executor.submit(() -> {}).get(10, TimeUnit.SECONDS);
    }

    @SuppressWarnings("unchecked")
    private Ringbuffer<MarketUpdate> ring() {
        return (Ringbuffer<MarketUpdate>) Proxy.newProxyInstance(
                Ringbuffer.class.getClassLoader(),
                new Class<?>[] {Ringbuffer.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "headSequence" -> 0L;
                    case "getName" -> "ring";
                    case "readManyAsync" -> reads.computeIfAbsent((Long) args[0], n -> new CompletableFuture<>());
                    default -> throw new AssertionError("unexpected call of " + method.getName());
                });
    }

    @SuppressWarnings("unchecked")
    private static ReadResultSet<MarketUpdate> batch(List<Long> sequences) {
        List<MarketUpdate> updates = new ArrayList<>();
        sequences.forEach(
                n -> updates.add(MarketUpdate.of(new Candle(X, "1m", n * 60_000, 1, 1, 1, 1, 1, 1, 0, true))));
        return (ReadResultSet<MarketUpdate>) Proxy.newProxyInstance(
                ReadResultSet.class.getClassLoader(),
                new Class<?>[] {ReadResultSet.class},
                (proxy, method, args) -> switch (method.getName()) {
                    case "size", "readCount" -> updates.size();
                    case "get" -> updates.get((Integer) args[0]);
                    case "getSequence" -> sequences.get((Integer) args[0]);
                    case "getNextSequenceToReadFrom" -> sequences.getLast() + 1;
                    default -> throw new AssertionError("unexpected call of " + method.getName());
                });
    }
}
