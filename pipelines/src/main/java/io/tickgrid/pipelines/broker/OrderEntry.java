package io.tickgrid.pipelines.broker;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.r2dbc.spi.Connection;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.GridMaps;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.candle.Candle;
import io.tickgrid.grid.db.Db;
import io.tickgrid.grid.indicator.IndicatorRow;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.AccountStore;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.signal.Signal;
import io.tickgrid.grid.signal.SignalTraderStore;
import io.tickgrid.pipelines.Topics;
import io.tickgrid.pipelines.broker.wire.OrderWire;
import io.tickgrid.pipelines.engine.PaperCosts;
import io.tickgrid.pipelines.order.ClientOrderIds;
import io.tickgrid.pipelines.risk.AccountView;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.OrderView;
import io.tickgrid.pipelines.risk.RiskEngine;
import io.tickgrid.pipelines.risk.RiskRules;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Where orders of people and of signal traders come in: checked, stored, sent by the outbox; rejected ones are stored too. */
public final class OrderEntry {
    private final IMap<String, Instrument> instruments;
    private final IMap<String, Candle> forming;
    private final Db db;

    public OrderEntry(HazelcastInstance hazelcast, Db db) {
        this.db = db;
        instruments = hazelcast.getMap(GridMaps.INSTRUMENTS.mapName());
        forming = hazelcast.getMap(GridMaps.FORMING_CANDLES.mapName());
    }

    /**
     * A market order.
     *
     * @param quantityUnits positive, at the instrument's quantity scale
     * @param cause {@code manual:KEY}
     * @param clientOrderId pure function of the cause
     */
    public record NewOrder(
            String tenantId,
            String accountId,
            String instrument,
            boolean buy,
            long quantityUnits,
            String cause,
            String clientOrderId) {}

    /**
     * Checks and stores an order; the same client order id again gives the order that is there.
     *
     * @return as stored, with status STORED, or REJECTED and its code
     * @throws TickgridException (in the result) NOT_FOUND for an account that the tenant does not have, INVALID_SYMBOL
     */
    public Mono<OrderRow> place(NewOrder order) {
        Instrument instrument = instruments.get(order.instrument());
        if (instrument == null) {
            return Mono.error(new TickgridException(
                    ErrorCode.INVALID_SYMBOL, "expected a listed instrument, got " + order.instrument()));
        }
        Candle last = forming.get(IndicatorRow.key(order.instrument(), "1m"));
        return db.moneyTransaction(c -> AccountStore.byIdsIn(c, List.of(order.accountId()))
                .filter(a -> a.tenantId().equals(order.tenantId()))
                .next()
                .switchIfEmpty(Mono.error(() -> new TickgridException(
                        ErrorCode.NOT_FOUND, "expected an account of the caller, got " + order.accountId())))
                .zipWith(AccountStore.positions(c, List.of(order.accountId())).collectList())
                .flatMap(t -> {
                    ErrorCode refusal = check(order, instrument, last, t.getT1(), t.getT2());
                    long nowNs = last == null ? 0 : last.openTimeMs() * 1_000_000;
                    OrderRow row = row(
                            order.clientOrderId(),
                            order.tenantId(),
                            order.accountId(),
                            order.instrument(),
                            order.buy(),
                            order.quantityUnits(),
                            refusal,
                            order.cause(),
                            nowNs);
                    return place(c, List.of(row)).then(OrderStore.byId(c, order.clientOrderId()));
                }));
    }

    /** Why an order is refused; null when the risk rules allow all of it. */
    private static @Nullable ErrorCode check(
            NewOrder order, Instrument instrument, @Nullable Candle last, Account account, List<Position> positions) {
        if (!instrument.active() || last == null) {
            return ErrorCode.INACTIVE_INSTRUMENT;
        }
        if (order.quantityUnits() <= 0 || order.quantityUnits() % instrument.lotUnits() != 0) {
            return ErrorCode.INVALID_QUANTITY;
        }
        long priceUnits = BigDecimal.valueOf(last.close())
                .setScale(instrument.priceScale(), RoundingMode.HALF_EVEN)
                .unscaledValue()
                .longValueExact();
        long held = positions.stream()
                .filter(p -> p.instrument().equals(order.instrument()))
                .mapToLong(Position::quantityUnits)
                .sum();
        long reducing = (order.buy() ? held < 0 : held > 0) ? Math.min(order.quantityUnits(), Math.abs(held)) : 0;
        RiskEngine risk = new RiskEngine();
        OrderView view = new OrderView()
                .set(
                        InstrumentTerms.of(instrument, PaperCosts.FEE_BPS, PaperCosts.SLIPPAGE_BPS),
                        order.buy(),
                        order.quantityUnits(),
                        priceUnits,
                        reducing,
                        held)
                .permit(true, false)
                .limit(0, 0, 0);
        AccountView register =
                new AccountView().set(account.active(), false, account.cashUnits(), held, account.maxPositionUnits());
        long allowed = risk.check(view, register);
        if (allowed < 0) {
            return RiskRules.code(allowed);
        }
        // a person asked for this quantity: one that a limit makes smaller is refused with the limit's code
        return allowed < order.quantityUnits() ? Objects.requireNonNull(risk.shrunkBy()) : null;
    }

    /** The order by which an account trades a signal; the id is a pure function of both. */
    public OrderRow signalOrder(SignalTraderStore.Exposure trader, Signal signal, boolean buy, long quantityUnits) {
        return row(
                ClientOrderIds.of("signal", signal.id(), trader.accountId()),
                trader.tenantId(),
                trader.accountId(),
                trader.instrument(),
                buy,
                quantityUnits,
                null,
                "signal:" + signal.id(),
                signal.eventTimeNs());
    }

    /** Stores orders in a transaction that holds the money lock; gives the ids of those that are new. */
    public Mono<Set<String>> place(Connection c, List<OrderRow> orders) {
        return OrderStore.place(c, orders, Topics.MARKET_INPUT, OrderWire::paperOrders);
    }

    private static OrderRow row(
            String id,
            String tenant,
            String account,
            String instrument,
            boolean buy,
            long quantityUnits,
            @Nullable ErrorCode refusal,
            String cause,
            long eventNs) {
        return new OrderRow(
                id,
                tenant,
                account,
                instrument,
                buy ? "BUY" : "SELL",
                "MARKET",
                quantityUnits,
                0,
                0,
                0,
                refusal == null ? "STORED" : "REJECTED",
                refusal == null ? "" : Objects.requireNonNull(refusal).text(),
                cause,
                eventNs,
                eventNs,
                0);
    }
}
