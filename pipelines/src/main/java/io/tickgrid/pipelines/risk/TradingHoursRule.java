package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/** A market that is closed takes no order, also none that reduces: the time of the event is asked, never a clock. */
final class TradingHoursRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "trading-hours",
            ErrorCode.MARKET_CLOSED,
            RuleSpec.Effect.REJECT,
            "flag",
            "The market of the instrument must be open at the time of the event, by its calendar.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        return order.marketOpen() ? order.units() : order.saw(0, 1, Measure.FLAG, SPEC.refusal());
    }
}
