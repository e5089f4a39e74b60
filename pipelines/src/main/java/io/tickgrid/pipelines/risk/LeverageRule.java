package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.RiskLimits.Field;

/** The greatest value of all positions together as a multiple of what the account is worth before the order. */
final class LeverageRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "leverage",
            ErrorCode.MAX_LEVERAGE,
            RuleSpec.Effect.SHRINK,
            Field.MAX_LEVERAGE,
            "10^-8 of the equity, 0 = no limit",
            "All positions after the order, working orders counted, may not be worth more than this times the equity.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long limit = account.limit(Field.MAX_LEVERAGE);
        return limit == 0
                ? order.units()
                : ExposureRule.within(order, account, account.timesEquity(limit), limit, true, SPEC);
    }

    @Override
    public boolean restsWithoutLimits() {
        return true;
    }
}
