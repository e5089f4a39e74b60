package io.tickgrid.pipelines.risk;

/**
 * What an account is worth, and how much of its cash is free: set up, then told everything that it holds. The one answer
 * for a single order and for a block of thousands. Allocates nothing for a holding. Not thread-safe.
 */
public final class Worth {
    private long equityUnits;
    private long availableUnits;
    private long grossUnits;

    /**
     * Begins an account.
     *
     * @param cashUnits of any sign
     * @param outsideUnits value of what it owns elsewhere
     * @param boundUnits what its working orders bind, see {@link RiskEngine#bound}
     */
    public void begin(long cashUnits, long outsideUnits, long boundUnits) {
        equityUnits = Money.sum(cashUnits, outsideUnits);
        availableUnits = Money.sum(cashUnits, -boundUnits);
        grossUnits = 0;
    }

    /**
     * Adds a holding.
     *
     * @param heldUnits signed
     * @param priceUnits at which it is valued; 0 where none is known: then it is worth what it cost
     * @param costUnits signed like what is held
     */
    public void add(long heldUnits, long priceUnits, long costUnits, InstrumentTerms terms) {
        if (heldUnits > 0) {
            equityUnits = Money.sum(
                    equityUnits,
                    priceUnits > 0 ? Money.valueDown(heldUnits, priceUnits, terms) : atLeastOne(costUnits));
        } else if (heldUnits < 0) {
            // a short's proceeds are in the cash: they and as much again stand behind it
            long owed = priceUnits > 0 ? Money.valueUp(-heldUnits, priceUnits, terms) : atLeastOne(-costUnits);
            equityUnits = Money.sum(equityUnits, -owed);
            availableUnits = Money.sum(Money.sum(availableUnits, -owed), -owed);
        }
    }

    private static long atLeastOne(long units) {
        return Math.max(units, 1);
    }

    /**
     * Adds a position to what all are worth together, whichever side it is on.
     *
     * @param positionUnits signed, held and working
     * @param priceUnits as for {@link #add}
     */
    public void expose(long positionUnits, long priceUnits, long costUnits, InstrumentTerms terms) {
        if (positionUnits != 0) {
            grossUnits = Money.sum(
                    grossUnits,
                    priceUnits > 0 ? Money.valueUp(Math.abs(positionUnits), priceUnits, terms) : Math.abs(costUnits));
        }
    }

    /** What was {@link #expose}d together, units of 10^-8. */
    public long grossUnits() {
        return grossUnits;
    }

    public long equityUnits() {
        return equityUnits;
    }

    /** Cash that no working order and no short position binds, of any sign. */
    public long availableUnits() {
        return availableUnits;
    }
}
