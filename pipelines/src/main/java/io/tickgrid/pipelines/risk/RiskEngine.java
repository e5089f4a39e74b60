package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Passes an order through {@link RiskRules#TABLE}: the one engine for a manual order and for a block of thousands.
 * Allocates nothing for an order. Not thread-safe.
 */
public final class RiskEngine {
    private static final RiskRule[] RULES = RiskRules.TABLE.toArray(RiskRule[]::new);

    private @Nullable ErrorCode shrunkBy;

    /**
     * Tests an order; its quantity is then what is allowed.
     *
     * @return units allowed, > 0, or the negative number of the code that says no
     */
    public long check(OrderView order, AccountView account) {
        return check(order, account, 0);
    }

    /** As {@link #check}, for an order whose {@link #permission} is known to be given. */
    public long checkPermitted(OrderView order, AccountView account) {
        return check(order, account, RiskRules.PERMISSIONS);
    }

    private long check(OrderView order, AccountView account, int from) {
        shrunkBy = null;
        for (int i = from; i < RULES.length; i++) {
            RiskRule rule = RULES[i];
            long allowed = rule.check(order, account);
            if (allowed < 0) {
                return allowed;
            }
            if (allowed < order.units()) {
                order.shrink(allowed);
                if (shrunkBy == null) {
                    shrunkBy = rule.spec().code();
                }
            }
        }
        return order.units();
    }

    /** The code of the first rule that made the last order smaller; null when none did. */
    public @Nullable ErrorCode shrunkBy() {
        return shrunkBy;
    }

    /**
     * Whether account, leader, symbol and platform permit an order that adds to the position, whatever its quantity.
     *
     * @return 0, or the negative number of the code that says no
     */
    public long permission(OrderView order, AccountView account) {
        for (int i = 0; i < RiskRules.PERMISSIONS; i++) {
            RiskRule rule = RULES[i];
            if (rule.check(order, account) != order.units()) {
                return rule.spec().refusal();
            }
        }
        return 0;
    }

    /** Tests an order and says it in decimals. */
    public Verdict verdict(OrderView order, AccountView account) {
        long asked = order.units();
        long allowed = check(order, account);
        if (allowed < 0) {
            return new Verdict.Reject(RiskRules.code(allowed));
        }
        ErrorCode why = shrunkBy;
        if (allowed == asked || why == null) {
            return new Verdict.Allow();
        }
        return new Verdict.Shrink(BigDecimal.valueOf(allowed, order.terms().quantityScale()), why);
    }

    /**
     * Cash that an order binds until it is filled, units of 10^-8.
     *
     * @param openingUnits what it adds to the account's position
     * @param closingUnits what it takes from it
     */
    public static long bound(long openingUnits, long closingUnits, long priceUnits, InstrumentTerms terms) {
        return BalanceRule.bound(openingUnits, closingUnits, priceUnits, terms);
    }
}
