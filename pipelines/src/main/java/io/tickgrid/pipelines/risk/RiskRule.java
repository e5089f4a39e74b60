package io.tickgrid.pipelines.risk;

/** One test of an order, pure and without allocation. */
public interface RiskRule {
    RuleSpec spec();

    /**
     * Tests an order.
     *
     * @return how much of {@code order.units()} is allowed, > 0 and a multiple of the lot, or the negative number of an
     *     {@link io.tickgrid.grid.ErrorCode}
     */
    long check(OrderView order, AccountView account);
}
