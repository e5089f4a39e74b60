package io.tickgrid.pipelines.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.r2dbc.spi.Connection;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.engine.EngineStore;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.BrokerOrderStore;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OutboxStore;
import io.tickgrid.grid.order.Refusal;
import io.tickgrid.grid.order.RefusalStore;
import io.tickgrid.grid.portfolio.AccountBooks;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.AccountRiskStore;
import io.tickgrid.grid.risk.EquityMarks;
import io.tickgrid.grid.risk.KillScope;
import io.tickgrid.grid.risk.KillSwitch;
import io.tickgrid.grid.risk.KillSwitchStore;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.signal.SignalTraderStore;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.order.ClientOrderIds;
import io.tickgrid.pipelines.risk.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Where orders of people and of signal traders come in: checked, stored, sent by the outbox; rejected ones are stored too. */
public final class OrderEntry {
    /** The frame whose newest bar closes at the latest price. */
    private static final String PRICE_FRAME = "1m";

    private static final Duration PRICES = Duration.ofSeconds(5);

    /** One is about a hundred bytes, and a record of Kafka may have a megabyte. */
    private static final int CANCELS_A_RECORD = 500;

    private final IMap<String, Instrument> instruments;
    private final IMap<String, Candle> forming;
    private final Db db;

    public OrderEntry(HazelcastInstance hazelcast, Db db) {
        this.db = db;
        instruments = hazelcast.getMap(GridMaps.INSTRUMENTS.mapName());
        forming = hazelcast.getMap(GridMaps.FORMING_CANDLES.mapName());
    }

    /**
     * An order, or the orders of a group.
     *
     * @param quantityUnits of each of them; positive, at the instrument's quantity scale
     * @param legs the order, or that which opens a bracket followed by its exits, or a pair of exits
     * @param cause {@code manual:KEY}
     */
    public record NewOrder(
            String tenantId, String accountId, String instrument, long quantityUnits, List<Leg> legs, String cause) {
        public NewOrder {
            legs = List.copyOf(legs);
            if (legs.isEmpty()) {
                throw new IllegalArgumentException("expected an order or the legs of a group, got none");
            }
        }

        /** A market order without conditions. */
        public static NewOrder market(
                String tenantId,
                String accountId,
                String instrument,
                boolean buy,
                long quantityUnits,
                String cause,
                String clientOrderId) {
            return new NewOrder(
                    tenantId,
                    accountId,
                    instrument,
                    quantityUnits,
                    List.of(new Leg(clientOrderId, buy, OrderTerms.MARKET)),
                    cause);
        }
    }

    /**
     * One order of a {@link NewOrder}.
     *
     * @param clientOrderId pure function of the cause
     */
    public record Leg(String clientOrderId, boolean buy, OrderTerms terms) {}

    /**
     * Checks and stores an order; the same client order id again gives the order that is there. Of a group all are stored,
     * or, where its first order is refused, that one alone.
     *
     * @return the first one as stored, with status STORED, or REJECTED and its code
     * @throws TickgridException (in the result) NOT_FOUND for an account that the tenant does not have, INVALID_SYMBOL,
     *     INVALID_PRICE for exits on the wrong side, INVALID_REQUEST for an expiry in the past
     */
    public Mono<OrderRow> place(NewOrder order) {
        if (!instruments.containsKey(order.instrument())) {
            return Mono.error(new TickgridException(
                    ErrorCode.INVALID_SYMBOL, "expected a listed instrument, got " + order.instrument()));
        }
        return db.moneyTransaction(c -> AccountStore.byIdsIn(c, List.of(order.accountId()))
                .filter(a -> a.tenantId().equals(order.tenantId()))
                .next()
                .switchIfEmpty(Mono.error(() -> new TickgridException(
                        ErrorCode.NOT_FOUND, "expected an account of the caller, got " + order.accountId())))
                .then(checks(c, List.of(order.accountId()), List.of(order.instrument())))
                .flatMap(checks -> place(c, order, checks)));
    }

    private Mono<OrderRow> place(Connection c, NewOrder order, OrderChecks checks) {
        long eventNs = checks.timeNs(order.instrument());
        Leg first = order.legs().getFirst();
        OrderChecks.Refused refusal = checks.check(
                order.accountId(), order.instrument(), first.buy(), order.quantityUnits(), first.terms(), eventNs);
        List<OrderRow> rows = new ArrayList<>();
        for (Leg leg : refusal == null ? order.legs() : order.legs().subList(0, 1)) {
            if (refusal == null) {
                checks.requireSides(order, leg);
            }
            rows.add(OrderRow.of(
                    leg.clientOrderId(),
                    order.tenantId(),
                    order.accountId(),
                    order.instrument(),
                    leg.buy(),
                    order.quantityUnits(),
                    checks.placed(order.instrument(), leg.terms(), eventNs),
                    refusal == null ? null : refusal.code(),
                    order.cause(),
                    eventNs));
        }
        return place(c, rows)
                .flatMap(fresh -> refused(c, fresh, refusals(first.clientOrderId(), refusal)))
                .then(OrderStore.byId(c, first.clientOrderId()));
    }

    /**
     * Asks the broker to end the orders that wait for a price, or for a broker outside that nobody has called for them, and
     * would open or add to a position: those that a kill switch of that scope would not let in any more. Exits, and what only
     * reduces, stay.
     *
     * @param name of the account or instrument; empty for all
     * @return how many were asked for
     */
    public Mono<Integer> cancelResting(KillScope scope, String name) {
        String cause = "kill_switch:" + scope.text();
        return db.moneyTransaction(c -> OrderStore.resting(
                        c, scope == KillScope.ACCOUNT ? name : "", scope == KillScope.INSTRUMENT ? name : "")
                .collectList()
                .flatMap(orders -> end(c, orders, cause).thenReturn(orders.size())));
    }

    /** Tells each order's own broker; the paper broker by records of one instrument that are not too large to be sent. */
    private static Mono<Void> end(Connection c, List<OrderRow> orders, String cause) {
        return BrokerOrderStore.cancel(
                        c, orders.stream().map(OrderRow::clientOrderId).toList(), cause)
                .flatMapMany(outside -> Flux.fromIterable(orders).filter(o -> !outside.contains(o.clientOrderId())))
                .collectMultimap(OrderRow::instrument)
                .flatMapMany(paper -> Flux.fromIterable(paper.values()))
                .concatMap(same -> Flux.fromIterable(same).buffer(CANCELS_A_RECORD))
                .concatMap(some -> OutboxStore.add(
                        c,
                        Topics.MARKET_INPUT,
                        some.getFirst().instrument(),
                        OrderWire.paperCancels(some, cause, some.getFirst().updatedEventNs())))
                .then();
    }

    /**
     * Asks the broker to end an order. Whether it is cancelled, or was filled before, its events say.
     *
     * @param cause who asks: {@code user:NAME}
     * @return the order as it is
     * @throws TickgridException (in the result) NOT_FOUND, and CONFLICT for an order that is over
     */
    public Mono<OrderRow> cancel(String clientOrderId, String cause) {
        return db.moneyTransaction(c -> OrderStore.byId(c, clientOrderId)
                .switchIfEmpty(
                        Mono.error(() -> new TickgridException(ErrorCode.NOT_FOUND, "no order " + clientOrderId)))
                .flatMap(order -> {
                    if (order.state() instanceof OrderState.Final) {
                        return Mono.error(new TickgridException(
                                ErrorCode.CONFLICT, "expected an order that is open, this one is " + order.status()));
                    }
                    return end(c, List.of(order), cause).thenReturn(order);
                }));
    }

    /** What a rule saw in an order; none when the order was not refused, or not by a rule. */
    static List<Refusal> refusals(String clientOrderId, OrderChecks.@Nullable Refused refused) {
        Finding finding = refused == null ? null : refused.finding();
        return finding == null
                ? List.of()
                : List.of(new Refusal(clientOrderId, finding.rule(), finding.seen(), finding.limit(), finding.unit()));
    }

    /** Stores what was seen in those of the orders that are new. */
    static Mono<Long> refused(Connection c, Set<String> fresh, List<Refusal> refusals) {
        return RefusalStore.add(
                c,
                refusals.stream().filter(r -> fresh.contains(r.clientOrderId())).toList());
    }

    /** Checks of orders of accounts, in a transaction that holds the money lock. */
    Mono<OrderChecks> checks(Connection c, Collection<String> accountIds, Collection<String> instrumentIds) {
        return AccountBooks.read(c, accountIds, instrumentIds, PRICE_FRAME)
                .flatMap(books -> KillSwitchStore.stopping(c, accountIds, instrumentIds)
                        .map(KillSwitch::key)
                        .collect(Collectors.toSet())
                        .flatMap(stops -> Mono.fromCallable(() -> latestBars(books))
                                .subscribeOn(Schedulers.boundedElastic())
                                // all money waits for this transaction
                                .timeout(PRICES)
                                .flatMap(bars -> checks(c, accountIds, instrumentIds, books, bars, stops))));
    }

    private static Mono<OrderChecks> checks(
            Connection c,
            Collection<String> accountIds,
            Collection<String> instrumentIds,
            AccountBooks books,
            Map<String, Candle> bars,
            Set<String> stops) {
        long eventNs = instrumentIds.stream()
                .mapToLong(id -> OrderChecks.timeNs(books, bars, id))
                .max()
                .orElse(0);
        Mono<Map<String, Long>> clocks = EngineStore.latestClocks(c);
        return EquityMarks.roll(c, accountIds, eventNs)
                .flatMap(limited -> limited.isEmpty()
                        ? Mono.just(Map.<String, AccountRisk>of())
                        : AccountRiskStore.byIds(c, limited).collectMap(AccountRisk::accountId))
                .flatMap(limits -> clocks.map(times -> new OrderChecks(books, bars, stops, limits, times)));
    }

    private Map<String, Candle> latestBars(AccountBooks books) {
        Set<String> keys = new HashSet<>();
        books.instruments().keySet().forEach(id -> keys.add(IndicatorRow.key(id, PRICE_FRAME)));
        Map<String, Candle> byInstrument = new HashMap<>();
        forming.getAll(keys).values().forEach(bar -> byInstrument.put(bar.instrument(), bar));
        return byInstrument;
    }

    /** The order by which an account trades a signal; the id is a pure function of both. */
    OrderRow signalOrder(
            SignalTraderStore.Exposure trader,
            Signal signal,
            boolean buy,
            long quantityUnits,
            @Nullable ErrorCode refusal) {
        return OrderRow.of(
                ClientOrderIds.of("signal", signal.id(), trader.accountId()),
                trader.tenantId(),
                trader.accountId(),
                trader.instrument(),
                buy,
                quantityUnits,
                OrderTerms.MARKET,
                refusal,
                "signal:" + signal.id(),
                signal.eventTimeNs());
    }

    /** Stores orders in a transaction that holds the money lock; gives the ids of those that are new. */
    public Mono<Set<String>> place(Connection c, List<OrderRow> orders) {
        return OrderStore.place(c, orders, Topics.MARKET_INPUT, OrderWire::paperOrders);
    }
}
