package io.tickgrid.pipelines.risk;

/** One test of an order, pure and without allocation. */
public interface RiskRule {
    RuleSpec spec();

    /**
     * Tests an order. A rule that does not let it pass as it is tells {@link OrderView#saw} what it saw.
     *
     * @return how much of {@code order.units()} is allowed, > 0 and a multiple of the lot, or the negative number of an
     *     {@link io.tickgrid.grid.ErrorCode}
     */
    long check(OrderView order, AccountView account);

    /** Whether it lets everything pass for an account that has no {@link io.tickgrid.grid.risk.RiskLimits}. */
    default boolean restsWithoutLimits() {
        return false;
    }
}
