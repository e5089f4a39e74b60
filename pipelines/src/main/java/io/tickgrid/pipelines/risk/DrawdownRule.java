package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskLimits.Field;

/** An account that is so far below the greatest equity seen opens nothing more until it is not. */
final class DrawdownRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "drawdown-stop",
            ErrorCode.DRAWDOWN_STOP,
            RuleSpec.Effect.REDUCE_ONLY,
            Field.MAX_DRAWDOWN_PERCENT,
            "10^-8 percent of the greatest equity seen, 0 = no limit",
            "The account must be less than this below its greatest equity for it to open or add.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        return DailyLossRule.stop(
                order, account, account.limit(Field.MAX_DRAWDOWN_PERCENT), AccountRisk.PEAK_EQUITY, SPEC);
    }

    @Override
    public boolean restsWithoutLimits() {
        return true;
    }
}
