package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskLimits.Field;

/**
 * How many orders an account sends in a minute of event time. The minute of an account never goes back: an order whose event
 * is older counts to the latest.
 */
final class OrderRateRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "order-rate",
            ErrorCode.ORDER_RATE,
            RuleSpec.Effect.REDUCE_ONLY,
            Field.MAX_ORDERS_PER_MINUTE,
            "orders of the account in a minute of event time, 0 = no limit",
            "Orders that open or add are sent while there are fewer than this; every order counts.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long limit = account.limit(Field.MAX_ORDERS_PER_MINUTE);
        if (limit == 0) {
            return order.units();
        }
        long sent = order.minute() > account.mark(AccountRisk.MINUTE) ? 0 : account.mark(AccountRisk.MINUTE_ORDERS);
        if (sent < limit) {
            return order.units();
        }
        long left = order.within(0, SPEC);
        // the minimum was asked before: a rest that it would not take must not be left here
        boolean tooSmall = left > 0 && left < order.minimumUnits() && left < order.flatteningUnits();
        return order.saw(sent + 1, limit, Measure.COUNT, tooSmall ? SPEC.refusal() : left);
    }

    @Override
    public boolean restsWithoutLimits() {
        return true;
    }
}
