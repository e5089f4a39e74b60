package io.tickgrid.api.order;

import io.tickgrid.api.rest.Numbers;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.order.OrderRow;
import io.tickgrid.grid.order.OrderState;
import io.tickgrid.grid.order.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * An order as callers see it.
 *
 * @param averagePrice null before the first fill
 * @param status one of {@link io.tickgrid.grid.order.OrderState}
 * @param code why it ended without its whole quantity; null otherwise
 * @param limitPrice null without a limit, as stopPrice without a stop
 * @param expiresAtMs event time; null for never
 * @param groupId shared by the orders of a bracket or a pair of exits; null without
 * @param leg ENTRY, TAKE_PROFIT or STOP_LOSS; null without a group
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
        @Nullable RefusalView refusal,
        @Nullable String limitPrice,
        @Nullable String stopPrice,
        String timeInForce,
        @Nullable Long expiresAtMs,
        boolean reduceOnly,
        @Nullable String groupId,
        @Nullable String leg) {

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
                price(o.priceUnits(), instrument),
                Numbers.units(o.feeUnits(), Numbers.MONEY_SCALE),
                o.status(),
                o.code().isEmpty() ? null : o.code(),
                o.cause(),
                Math.floorDiv(o.createdEventNs(), NS_IN_MS),
                Math.floorDiv(o.updatedEventNs(), NS_IN_MS),
                o.sequence(),
                refusal == null || o.state() != OrderState.Final.REJECTED ? null : RefusalView.of(refusal),
                price(o.limitUnits(), instrument),
                price(o.stopUnits(), instrument),
                o.timeInForce(),
                o.expiresEventNs() == 0 ? null : Math.floorDiv(o.expiresEventNs(), NS_IN_MS),
                o.reduceOnly(),
                o.groupId().isEmpty() ? null : o.groupId(),
                o.groupId().isEmpty() ? null : o.leg());
    }

    private static @Nullable String price(long units, Instrument instrument) {
        return units == 0 ? null : Numbers.units(units, instrument.priceScale());
    }
}
