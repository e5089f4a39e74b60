package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/**
 * The venue's smallest order, by quantity and by value. One that makes the position flat passes at any size, else a
 * follower could be left with a rest that nothing can close.
 */
final class MinimumRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "minimum",
            ErrorCode.BELOW_MINIMUM,
            RuleSpec.Effect.SKIP,
            "quantity units; 10^-8 of the quote currency; 0 = none",
            "An order may not be smaller than the instrument's minimum quantity and value.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long units = order.units();
        if (units >= order.minimumUnits()) {
            return units;
        }
        long flattening = order.flatteningUnits();
        return flattening > 0 && units >= flattening
                ? order.saw(units, order.minimumUnits(), Measure.QUANTITY, flattening)
                : order.saw(units, order.minimumUnits(), Measure.QUANTITY, SPEC.refusal());
    }
}
