package io.tickgrid.api.order;

import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OrderEvent;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * An order as callers see it.
 *
 * @param averagePrice null before the fill
 * @param code why it was rejected; null otherwise
 * @param refusal what the rule saw that refused it; null where none did
 */
public record OrderView(
        String clientOrderId,
        String accountId,
        String instrument,
        String side,
        String type,
        String quantity,
        String filledQuantity,
        @Nullable String averagePrice,
        String fee,
        String status,
        @Nullable String code,
        String cause,
        long createdEventTimeMs,
        long updatedEventTimeMs,
        long sequence,
        @Nullable RefusalView refusal) {

    /**
     * What a risk rule saw in an order.
     *
     * @param rule its name, see docs/reference/risk-rules.md
     * @param seen the number that it saw
     * @param limit the number that it would have had to keep to
     */
    public record RefusalView(String rule, String seen, String limit, String unit) {
        static RefusalView of(Refusal r) {
            return new RefusalView(r.rule(), r.seen(), r.limit(), r.unit());
        }
    }

    private static final long NS_IN_MS = 1_000_000;

    public static OrderView of(OrderRow o, Instrument instrument, @Nullable Refusal refusal) {
        return new OrderView(
                o.clientOrderId(),
                o.accountId(),
                o.instrument(),
                o.side(),
                o.type(),
                Numbers.units(o.quantityUnits(), instrument.quantityScale()),
                Numbers.units(o.filledUnits(), instrument.quantityScale()),
                o.priceUnits() == 0 ? null : Numbers.units(o.priceUnits(), instrument.priceScale()),
                Numbers.units(o.feeUnits(), Numbers.MONEY_SCALE),
                o.status(),
                o.code().isEmpty() ? null : o.code(),
                o.cause(),
                Math.floorDiv(o.createdEventNs(), NS_IN_MS),
                Math.floorDiv(o.updatedEventNs(), NS_IN_MS),
                o.sequence(),
                refusal == null || !o.status().equals("REJECTED") ? null : RefusalView.of(refusal));
    }

    /** The order as it was right after an event of it, given as it is now: an order is filled or rejected at once. */
    public static OrderView asOf(OrderEvent event, OrderRow now, Instrument instrument, @Nullable Refusal refusal) {
        boolean last = event.sequence() >= now.sequence();
        boolean done = event.kind().equals("FILLED") || event.kind().equals("REJECTED");
        OrderRow then = last || done
                ? now
                : new OrderRow(
                        now.clientOrderId(),
                        now.tenantId(),
                        now.accountId(),
                        now.instrument(),
                        now.side(),
                        now.type(),
                        now.quantityUnits(),
                        0,
                        0,
                        0,
                        event.kind(),
                        "",
                        now.cause(),
                        now.createdEventNs(),
                        event.eventTimeNs(),
                        event.sequence());
        return of(then, instrument, refusal);
    }
}
