package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/** A kill switch of the account, leader, symbol or platform stops every order, also one that reduces. */
final class KillSwitchRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "kill-switch",
            ErrorCode.KILL_SWITCH,
            RuleSpec.Effect.REJECT,
            "flag",
            "No kill switch may be on for account, leader, symbol or platform; one stops also what reduces.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        return account.killed() || order.killed() ? order.saw(1, 0, Measure.FLAG, SPEC.refusal()) : order.units();
    }
}
