package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;

/**
 * What an order binds must be there: the value of the part that opens or adds, long or short alike, the fee of the whole
 * and the allowance for slippage. What the order closes at the same price counts as there, since both fill together.
 */
final class BalanceRule implements RiskRule {
    private static final RuleSpec SPEC = new RuleSpec(
            "balance",
            ErrorCode.INSUFFICIENT_BALANCE,
            RuleSpec.Effect.REDUCE_ONLY,
            "10^-8 of the quote currency",
            "Value, fee and slippage allowance must be covered by cash that nothing else binds.");

    @Override
    public RuleSpec spec() {
        return SPEC;
    }

    @Override
    public long check(OrderView order, AccountView account) {
        long units = order.units();
        if (units <= order.reducingUnits()) {
            return units;
        }
        long closing = account.closing(order.buy(), units);
        long opening = units - closing;
        if (opening == 0) {
            return units;
        }
        long freed = Money.valueDown(closing, order.priceUnits(), order.terms());
        long bound = bound(opening, closing, order.priceUnits(), order.terms());
        long free = Money.sum(account.availableUnits(), freed);
        return bound <= free ? units : order.saw(bound, free, Measure.MONEY, order.within(0, SPEC));
    }

    /** Cash that an order binds until it is filled, units of 10^-8. */
    static long bound(long openingUnits, long closingUnits, long priceUnits, InstrumentTerms terms) {
        long value = Money.valueUp(openingUnits, priceUnits, terms);
        long ppm = (long) terms.feePpm() + terms.slippagePpm();
        if (ppm == 0) {
            return value;
        }
        long whole =
                closingUnits == 0 ? value : Money.valueUp(Money.sum(openingUnits, closingUnits), priceUnits, terms);
        return Money.sum(value, Money.share(whole, ppm));
    }
}
