package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/** A symbol that is blocked may be left, not entered. */
final class SymbolAllowedRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "symbol-allowed",
            ErrorCode.SYMBOL_BLOCKED,
            RuleSpec.Effect.REDUCE_ONLY,
            "flag",
            "The instrument must be active and allowed.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        if (order.symbolAllowed() && order.terms().active()) {
            return order.units();
        }
        return order.saw(0, 1, Measure.FLAG, order.within(0, SPEC));
    }
}
