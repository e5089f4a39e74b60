package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/** The greatest value of one order, without fee. */
final class MaxCostRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "max-cost",
            ErrorCode.MAX_COST,
            RuleSpec.Effect.SHRINK,
            "10^-8 of the quote currency, 0 = no limit",
            "One order may not be worth more than this.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long limit = order.maxCostUnits();
        if (limit == 0) {
            return order.units();
        }
        long most = Money.quantityDown(limit, order.priceUnits(), order.terms());
        if (order.units() <= most) {
            return order.units();
        }
        long cost = Money.valueUp(order.units(), order.priceUnits(), order.terms());
        return order.saw(cost, limit, Measure.MONEY, order.within(most, SPEC));
    }
}
