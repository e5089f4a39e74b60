package io.tickgrid.grid.portfolio;

/**
 * What an account holds of an instrument.
 *
 * @param quantityUnits signed, at the instrument's quantity scale
 * @param costUnits signed cost of what is held, units of 10^-8 of the quote currency
 * @param realizedUnits profit realised so far, units of 10^-8, fees not included
 */
public record Position(
        String accountId,
        String tenantId,
        String instrument,
        long quantityUnits,
        long costUnits,
        long realizedUnits,
        long feeUnits,
        long sequence) {

    /** The key in the map {@code positions}. */
    public static String key(String accountId, String instrument) {
        return instrument + "@" + accountId;
    }
}
