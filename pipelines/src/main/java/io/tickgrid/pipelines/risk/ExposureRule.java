package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.RiskLimits.Field;

/** The greatest value of all positions together, long and short alike, at their latest prices. */
final class ExposureRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "exposure",
            ErrorCode.MAX_EXPOSURE,
            RuleSpec.Effect.SHRINK,
            Field.MAX_EXPOSURE,
            "10^-8 of the quote currency, 0 = no limit",
            "All positions after the order, working orders counted, may not be worth more than this together.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long limit = account.limit(Field.MAX_EXPOSURE);
        return limit == 0 ? order.units() : within(order, account, limit, limit, false, SPEC);
    }

    /** What an order may be when all positions together may be worth {@code most}. */
    static long within(OrderView order, AccountView account, long most, long limit, boolean asRatio, RuleSpec spec) {
        long units = order.units();
        long room = account.room(order, Money.sum(most, -account.otherGrossUnits()));
        if (units <= room) {
            return units;
        }
        long gross = account.grossAfter(order, units);
        return order.saw(
                asRatio ? account.ratio(gross) : gross,
                limit,
                asRatio ? Measure.RATIO : Measure.MONEY,
                order.within(room, spec));
    }

    @Override
    public boolean restsWithoutLimits() {
        return true;
    }
}
