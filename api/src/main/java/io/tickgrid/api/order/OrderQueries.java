package io.tickgrid.api.order;

import io.tickgrid.api.entitlement.AccountAccess;
import io.tickgrid.api.identity.Caller;
import io.tickgrid.api.instrument.InstrumentIndex;
import io.tickgrid.api.rest.Cursors;
import io.tickgrid.api.rest.Page;
import io.tickgrid.api.rest.PageRequest;
import io.tickgrid.api.rest.Texts;
import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.TickgridException;
import io.tickgrid.grid.node.GridNode;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderStore;
import io.tickgrid.grid.order.Refusal;
import io.tickgrid.grid.order.RefusalStore;
import io.tickgrid.grid.portfolio.Account;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Orders, from PostgreSQL in the order in which they were placed. */
@Component
public final class OrderQueries {
    private static final String LIST = "orders";

    private final AccountAccess access;
    private final InstrumentIndex instruments;
    private final OrderStore store;
    private final RefusalStore refusals;

    OrderQueries(AccountAccess access, InstrumentIndex instruments, GridNode node) {
        this.access = access;
        this.instruments = instruments;
        this.store = node.stores().orders();
        this.refusals = node.stores().refusals();
    }

    /** Those of an account, newest first; no account = all that the caller can see. */
    public Mono<Page<OrderView>> list(Caller caller, @Nullable String accountId, PageRequest page) {
        Mono<List<String>> accounts = accountId == null || accountId.isEmpty()
                ? access.all(caller).map(all -> all.stream().map(Account::id).toList())
                : access.visible(caller, accountId).map(a -> List.of(a.id()));
        return accounts.flatMap(ids -> store.placedBefore(ids, page.number(LIST, Long.MAX_VALUE), page.limit() + 1)
                .collectList()
                .flatMap(rows -> refusals(rows.stream().map(OrderStore.Listed::order))
                        .map(refused -> Page.of(
                                rows,
                                page.limit(),
                                listed -> view(listed.order(), refused),
                                listed -> Cursors.encode(LIST, listed.firstSequence())))));
    }

    public Mono<OrderView> get(Caller caller, String clientOrderId) {
        return Mono.defer(() -> store.byIds(List.of(Texts.id("client_order_id", clientOrderId)))
                        .singleOrEmpty())
                .flatMap(order -> access.visible(caller, order.accountId())
                        .onErrorResume(TickgridException.class, e -> Mono.empty())
                        .flatMap(account -> view(order)))
                .switchIfEmpty(Mono.error(
                        () -> new TickgridException(ErrorCode.NOT_FOUND, "no order " + Texts.quote(clientOrderId))));
    }

    /** The orders of events, each as it was right after its event, in the same order. */
    public Mono<List<OrderView>> asOf(List<OrderEvent> events) {
        List<String> ids =
                events.stream().map(OrderEvent::clientOrderId).distinct().toList();
        return store.byIds(ids)
                .collectMap(OrderRow::clientOrderId)
                .flatMap(now -> refusals(now.values().stream()).map(refused -> views(events, now, refused)));
    }

    private List<OrderView> views(List<OrderEvent> events, Map<String, OrderRow> now, Map<String, Refusal> refused) {
        return events.stream()
                .filter(e -> now.containsKey(e.clientOrderId()))
                .map(e -> view(
                        java.util.Objects.requireNonNull(now.get(e.clientOrderId()))
                                .asOf(e),
                        refused))
                .toList();
    }

    /** An order that the caller may see. */
    public Mono<OrderView> view(OrderRow order) {
        return refusals(Stream.of(order)).map(refused -> view(order, refused));
    }

    /** Orders that the caller may see, in the same order. */
    public Mono<List<OrderView>> views(List<OrderRow> orders) {
        return refusals(orders.stream())
                .map(refused -> orders.stream().map(o -> view(o, refused)).toList());
    }

    private OrderView view(OrderRow order, Map<String, Refusal> refused) {
        return OrderView.of(order, instruments.require(order.instrument()), refused.get(order.clientOrderId()));
    }

    /** What was seen in those of the orders that were rejected, by their ids. */
    private Mono<Map<String, Refusal>> refusals(Stream<OrderRow> orders) {
        List<String> rejected = orders.filter(o -> o.status().equals("REJECTED"))
                .map(OrderRow::clientOrderId)
                .toList();
        return refusals.byIds(rejected).collectMap(Refusal::clientOrderId);
    }
}
