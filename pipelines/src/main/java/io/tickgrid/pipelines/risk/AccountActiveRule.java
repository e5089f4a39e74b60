package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/** An account that is closed or held sends nothing. */
final class AccountActiveRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "account-active",
            ErrorCode.ACCOUNT_INACTIVE,
            RuleSpec.Effect.REJECT,
            "flag",
            "The account must be active.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        return account.active() ? order.units() : order.saw(0, 1, Measure.FLAG, SPEC.refusal());
    }
}
