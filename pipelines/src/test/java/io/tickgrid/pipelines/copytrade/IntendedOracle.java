package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import java.math.BigDecimal;
import java.math.MathContext;

/** The plain form of sizing: one follower's intended position, from the definition of the modes, in BigDecimal. */
final class IntendedOracle {
    private static final MathContext EXACT = new MathContext(120);

    private IntendedOracle() {}

    /** What is intended after a fill: the share that it closes taken off, and what the mode says added. */
    static BigDecimal after(
            BigDecimal intended,
            SizingMode mode,
            BigDecimal value,
            LeaderFill event,
            InstrumentTerms terms,
            BigDecimal followerEquity,
            BigDecimal followerBalance) {
        BigDecimal before = BigDecimal.valueOf(event.leaderPositionBeforeUnits(), terms.quantityScale());
        BigDecimal quantity = BigDecimal.valueOf(event.quantityUnits(), terms.quantityScale());
        BigDecimal signed = event.buy() ? quantity : quantity.negate();
        BigDecimal closed = before.signum() * signed.signum() < 0 ? quantity.min(before.abs()) : BigDecimal.ZERO;
        BigDecimal opened = quantity.subtract(closed);
        BigDecimal left = closed.signum() == 0
                ? intended
                : intended.multiply(before.abs().subtract(closed)).divide(before.abs(), EXACT);
        if (opened.signum() == 0) {
            return left;
        }
        BigDecimal price = BigDecimal.valueOf(event.priceUnits(), terms.priceScale());
        BigDecimal add = switch (mode) {
            case PERCENT -> opened.multiply(value).movePointLeft(2);
            case MULTIPLIER -> opened.multiply(value);
            case FIXED -> value;
            case FIXED_AMOUNT -> value.divide(price, EXACT);
            case EQUITY_RATIO ->
                opened.multiply(value)
                        .multiply(followerEquity)
                        .divide(BigDecimal.valueOf(event.leaderEquityUnits(), 8), EXACT);
            case BALANCE_RATIO ->
                opened.multiply(value)
                        .multiply(followerBalance)
                        .divide(BigDecimal.valueOf(event.leaderBalanceUnits(), 8), EXACT);
            case RISK_PERCENT ->
                followerEquity
                        .multiply(value)
                        .movePointLeft(2)
                        .divide(
                                price.subtract(BigDecimal.valueOf(event.stopPriceUnits(), terms.priceScale()))
                                        .abs(),
                                EXACT);
        };
        return event.buy() ? left.add(add) : left.subtract(add);
    }
}
