package io.tickgrid.api.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.stream.ChannelRequest;
import io.tickgrid.api.stream.Channels;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/**
 * A server stream over a channel: the same channel, numbers and resumption as on the WebSocket. What a client has not read
 * yet waits here, bounded: messages of one key replace one another, and a client that falls behind with messages that
 * count gets RESOURCE_EXHAUSTED.
 *
 * <p>Locks: a feed calls with its own lock held, so this one is never held while a feed is called.
 */
final class StreamCall<T> implements Channels.Receiver {
    static final int CAPACITY = 2_000;

    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration EXPIRY_CHECK = Duration.ofMillis(500);

    private final ServerCallStreamObserver<T> out;
    private final Channels channels;
    private final Caller caller;
    private final String feature;
    private final String subject;
    private final Messages<T> messages;
    private final Map<Object, T> waiting = new LinkedHashMap<>();
    private final Disposable.Composite timers = Disposables.composite();
    private @Nullable Runnable endChannel;
    private boolean resync;
    private boolean ended;

    /** The messages of one method. */
    interface Messages<T> {
        T snapshot(long sequence, Collection<?> data);

        /** @return null when the update is not of this stream */
        @Nullable
        T update(long sequence, Object data);

        T resyncRequired(long sequence);

        T heartbeat(long timeMs);
    }

    private StreamCall(
            ServerCallStreamObserver<T> out,
            Channels channels,
            Caller caller,
            String feature,
            String subject,
            Messages<T> messages) {
        this.out = out;
        this.channels = channels;
        this.caller = caller;
        this.feature = feature;
        this.subject = subject;
        this.messages = messages;
    }

    /**
     * Begins a stream; it ends when the client goes, its deadline passes or its credential expires.
     *
     * @param resumeFrom the last sequence that the client has; null = it wants a snapshot
     * @throws TickgridException invalid_request, before anything has begun
     */
    static <T> void start(
            StreamObserver<T> observer,
            Channels channels,
            String feature,
            String subject,
            @Nullable Long resumeFrom,
            Messages<T> messages) {
        // Before the first timer, which nobody would end.
        ChannelRequest request = ChannelRequest.of(feature, subject, resumeFrom);
        StreamCall<T> call = new StreamCall<>(
                (ServerCallStreamObserver<T>) observer, channels, Calls.caller(), feature, subject, messages);
        call.out.setOnCancelHandler(call::end);
        call.out.setOnReadyHandler(call::drain);
        call.timers.add(Flux.interval(HEARTBEAT)
                .onBackpressureDrop()
                .subscribe(n -> call.offer("heartbeat", messages.heartbeat(System.currentTimeMillis()))));
        call.timers.add(Flux.interval(EXPIRY_CHECK).onBackpressureDrop().subscribe(n -> call.endWhenExpired()));
        call.open(request);
    }

    private void open(ChannelRequest request) {
        var unused = channels.open(caller, request, this)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .subscribe(end -> opened(end.orElse(null)), this::fail);
    }

    private void opened(@Nullable Runnable end) {
        boolean over;
        boolean again;
        synchronized (this) {
            over = ended;
            again = resync && !ended;
            resync = false;
            if (!over && !again) {
                endChannel = end;
            }
        }
        if (end != null && (over || again)) {
            end.run();
        }
        if (again) {
            open(ChannelRequest.of(feature, subject, null));
        }
    }

    @Override
    public void snapshot(long sequence, Collection<?> data) {
        offer(null, messages.snapshot(sequence, data));
    }

    @Override
    public void update(long sequence, Object data, @Nullable Object key) {
        T message = messages.update(sequence, data);
        if (message != null) {
            offer(key, message);
        }
    }

    /** After a gap the channel begins anew, with a snapshot. */
    @Override
    public void resyncRequired(long sequence) {
        offer(null, messages.resyncRequired(sequence));
        Runnable old;
        synchronized (this) {
            old = endChannel;
            endChannel = null;
            if (old == null) {
                resync = true; // still opening: goes on there
                return;
            }
        }
        old.run();
        open(ChannelRequest.of(feature, subject, null));
    }

    private void offer(@Nullable Object key, T message) {
        boolean full;
        synchronized (this) {
            if (ended) {
                return;
            }
            Object place = key == null ? new Object() : key;
            waiting.remove(place); // goes to the end: sequences keep rising
            full = waiting.size() >= CAPACITY;
            if (!full) {
                waiting.put(place, message);
            }
        }
        if (full) {
            fail(new TickgridException(
                    ErrorCode.SLOW_CONSUMER,
                    CAPACITY + " messages wait for this client: it reads too slowly for this stream"));
        } else {
            drain();
        }
    }

    private synchronized void drain() {
        while (!ended && !waiting.isEmpty() && out.isReady()) {
            var first = waiting.entrySet().iterator();
            T message = first.next().getValue();
            first.remove();
            out.onNext(message);
        }
    }

    private void endWhenExpired() {
        if (caller.expiresAtMs() <= System.currentTimeMillis()) {
            fail(new TickgridException(ErrorCode.UNAUTHENTICATED, "the access token has expired"));
        }
    }

    @Override
    public void failed(Throwable error) {
        fail(error);
    }

    private void fail(Throwable error) {
        if (end()) {
            synchronized (this) {
                out.onError(GrpcErrors.of(error, null));
            }
        }
    }

    /** @return whether it had not ended before */
    private boolean end() {
        Runnable channel;
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
            waiting.clear();
            channel = endChannel;
            endChannel = null;
        }
        timers.dispose();
        if (channel != null) {
            channel.run();
        }
        return true;
    }
}
