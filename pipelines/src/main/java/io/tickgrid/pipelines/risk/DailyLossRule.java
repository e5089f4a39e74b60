package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.AccountRisk;
import io.tickgrid.grid.risk.RiskLimits.Field;

/** An account that has lost so much since the day began (UTC, in event time) opens nothing more on that day. */
final class DailyLossRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "daily-loss",
            ErrorCode.DAILY_LOSS,
            RuleSpec.Effect.REDUCE_ONLY,
            Field.MAX_DAILY_LOSS_PERCENT,
            "10^-8 percent of the equity at the begin of the day, 0 = no limit",
            "What the account has lost since the begin of the day must be less than this for it to open or add.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        return stop(order, account, account.limit(Field.MAX_DAILY_LOSS_PERCENT), AccountRisk.DAY_EQUITY, SPEC);
    }

    /** Lets only reduce what has lost so much of the equity that is marked at a place. */
    static long stop(OrderView order, AccountView account, long limit, int place, RuleSpec spec) {
        if (limit == 0 || account.mark(AccountRisk.DAY) < 0) {
            return order.units();
        }
        long reference = account.mark(place);
        if (!account.lost(reference, limit)) {
            return order.units();
        }
        long loss = Math.max(Money.sum(reference, -account.equityUnits()), 0);
        return order.saw(account.percent(loss, reference), limit, Measure.PERCENT, order.within(0, spec));
    }

    @Override
    public boolean restsWithoutLimits() {
        return true;
    }
}
