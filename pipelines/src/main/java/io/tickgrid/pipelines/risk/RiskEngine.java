package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.ErrorCode;
import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Passes an order through {@link RiskRules#TABLE}: the one engine for a manual order and for a block of thousands.
 * Allocates nothing for an order; what a rule found is kept as numbers, and said in words when somebody asks. Not
 * thread-safe.
 */
public final class RiskEngine {
    private static final RiskRule[] RULES = RiskRules.TABLE.toArray(RiskRule[]::new);
    /** Those that an account without limits has to pass: most have none, and the others are half of the table. */
    private static final RiskRule[] WITHOUT_LIMITS =
            RiskRules.TABLE.stream().filter(rule -> !rule.restsWithoutLimits()).toArray(RiskRule[]::new);

    private @Nullable RiskRule foundBy;
    private boolean shrunk;
    private long seen;
    private long limit;
    private Measure measure = Measure.FLAG;

    /**
     * Tests an order; its quantity is then what is allowed.
     *
     * @return units allowed, > 0, or the negative number of the code that says no
     */
    public long check(OrderView order, AccountView account) {
        return check(order, account, 0, false);
    }

    /** As {@link #check}, for an order whose {@link #permission} is known to be given. */
    public long checkPermitted(OrderView order, AccountView account) {
        return check(order, account, RiskRules.PERMISSIONS, false);
    }

    /** As {@link #check}, for an order that goes as it is or not at all: a rule that would make it smaller refuses it. */
    public long checkWhole(OrderView order, AccountView account) {
        return check(order, account, 0, true);
    }

    private long check(OrderView order, AccountView account, int from, boolean whole) {
        foundBy = null;
        shrunk = false;
        RiskRule[] rules = account.limited() ? RULES : WITHOUT_LIMITS;
        for (int i = from; i < rules.length; i++) {
            RiskRule rule = rules[i];
            long allowed = rule.check(order, account);
            if (allowed < 0 || (whole && allowed < order.units())) {
                found(rule, order);
                shrunk = false;
                return rule.spec().refusal();
            }
            if (allowed < order.units()) {
                if (foundBy == null) {
                    found(rule, order);
                    shrunk = true;
                }
                order.shrink(allowed);
            }
        }
        return order.units();
    }

    private void found(RiskRule rule, OrderView order) {
        foundBy = rule;
        seen = order.seen();
        limit = order.limit();
        measure = order.measure();
    }

    /** The code of the first rule that made the last order smaller; null when none did, or it was refused. */
    public @Nullable ErrorCode shrunkBy() {
        return shrunk && foundBy != null ? foundBy.spec().code() : null;
    }

    /**
     * What was found in the last order that was checked: by the rule that refused it, else by the first that made it
     * smaller; null when it passed as it was.
     */
    public @Nullable Finding finding(InstrumentTerms terms) {
        RiskRule rule = foundBy;
        return rule == null
                ? null
                : new Finding(
                        rule.spec().name(),
                        rule.spec().code(),
                        measure.say(seen, terms),
                        measure.say(limit, terms),
                        measure.text());
    }

    /**
     * Whether account, leader, symbol, platform and market permit an order that adds to the position, whatever its
     * quantity.
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
        if (allowed == asked) {
            return new Verdict.Allow();
        }
        Finding why = Objects.requireNonNull(finding(order.terms()));
        return allowed < 0
                ? new Verdict.Reject(why)
                : new Verdict.Shrink(BigDecimal.valueOf(allowed, order.terms().quantityScale()), why);
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
