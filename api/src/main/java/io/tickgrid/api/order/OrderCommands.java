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
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.pipelines.broker.OrderEntry;
import io.tickgrid.pipelines.order.ClientOrderIds;
import java.util.List;
import java.util.Set;
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
    private static final Set<String> TYPES = Set.of("MARKET");

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

    /** An order as a caller asks for it; what may be absent is checked here, for every surface. */
    public record OrderRequest(
            @Nullable String accountId,
            @Nullable String symbol,
            @Nullable String side,
            @Nullable String type,
            @Nullable String quantity) {}

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
            String side = Texts.oneOf("side", request.side(), SIDES);
            String type = Texts.oneOf("type", request.type(), TYPES);
            long units = Numbers.positiveUnits("quantity", request.quantity(), instrument.quantityScale());
            return access.own(caller, request.accountId()).flatMap(account -> {
                Claim claim = new Claim(
                        ClientOrderIds.of(account.id(), instrument.id(), side, type, Long.toString(units)),
                        ClientOrderIds.of("manual", caller.tenantId(), caller.username(), key));
                OrderEntry.NewOrder order = new OrderEntry.NewOrder(
                        caller.tenantId(),
                        account.id(),
                        instrument.id(),
                        side.equals("BUY"),
                        units,
                        "manual:" + key,
                        claim.clientOrderId());
                return keys.claim(caller.tenantId(), caller.username(), key, claim)
                        .flatMap(first -> first.equals(claim) ? place(order) : Mono.error(conflict(key)));
            });
        });
    }

    private Mono<OrderView> place(OrderEntry.NewOrder order) {
        return orders.byIds(List.of(order.clientOrderId()))
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
