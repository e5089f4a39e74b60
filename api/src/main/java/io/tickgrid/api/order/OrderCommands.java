package io.tickgrid.api.order;

import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Numbers;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.IdempotencyStore;
import io.tickgrid.grid.order.IdempotencyStore.Claim;
import io.tickgrid.grid.order.OrderLeg;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.OrderTerms;
import io.tickgrid.grid.order.OrderType;
import io.tickgrid.grid.order.TimeInForce;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.order.ClientOrderIds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Places orders, each once: the client order id is a pure function of user and idempotency key, so a repeated call finds
 * the order that the first one stored, also when its answer was lost.
 */
@Component
public final class OrderCommands {
    private static final Set<String> SIDES = Set.of("BUY", "SELL");
    /** A pair of exits: a limit order in profit and a stop order in loss. */
    private static final String OCO = "OCO";

    private static final List<String> TYPES = Stream.concat(
                    Arrays.stream(OrderType.values()).map(OrderType::name), Stream.of(OCO))
            .toList();
    private static final List<String> TIMES =
            Arrays.stream(TimeInForce.values()).map(TimeInForce::name).toList();

    /** 2200-01-01. */
    private static final long LATEST_MS = 7_258_118_400_000L;

    private final AccountAccess access;
    private final InstrumentIndex instruments;
    private final OrderEntry entry;
    private final OrderStore orders;
    private final IdempotencyStore keys;
    private final OrderQueries queries;

    OrderCommands(
            AccountAccess access, InstrumentIndex instruments, OrderEntry entry, GridNode node, OrderQueries queries) {
        this.access = access;
        this.instruments = instruments;
        this.entry = entry;
        this.orders = node.stores().orders();
        this.keys = new IdempotencyStore(node.db());
        this.queries = queries;
    }

    /**
     * An order as a caller asks for it; what may be absent is checked here, for every surface.
     *
     * @param type one of {@link OrderType}, or OCO for a pair of exits with the prices of limit and stop
     * @param timeInForce one of {@link TimeInForce}; absent means GTC
     * @param expiresAtMs of GTD, event time
     * @param takeProfitPrice with or without stopLossPrice: makes the order the entry of a bracket
     */
    public record OrderRequest(
            @Nullable String accountId,
            @Nullable String symbol,
            @Nullable String side,
            @Nullable String type,
            @Nullable String quantity,
            @Nullable String limitPrice,
            @Nullable String stopPrice,
            @Nullable String timeInForce,
            @Nullable Long expiresAtMs,
            @Nullable Boolean reduceOnly,
            @Nullable String takeProfitPrice,
            @Nullable String stopLossPrice) {}

    /**
     * Checks, stores and sends an order. One that risk refuses is stored as REJECTED and given back, not an error.
     *
     * @param idempotencyKey 1 to 128 characters, the caller's own
     * @return the order; an error with the code conflict when the key was used for another order
     */
    public Mono<OrderView> place(Caller caller, @Nullable String idempotencyKey, OrderRequest request) {
        return Mono.defer(() -> {
            if (idempotencyKey == null || idempotencyKey.isBlank()) {
                throw new TickgridException(
                        ErrorCode.IDEMPOTENCY_KEY_REQUIRED, "an order needs the header Idempotency-Key, got none");
            }
            String key = Texts.id("Idempotency-Key", idempotencyKey);
            Instrument instrument = instruments.require(request.symbol());
            boolean buy = Texts.oneOf("side", request.side(), SIDES).equals("BUY");
            long units = Numbers.positiveUnits("quantity", request.quantity(), instrument.quantityScale());
            Asked asked = new Asked(request, instrument);
            return access.own(caller, request.accountId()).flatMap(account -> {
                String id = ClientOrderIds.of("manual", caller.tenantId(), caller.username(), key);
                Claim claim = new Claim(asked.digest(account.id(), instrument.id(), buy, units), id);
                OrderEntry.NewOrder order = new OrderEntry.NewOrder(
                        caller.tenantId(), account.id(), instrument.id(), units, asked.legs(id, buy), "manual:" + key);
                return keys.claim(caller.tenantId(), caller.username(), key, claim)
                        .flatMap(first -> first.equals(claim) ? place(order) : Mono.error(conflict(key)));
            });
        });
    }

    /**
     * Asks for the end of an order; what came of it says its next event. An order that is over stays as it is.
     *
     * @return the order as it is; an error with the code conflict when it is over
     */
    public Mono<OrderView> cancel(Caller caller, String clientOrderId) {
        return queries.get(caller, clientOrderId)
                .flatMap(order -> access.own(caller, order.accountId()))
                .then(Mono.defer(() -> entry.cancel(clientOrderId, "user:" + caller.username())))
                .flatMap(queries::view);
    }

    /** What a request says of prices and time, checked. */
    private record Asked(
            String type,
            long limitUnits,
            long stopUnits,
            TimeInForce timeInForce,
            long expiresNs,
            boolean reduceOnly,
            long takeProfitUnits,
            long stopLossUnits) {

        Asked(OrderRequest r, Instrument instrument) {
            this(
                    Texts.oneOf("type", r.type(), TYPES),
                    price("limit_price", r.limitPrice(), instrument),
                    price("stop_price", r.stopPrice(), instrument),
                    TimeInForce.valueOf(
                            r.timeInForce() == null ? "GTC" : Texts.oneOf("time_in_force", r.timeInForce(), TIMES)),
                    expiry(r.expiresAtMs()),
                    Boolean.TRUE.equals(r.reduceOnly()),
                    price("take_profit_price", r.takeProfitPrice(), instrument),
                    price("stop_loss_price", r.stopLossPrice(), instrument));
            requirePresence("limit_price", isPair() || orderType().hasLimit(), limitUnits > 0);
            requirePresence("stop_price", isPair() || orderType().hasStop(), stopUnits > 0);
            requirePresence("expires_at_ms", timeInForce == TimeInForce.GTD, expiresNs > 0);
            if (isBracket() && (isPair() || reduceOnly)) {
                throw new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        "expected take_profit_price and stop_loss_price of an order that opens, got them with "
                                + (isPair() ? "type OCO" : "reduce_only"));
            }
            if ((isPair() || isBracket()) && (timeInForce == TimeInForce.IOC || timeInForce == TimeInForce.FOK)) {
                throw new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        "expected time_in_force GTC, DAY or GTD of orders with exits, got " + timeInForce);
            }
        }

        private static long price(String field, @Nullable String text, Instrument instrument) {
            return text == null || text.isEmpty() ? 0 : Numbers.positiveUnits(field, text, instrument.priceScale());
        }

        private static long expiry(@Nullable Long ms) {
            if (ms == null || ms == 0) {
                return 0;
            }
            if (ms < 0 || ms > LATEST_MS) {
                throw new TickgridException(
                        ErrorCode.INVALID_REQUEST, "expected expires_at_ms in [1, " + LATEST_MS + "], got " + ms);
            }
            return ms * 1_000_000;
        }

        private void requirePresence(String field, boolean expected, boolean present) {
            if (expected != present) {
                throw new TickgridException(
                        ErrorCode.INVALID_REQUEST,
                        "expected " + (expected ? "" : "no ") + field + " of an order of type " + type
                                + " and time_in_force " + timeInForce + ", got " + (present ? "one" : "none"));
            }
        }

        private boolean isPair() {
            return type.equals(OCO);
        }

        private boolean isBracket() {
            return takeProfitUnits > 0 || stopLossUnits > 0;
        }

        private OrderType orderType() {
            return isPair() ? OrderType.LIMIT : OrderType.valueOf(type);
        }

        /** Equal for equal orders. A market order without conditions has that of before there were any. */
        String digest(String account, String instrument, boolean buy, long units) {
            List<String> parts =
                    new ArrayList<>(List.of(account, instrument, buy ? "BUY" : "SELL", type, Long.toString(units)));
            String more = limitUnits + " " + stopUnits + " " + timeInForce + " " + expiresNs + " " + reduceOnly + " "
                    + takeProfitUnits + " " + stopLossUnits;
            if (!more.equals("0 0 GTC 0 false 0 0")) {
                parts.add(more);
            }
            return ClientOrderIds.of(parts.toArray(String[]::new));
        }

        List<OrderEntry.Leg> legs(String id, boolean buy) {
            if (isPair()) {
                return List.of(
                        exit(id, id, buy, OrderLeg.TAKE_PROFIT, limitUnits),
                        exit(ClientOrderIds.of("exit", id, "stop_loss"), id, buy, OrderLeg.STOP_LOSS, stopUnits));
            }
            String group = isBracket() ? id : "";
            List<OrderEntry.Leg> legs = new ArrayList<>();
            legs.add(new OrderEntry.Leg(
                    id,
                    buy,
                    new OrderTerms(
                            orderType(),
                            limitUnits,
                            stopUnits,
                            timeInForce,
                            expiresNs,
                            reduceOnly,
                            group,
                            isBracket() ? OrderLeg.ENTRY : OrderLeg.SINGLE)));
            if (takeProfitUnits > 0) {
                String exit = ClientOrderIds.of("exit", id, "take_profit");
                legs.add(exit(exit, group, !buy, OrderLeg.TAKE_PROFIT, takeProfitUnits));
            }
            if (stopLossUnits > 0) {
                String exit = ClientOrderIds.of("exit", id, "stop_loss");
                legs.add(exit(exit, group, !buy, OrderLeg.STOP_LOSS, stopLossUnits));
            }
            return legs;
        }

        /** An exit; of a bracket it stays until it is filled or cancelled, of a pair as long as was asked for. */
        private OrderEntry.Leg exit(String id, String group, boolean buy, OrderLeg leg, long priceUnits) {
            boolean profit = leg == OrderLeg.TAKE_PROFIT;
            return new OrderEntry.Leg(
                    id,
                    buy,
                    new OrderTerms(
                            profit ? OrderType.LIMIT : OrderType.STOP,
                            profit ? priceUnits : 0,
                            profit ? 0 : priceUnits,
                            isPair() ? timeInForce : TimeInForce.GTC,
                            isPair() ? expiresNs : 0,
                            true,
                            group,
                            leg));
        }
    }

    private Mono<OrderView> place(OrderEntry.NewOrder order) {
        return orders.byIds(List.of(order.legs().getFirst().clientOrderId()))
                .singleOrEmpty()
                // the entry reads maps before it is asynchronous
                .switchIfEmpty(Mono.defer(() -> entry.place(order)).subscribeOn(Schedulers.boundedElastic()))
                .flatMap(queries::view);
    }

    private static TickgridException conflict(String key) {
        return new TickgridException(
                ErrorCode.CONFLICT, "the Idempotency-Key " + Texts.quote(key) + " was used for another order");
    }
}
