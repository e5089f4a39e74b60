package io.tickgrid.pipelines.risk;

import io.tickgrid.grid.instrument.Instrument;

/**
 * What sizing and risk need to know of an instrument.
 *
 * @param priceScale decimal places of a price in units, in [0, 12]
 * @param quantityScale decimal places of a quantity in units, in [0, 12]
 * @param lotUnits quantity step, > 0; an order is a multiple of it
 * @param minQuantityUnits smallest order, 0 = none
 * @param minNotionalUnits smallest order value, units of 10^-8, 0 = none
 * @param feePpm fee in millionths of an order's value, in [0, 1,000,000]
 * @param slippagePpm how much worse than judged an order may fill, in millionths of its value, in [0, 1,000,000]
 * @param active whether it may be traded
 * @param calendar when its market trades, see {@link Instrument#calendar}
 */
public record InstrumentTerms(
        String id,
        int priceScale,
        int quantityScale,
        long lotUnits,
        long minQuantityUnits,
        long minNotionalUnits,
        int feePpm,
        int slippagePpm,
        boolean active,
        String calendar) {
    /** The greatest number of decimal places of a price or quantity. */
    public static final int MAX_SCALE = 12;

    private static final int PPM_OF_BPS = 100;

    /** Of a market that trades around the clock. */
    public InstrumentTerms(
            String id,
            int priceScale,
            int quantityScale,
            long lotUnits,
            long minQuantityUnits,
            long minNotionalUnits,
            int feePpm,
            int slippagePpm,
            boolean active) {
        this(
                id,
                priceScale,
                quantityScale,
                lotUnits,
                minQuantityUnits,
                minNotionalUnits,
                feePpm,
                slippagePpm,
                active,
                Instrument.ALWAYS);
    }

    public InstrumentTerms {
        if (id.isEmpty()) {
            throw new IllegalArgumentException("instrument id must not be empty");
        }
        require("price scale", priceScale, 0, MAX_SCALE);
        require("quantity scale", quantityScale, 0, MAX_SCALE);
        require("lot units", lotUnits, 1, Long.MAX_VALUE);
        require("minimum quantity units", minQuantityUnits, 0, Long.MAX_VALUE);
        require("minimum notional units", minNotionalUnits, 0, Long.MAX_VALUE);
        require("fee ppm", feePpm, 0, 1_000_000);
        require("slippage ppm", slippagePpm, 0, 1_000_000);
    }

    /**
     * The terms of a listing.
     *
     * @param feeBps fee in hundredths of a percent, in [0, 10000]; parts below a hundredth of it are rounded up
     * @param slippageBps allowance for slippage, in the same unit
     */
    public static InstrumentTerms of(Instrument instrument, double feeBps, double slippageBps) {
        return new InstrumentTerms(
                instrument.id(),
                instrument.priceScale(),
                instrument.quantityScale(),
                instrument.lotUnits(),
                instrument.minQuantityUnits(),
                instrument.minNotionalUnits(),
                (int) Math.ceil(feeBps * PPM_OF_BPS),
                (int) Math.ceil(slippageBps * PPM_OF_BPS),
                instrument.active(),
                instrument.calendar());
    }

    /** {@code units} rounded down to the lot; units not negative. */
    public long lots(long units) {
        return units < lotUnits ? 0 : units - units % lotUnits;
    }

    /** The smallest order at a price: minimum quantity and minimum value, rounded up to the lot, at least one lot. */
    public long minimumUnits(long priceUnits) {
        long units = Math.max(Math.max(minQuantityUnits, lotUnits), 1);
        if (minNotionalUnits > 0) {
            units = Math.max(units, Money.quantityUp(minNotionalUnits, priceUnits, this));
        }
        return lotsUp(units);
    }

    /** {@code units} rounded up to the lot; units not negative. */
    public long lotsUp(long units) {
        long rest = units % lotUnits;
        return rest == 0 ? units : Money.sum(units, lotUnits - rest);
    }

    private static void require(String what, long value, long min, long max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be in [" + min + ", " + max + "], was " + value);
        }
    }
}
