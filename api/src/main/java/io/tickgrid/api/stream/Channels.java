package io.tickgrid.api.stream;

import io.tickgrid.api.GridReads;
import io.tickgrid.api.copytrade.CopyQueries;
import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.order.OrderQueries;
import io.tickgrid.api.order.OrderView;
import io.tickgrid.api.portfolio.PortfolioQueries;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.api.signal.SignalQueries;
import io.tickgrid.api.signal.SignalView;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.engine.MarketUpdate;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Account;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** How each channel begins and goes on: for whom, from which feed or log, with which numbers. */
@Component
public final class Channels {
    private static final Logger log = LoggerFactory.getLogger(Channels.class);
    private static final int SNAPSHOT_ROWS = 50;
    /** A client that missed more takes a snapshot: cheaper for both. */
    private static final int MAX_MISSED = 5_000;

    private static final Duration PORTFOLIO_EVERY = Duration.ofSeconds(1);
    private static final Duration COPY_EVERY = Duration.ofSeconds(2);
    /** A wake that was lost delays a row by this much. */
    private static final Duration SAFETY = Duration.ofSeconds(5);

    private final InstrumentIndex instruments;
    private final MarketFeeds market;
    private final OrderFeed orderFeed;
    private final OrderStore orderStore;
    private final OrderQueries orders;
    private final SignalQueries signals;
    private final PortfolioQueries portfolios;
    private final CopyQueries copies;
    private final AccountAccess access;
    private final GridReads grid;

    Channels(
            InstrumentIndex instruments,
            MarketFeeds market,
            OrderFeed orderFeed,
            GridNode node,
            OrderQueries orders,
            SignalQueries signals,
            PortfolioQueries portfolios,
            CopyQueries copies,
            AccountAccess access,
            GridReads grid) {
        this.instruments = instruments;
        this.market = market;
        this.orderFeed = orderFeed;
        this.orderStore = node.stores().orders();
        this.orders = orders;
        this.signals = signals;
        this.portfolios = portfolios;
        this.copies = copies;
        this.access = access;
        this.grid = grid;
    }

    /** Where a channel's messages go. */
    public interface Receiver {
        void snapshot(long sequence, Collection<?> data);

        /** @param key messages of one key may replace one another; null = each counts */
        void update(long sequence, Object data, @Nullable Object key);

        void resyncRequired(long sequence);

        /** Nothing more comes of this channel; it is for the client to begin it anew. */
        void failed(Throwable error);
    }

    /** Begins a channel; gives what ends it. Errors are for the client. */
    public Mono<Runnable> open(Caller caller, ChannelRequest request, Receiver receiver) {
        return switch (request.feature()) {
            case "market" -> market(request, receiver);
            case "signals" -> signals(request, receiver);
            case "trades" -> access.visible(caller, request.subject()).flatMap(a -> trades(a, request, receiver));
            case "portfolio" -> access.visible(caller, request.subject()).map(a -> portfolio(a, receiver));
            case "copy" -> access.summarised(caller, request.subject()).map(a -> copy(a, receiver));
            default -> Mono.error(new TickgridException(ErrorCode.NOT_FOUND, "no channel " + request.channel()));
        };
    }

    private Mono<Runnable> market(ChannelRequest request, Receiver receiver) {
        return Mono.defer(() -> {
            String instrument = instruments.require(request.subject()).id();
            MarketListener listener = new MarketListener() {
                @Override
                public void snapshot(long sequence, Collection<MarketUpdate> latest) {
                    receiver.snapshot(
                            sequence,
                            latest.stream().map(StreamMessages::market).toList());
                }

                @Override
                public void update(long sequence, MarketUpdate u) {
                    // A bar that closed is final and is never left out; what is forming may be.
                    boolean keep = u.kind() == MarketUpdate.CANDLE && u.closed();
                    String key = request.channel() + "|" + u.kind() + "|" + u.frame();
                    receiver.update(sequence, StreamMessages.market(u), keep ? key + "|" + u.openTimeMs() : key);
                }

                @Override
                public void lost(long sequence) {
                    receiver.resyncRequired(sequence);
                }

                @Override
                public void failed(Throwable error) {
                    receiver.failed(error);
                }
            };
            if (request.resumeFrom() == null) {
                return market.subscribe(instrument, null, listener);
            }
            return market.subscribe(instrument, request.resumeFrom(), listener)
                    .switchIfEmpty(Mono.fromRunnable(() -> receiver.resyncRequired(market.lastSequence(instrument))));
        });
    }

    private Mono<Runnable> signals(ChannelRequest request, Receiver receiver) {
        return begin(
                request,
                receiver,
                signals.list(null, null, PageRequest.of(null, SNAPSHOT_ROWS)).map(p -> p.items()),
                SignalView::sequence,
                (from, newest) -> Mono.just(newest - from),
                last -> {
                    LogFollower<SignalView> follower = new LogFollower<>(
                            n -> signals.after(n, LogFollower.BATCH)
                                    .map(rows ->
                                            rows.stream().map(SignalView::of).toList()),
                            SignalView::sequence,
                            last,
                            s -> {
                                receiver.update(s.sequence(), s, null);
                                return true;
                            });
                    return follow(follower, market.onSignal(follower::wake));
                });
    }

    private Mono<Runnable> trades(Account account, ChannelRequest request, Receiver receiver) {
        List<String> ids = List.of(account.id());
        return begin(
                request,
                receiver,
                orderStore.latest(ids, SNAPSHOT_ROWS).collectList().flatMap(orders::views),
                OrderView::sequence,
                // Events of all accounts share one sequence: the distance says nothing of this one.
                (from, newest) -> orderStore.countAfter(account.id(), from, MAX_MISSED + 1),
                last -> {
                    LogFollower<Numbered<OrderView>> follower = new LogFollower<>(
                            n -> orderStore
                                    .eventsAfter(account.id(), n, LogFollower.BATCH)
                                    .collectList()
                                    .flatMap(events -> events.isEmpty()
                                            ? Mono.just(List.of())
                                            : orders.asOf(events).map(views -> numbered(events, views))),
                            Numbered::sequence,
                            last,
                            o -> {
                                receiver.update(o.sequence(), o.value(), null);
                                return true;
                            });
                    return follow(follower, orderFeed.onEvent(account.id(), follower::wake));
                });
    }

    private record Numbered<T>(long sequence, T value) {}

    private static List<Numbered<OrderView>> numbered(
            List<io.tickgrid.grid.order.OrderEvent> events, List<OrderView> views) {
        return java.util.stream.IntStream.range(0, Math.min(events.size(), views.size()))
                .mapToObj(i -> new Numbered<>(events.get(i).sequence(), views.get(i)))
                .toList();
    }

    /**
     * A log channel: from the sequence resumed from, or with a snapshot. The rows of a snapshot come from one statement, and
     * sequences have the order of commits: the greatest of them is exactly how far the snapshot goes.
     */
    private <T> Mono<Runnable> begin(
            ChannelRequest request,
            Receiver receiver,
            Mono<List<T>> snapshot,
            java.util.function.ToLongFunction<T> sequence,
            Missed missed,
            java.util.function.LongFunction<Runnable> follow) {
        return snapshot.flatMap(rows -> {
            long newest = rows.stream().mapToLong(sequence).max().orElse(0);
            Long from = request.resumeFrom();
            if (from == null) {
                receiver.snapshot(newest, rows);
                return Mono.fromSupplier(() -> follow.apply(newest));
            }
            Mono<Boolean> resumes = from > newest
                    ? Mono.just(false)
                    : missed.since(from, newest).map(count -> count <= MAX_MISSED);
            return resumes.map(yes -> {
                if (yes) {
                    return follow.apply(from);
                }
                receiver.resyncRequired(newest);
                return () -> {};
            });
        });
    }

    /** How many messages of a log channel came after one; beyond {@link #MAX_MISSED} any such number. */
    private interface Missed {
        Mono<Long> since(long from, long newest);
    }

    private static Runnable follow(LogFollower<?> follower, Runnable endWakes) {
        Disposable safety = Flux.interval(Duration.ZERO, SAFETY).subscribe(n -> follower.wake());
        return () -> {
            safety.dispose();
            endWakes.run();
            follower.end();
        };
    }

    private Runnable portfolio(Account account, Receiver receiver) {
        return watch(
                PORTFOLIO_EVERY,
                grid.<Account>get(GridMaps.ACCOUNTS, account.id()).flatMap(portfolios::portfolio),
                "portfolio|" + account.id(),
                receiver);
    }

    private Runnable copy(Account leader, Receiver receiver) {
        return watch(
                COPY_EVERY,
                grid.<Account>get(GridMaps.ACCOUNTS, leader.id()).flatMap(copies::summary),
                "copy|" + leader.id(),
                receiver);
    }

    /**
     * A state that is looked at now and then and told when it has changed; its sequence is the time of the look. A look that
     * fails is taken again at the next time; what the receiver cannot take ends the channel, and is told.
     */
    static Runnable watch(Duration every, Mono<?> state, String key, Receiver receiver) {
        Disposable looking = Flux.interval(Duration.ZERO, every)
                .onBackpressureDrop()
                .concatMap(
                        n -> state.onErrorResume(e -> {
                            log.warn("{} cannot be read, trying again: {}", key, e.toString());
                            return Mono.empty();
                        }),
                        1)
                .distinctUntilChanged()
                .index()
                .publishOn(Schedulers.parallel())
                .subscribe(
                        t -> {
                            long now = System.currentTimeMillis();
                            if (t.getT1() == 0) {
                                receiver.snapshot(now, List.of(t.getT2()));
                            } else {
                                receiver.update(now, t.getT2(), key);
                            }
                        },
                        e -> {
                            log.error("{} is not watched any more", key, e);
                            receiver.failed(e);
                        });
        return looking::dispose;
    }
}
