package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.risk.RiskLimits.Field;

/** A price that is far from the latest one that is known opens nothing. Where none is known, there is no band. */
final class PriceBandRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "price-band",
            ErrorCode.ORDER_PRICE_BAND,
            RuleSpec.Effect.REDUCE_ONLY,
            Field.PRICE_BAND_PERCENT,
            "10^-8 percent of the latest price, 0 = no limit",
            "The price of an order that opens or adds may not be further than this from the latest price.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long limit = account.limit(Field.PRICE_BAND_PERCENT);
        long latest = order.latestPriceUnits();
        if (limit == 0 || latest == 0) {
            return order.units();
        }
        long off = account.percent(Math.abs(order.priceUnits() - latest), latest);
        return off <= limit ? order.units() : order.saw(off, limit, Measure.PERCENT, order.within(0, SPEC));
    }

    @Override
    public boolean restsWithoutLimits() {
        return true;
    }
}
