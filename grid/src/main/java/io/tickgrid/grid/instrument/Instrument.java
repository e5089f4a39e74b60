package io.tickgrid.grid.instrument;

/**
 * A listing on a venue.
 *
 * @param id {@code VENUE:SYMBOL}, for example {@code BITSTAMP:BTC/USD}
 * @param priceScale decimal places of a price in units, 0 to 12
 * @param quantityScale decimal places of a quantity in units, 0 to 12
 * @param tickUnits smallest price step, in price units
 * @param lotUnits smallest quantity step, in quantity units
 * @param minQuantityUnits smallest order, in quantity units
 * @param minNotionalUnits smallest order value, in units of 10^-8 of the quote currency
 * @param simulated whether its prices are generated, not recorded or live
 * @param calendar when its market trades: {@value #ALWAYS}, or the name of an exchange's calendar such as {@code XNYS}
 */
public record Instrument(
        String id,
        String venue,
        String symbol,
        String name,
        String assetClass,
        String baseCurrency,
        String quoteCurrency,
        int priceScale,
        int quantityScale,
        long tickUnits,
        long lotUnits,
        long minQuantityUnits,
        long minNotionalUnits,
        boolean simulated,
        boolean active,
        String calendar) {

    /** The calendar of a market that trades around the clock. */
    public static final String ALWAYS = "24x7";

    public Instrument {
        if (!id.equals(venue + ":" + symbol)) {
            throw new IllegalArgumentException("id must be VENUE:SYMBOL = " + venue + ":" + symbol + ", was " + id);
        }
        requireScale("price scale", priceScale);
        requireScale("quantity scale", quantityScale);
        if (tickUnits <= 0 || lotUnits <= 0) {
            throw new IllegalArgumentException(
                    "tick and lot must be positive, were " + tickUnits + " and " + lotUnits + " for " + id);
        }
        if (minQuantityUnits < 0 || minNotionalUnits < 0) {
            throw new IllegalArgumentException("minimum quantity and notional must not be negative, were "
                    + minQuantityUnits + " and " + minNotionalUnits + " for " + id);
        }
    }

    private static void requireScale(String what, int scale) {
        if (scale < 0 || scale > 12) {
            throw new IllegalArgumentException(what + " must be in [0, 12], was " + scale);
        }
    }
}
