package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/** The greatest quantity of one order. */
final class MaxQuantityRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "max-quantity",
            ErrorCode.MAX_QUANTITY,
            RuleSpec.Effect.SHRINK,
            "quantity units, 0 = no limit",
            "One order may not be greater than this.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long limit = order.maxQuantityUnits();
        return limit == 0 || order.units() <= limit
                ? order.units()
                : order.saw(order.units(), Math.max(limit, 0), Measure.QUANTITY, order.within(limit, SPEC));
    }
}
