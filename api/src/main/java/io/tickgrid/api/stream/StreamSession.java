package io.tickgrid.api.stream;

import io.tickgrid.api.Operation.Surface;
import io.tickgrid.api.Operations;
import io.tickgrid.api.identity.Authenticator;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.rest.Problems;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;
import tools.jackson.databind.json.JsonMapper;

/** One client of the WebSocket: who it is, what it has subscribed to, what waits for it. */
final class StreamSession {
    static final CloseStatus SLOW_CONSUMER = new CloseStatus(4408, "slow_consumer");
    static final CloseStatus NOT_AUTHENTICATED = new CloseStatus(4401, "unauthenticated");
    static final CloseStatus TOKEN_EXPIRED = new CloseStatus(4401, "token_expired");
    static final CloseStatus TOO_MANY_ERRORS = new CloseStatus(4400, "too_many_errors");

    private static final Logger log = LoggerFactory.getLogger(StreamSession.class);
    private static final Duration AUTHENTICATE_WITHIN = Duration.ofSeconds(5);
    private static final Duration HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration EXPIRY_CHECK = Duration.ofMillis(500);
    private static final Duration FAREWELL = Duration.ofSeconds(10);
    private static final int CAPACITY = 2_000;
    private static final int MAX_CHANNELS = 64;
    private static final int MAX_ERRORS = 20;
    private static final int REOPENINGS = 5;
    private static final Duration REOPEN_AFTER = Duration.ofMillis(200);
    private static final Duration REOPEN_AT_MOST_AFTER = Duration.ofSeconds(3);

    private final Authenticator authenticator;
    private final Opener channels;
    private final JsonMapper json;
    private final StreamMessages messages;
    private final Consumer<CloseStatus> closer;
    private final Sinks.Empty<Void> closing = Sinks.empty();
    private final Outbox outbox = new Outbox(CAPACITY);
    private final Map<String, Subscription> subscriptions = new HashMap<>();
    private final Disposable.Composite timers = reactor.core.Disposables.composite();
    private @Nullable Caller caller;
    private int errors;
    private boolean closed;

    /** What begins a channel: {@link Channels#open}. */
    interface Opener {
        Mono<Runnable> open(Caller caller, ChannelRequest request, Channels.Receiver receiver);
    }

    StreamSession(Authenticator authenticator, Opener channels, JsonMapper json, Consumer<CloseStatus> closer) {
        this.authenticator = authenticator;
        this.channels = channels;
        this.json = json;
        this.messages = new StreamMessages(json);
        this.closer = closer;
    }

    /** @param known from the headers of the upgrade; null = the first message has to say */
    void begin(@Nullable Caller known) {
        if (known != null) {
            authenticated(known);
        }
        timers.add(Mono.delay(AUTHENTICATE_WITHIN).subscribe(n -> {
            if (caller() == null) {
                close(NOT_AUTHENTICATED);
            }
        }));
        timers.add(Flux.interval(HEARTBEAT)
                .onBackpressureDrop()
                .subscribe(n -> send("heartbeat", messages.heartbeat(System.currentTimeMillis()))));
        timers.add(Flux.interval(EXPIRY_CHECK).onBackpressureDrop().subscribe(n -> {
            Caller current = caller();
            if (current != null && current.expiresAtMs() <= System.currentTimeMillis()) {
                close(TOKEN_EXPIRED);
            }
        }));
    }

    Flux<String> messages() {
        return outbox.messages();
    }

    /** Completes a while after this side has closed: a client that still has not read its farewell is cut off then. */
    Mono<Void> cutOff() {
        return closing.asMono().then(Mono.delay(FAREWELL)).then();
    }

    /** Takes a message of the client; what is wrong with it is told, not thrown. */
    Mono<Void> receive(String text) {
        return Mono.defer(() -> handle(ChannelRequest.parse(json, text))).onErrorResume(e -> {
            failed(e, null);
            return Mono.empty();
        });
    }

    private Mono<Void> handle(ChannelRequest request) {
        switch (request.op()) {
            case "auth" -> {
                return authenticator
                        .token(request.token())
                        .doOnNext(this::authenticated)
                        .then()
                        .onErrorResume(e -> {
                            failed(e, null);
                            close(NOT_AUTHENTICATED);
                            return Mono.empty();
                        });
            }
            case "ping" -> send("heartbeat", messages.heartbeat(System.currentTimeMillis()));
            case "unsubscribe" -> unsubscribe(request.channel());
            default -> {
                return subscribe(request);
            }
        }
        return Mono.empty();
    }

    private void authenticated(Caller known) {
        synchronized (this) {
            boolean other = caller != null
                    && !(caller.username().equals(known.username())
                            && caller.tenantId().equals(known.tenantId()));
            if (other) {
                throw new TickgridException(ErrorCode.FORBIDDEN, "a session stays with the user who began it");
            }
            caller = known;
        }
        send(null, messages.authenticated());
    }

    private synchronized @Nullable Caller caller() {
        return caller;
    }

    private Mono<Void> subscribe(ChannelRequest request) {
        Caller current = caller();
        if (current == null) {
            return Mono.error(new TickgridException(
                    ErrorCode.UNAUTHENTICATED, "expected {\"op\":\"auth\",\"token\":…} first, got " + request.op()));
        }
        String channel = request.channel();
        return Mono.defer(() -> {
                    Operations.require(
                            current,
                            Operations.find(Surface.WEBSOCKET, request.feature())
                                    .orElseThrow(() -> new TickgridException(
                                            ErrorCode.NOT_FOUND,
                                            "no channel of this kind; expected market, signals, trades,"
                                                    + " portfolio or copy")));
                    Subscription subscription = replace(channel);
                    return open(current, request, subscription).doOnError(e -> forget(channel, subscription));
                })
                .onErrorResume(e -> {
                    failed(e, channel);
                    return Mono.empty();
                });
    }

    private Mono<Void> open(Caller current, ChannelRequest request, Subscription subscription) {
        return channels.open(current, request, subscription)
                .doOnNext(subscription::opened)
                .then(Mono.fromRunnable(() -> subscription.resync(current)));
    }

    /** A second subscription of a channel takes the place of the first. */
    private Subscription replace(String channel) {
        Subscription old;
        Subscription fresh = new Subscription(channel);
        boolean full;
        synchronized (this) {
            old = subscriptions.remove(channel);
            full = subscriptions.size() >= MAX_CHANNELS;
            if (!full) {
                subscriptions.put(channel, fresh);
            }
        }
        if (old != null) {
            old.end(); // without the lock, for which a feed may wait with its own held
        }
        if (full) {
            throw new TickgridException(
                    ErrorCode.TOO_MANY_REQUESTS, "a session may have " + MAX_CHANNELS + " channels");
        }
        return fresh;
    }

    private void forget(String channel, Subscription subscription) {
        synchronized (this) {
            subscriptions.remove(channel, subscription);
        }
        subscription.end();
    }

    private void unsubscribe(String channel) {
        Subscription old;
        synchronized (this) {
            old = subscriptions.remove(channel);
        }
        if (old != null) {
            old.end();
        }
        send(null, messages.about("unsubscribed", channel));
    }

    private void failed(Throwable e, @Nullable String channel) {
        TickgridException problem = Problems.of(e);
        if (problem.code() == ErrorCode.INTERNAL) {
            log.error("a stream failed", e);
        }
        String detail = problem.getMessage() == null ? problem.code().text() : problem.getMessage();
        send(null, messages.error(problem.code().text(), detail, channel));
        synchronized (this) {
            errors++;
        }
        if (errors > MAX_ERRORS) {
            close(TOO_MANY_ERRORS);
        }
    }

    private void send(@Nullable Object key, String message) {
        if (!outbox.offer(key, message)) {
            close(SLOW_CONSUMER);
        }
    }

    private void close(CloseStatus status) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        end();
        closer.accept(status);
        closing.tryEmitEmpty();
    }

    /** The client is gone, or shall be. */
    void end() {
        timers.dispose();
        Collection<Subscription> all;
        synchronized (this) {
            closed = true;
            all = java.util.List.copyOf(subscriptions.values());
            subscriptions.clear();
        }
        all.forEach(Subscription::end);
        outbox.end();
    }

    /** Whether the same may succeed later: a refusal does not. */
    private static boolean mayPass(Throwable e) {
        ErrorCode code = Problems.of(e).code();
        return code.retryable() || code == ErrorCode.INTERNAL;
    }

    /** One channel of the client. Says that it is subscribed before its first message. */
    private final class Subscription implements Channels.Receiver {
        private final String channel;
        private @Nullable Runnable end;
        private boolean ended;
        private boolean begun;
        private boolean resync;
        private boolean opened;

        Subscription(String channel) {
            this.channel = channel;
        }

        @Override
        public synchronized void snapshot(long sequence, Collection<?> data) {
            beginning();
            if (!ended) {
                send(null, messages.snapshot(channel, sequence, data));
            }
        }

        @Override
        public synchronized void update(long sequence, Object data, @Nullable Object key) {
            beginning();
            if (!ended) {
                send(key, messages.update(channel, sequence, data));
            }
        }

        @Override
        public void resyncRequired(long sequence) {
            boolean now;
            synchronized (this) {
                beginning();
                if (ended) {
                    return;
                }
                send(null, messages.resync(channel, sequence));
                resync = true;
                now = opened;
            }
            Caller current = caller();
            if (now && current != null) {
                resync(current);
            }
        }

        @Override
        public void failed(Throwable error) {
            if (isOver()) {
                return;
            }
            forget(channel, this);
            StreamSession.this.failed(error, channel);
        }

        private void beginning() {
            if (!begun && !ended) {
                begun = true;
                send(null, messages.about("subscribed", channel));
            }
        }

        synchronized void opened(Runnable end) {
            beginning();
            if (ended) {
                end.run();
            } else {
                this.end = end;
            }
        }

        /**
         * After a gap the channel begins anew, with a snapshot. What cannot be opened now is tried again for a while; then the
         * client is told that it has not this channel any more.
         */
        void resync(Caller current) {
            Runnable old;
            synchronized (this) {
                opened = true;
                if (!resync || ended) {
                    return;
                }
                resync = false;
                opened = false;
                old = end;
                end = null;
            }
            if (old != null) {
                old.run();
            }
            var unused = Mono.defer(
                            () -> open(current, new ChannelRequest("subscribe", "", channel, null), Subscription.this))
                    .retryWhen(Retry.backoff(REOPENINGS, REOPEN_AFTER)
                            .maxBackoff(REOPEN_AT_MOST_AFTER)
                            .filter(e -> !isOver() && mayPass(e))
                            .onRetryExhaustedThrow((spec, last) -> last.failure()))
                    .subscribe(nothing -> {}, this::failed);
        }

        private synchronized boolean isOver() {
            return ended;
        }

        void end() {
            Runnable last;
            synchronized (this) {
                ended = true;
                last = end;
                end = null;
            }
            if (last != null) {
                last.run();
            }
        }
    }
}
