package io.tickgrid.api.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;

/**
 * What waits to be sent to one client, of bounded length. A message with a key takes the place of one that waits under the
 * same key and goes to the end, so that the sequences of a channel keep rising; without a key all are kept.
 */
final class Outbox {
    private final int capacity;
    private final Map<Object, String> waiting = new LinkedHashMap<>();
    private @Nullable FluxSink<String> sink;
    private boolean draining;
    private boolean ended;

    Outbox(int capacity) {
        this.capacity = capacity;
    }

    /** As fast as the client reads. */
    Flux<String> messages() {
        return Flux.create(
                s -> {
                    synchronized (this) {
                        sink = s;
                    }
                    s.onRequest(n -> drain());
                },
                FluxSink.OverflowStrategy.IGNORE);
    }

    /** @return false when the client is too far behind */
    boolean offer(@Nullable Object key, String message) {
        synchronized (this) {
            if (ended) {
                return true;
            }
            Object place = key == null ? new Object() : key;
            waiting.remove(place);
            if (waiting.size() >= capacity) {
                return false;
            }
            waiting.put(place, message);
        }
        drain();
        return true;
    }

    /** Sends what waits and nothing more. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        drain();
    }

    private synchronized void drain() {
        if (draining || sink == null) {
            return;
        }
        draining = true;
        try {
            while (!waiting.isEmpty() && sink.requestedFromDownstream() > 0 && !sink.isCancelled()) {
                var first = waiting.entrySet().iterator();
                String message = first.next().getValue();
                first.remove();
                sink.next(message);
            }
            if (ended && waiting.isEmpty()) {
                sink.complete();
            }
        } finally {
            draining = false;
        }
    }
}
