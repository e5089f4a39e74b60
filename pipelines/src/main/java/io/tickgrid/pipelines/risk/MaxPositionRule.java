package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.RiskLimits.Field;

/**
 * The greatest position: by quantity where the order says so, by value and by percent of the equity where the account
 * does. The tightest of them counts.
 */
final class MaxPositionRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "max-position",
            ErrorCode.MAX_POSITION,
            RuleSpec.Effect.SHRINK,
            Field.MAX_POSITION_PERCENT,
            "quantity units; 10^-8 of the quote currency; 10^-8 percent of the equity; 0 = no limit",
            "The position after the order, working orders counted, may not be greater than this.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long units = order.units();
        long room = Long.MAX_VALUE;
        if (order.maxPositionUnits() != 0) {
            long most = Math.max(order.maxPositionUnits(), 0);
            room = Money.sum(most, order.buy() ? -order.positionUnits() : order.positionUnits());
            if (units > room) {
                long after = Money.sum(order.positionUnits(), order.buy() ? units : -units);
                order.saw(Math.abs(after), most, Measure.QUANTITY, 0);
            }
        }
        if (account.maxPositionValueUnits() > 0) {
            long byValue = account.room(order, account.maxPositionValueUnits());
            if (byValue < room) {
                room = byValue;
                if (units > room) {
                    order.saw(value(order, account), account.maxPositionValueUnits(), Measure.MONEY, 0);
                }
            }
        }
        long percent = account.limit(Field.MAX_POSITION_PERCENT);
        if (percent > 0) {
            long byPercent = account.room(order, account.percentOfEquity(percent));
            if (byPercent < room) {
                room = byPercent;
                if (units > room) {
                    long of = account.percent(value(order, account), account.equityUnits());
                    order.saw(of, percent, Measure.PERCENT, 0);
                }
            }
        }
        return order.within(room, SPEC);
    }

    /** What the position would be worth. */
    private static long value(OrderView order, AccountView account) {
        return Money.valueUp(account.positionAfter(order.buy(), order.units()), order.priceUnits(), order.terms());
    }
}
