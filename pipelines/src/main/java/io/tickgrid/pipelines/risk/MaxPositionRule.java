package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/** The greatest position, by quantity where the order says so, by value where the account does. */
final class MaxPositionRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "max-position",
            ErrorCode.MAX_POSITION,
            RuleSpec.Effect.SHRINK,
            "quantity units; 10^-8 of the quote currency; 0 = no limit",
            "The position after the order, working orders counted, may not be greater than this.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long room = Long.MAX_VALUE;
        if (order.maxPositionUnits() > 0) {
            room = room(order.maxPositionUnits(), order.positionUnits(), order.buy());
        }
        if (account.maxPositionValueUnits() > 0) {
            long limit = Money.quantityDown(account.maxPositionValueUnits(), order.priceUnits(), order.terms());
            room = Math.min(room, room(limit, account.positionUnits(), order.buy()));
        }
        return order.within(room, SPEC);
    }

    private static long room(long limitUnits, long positionUnits, boolean buy) {
        return Money.sum(limitUnits, buy ? -positionUnits : positionUnits);
    }
}
