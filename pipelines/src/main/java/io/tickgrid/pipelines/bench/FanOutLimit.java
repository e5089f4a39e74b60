package io.tickgrid.pipelines.bench;

import io.tickgrid.pipelines.copytrade.FollowerBlocks;

/**
 * The limit of a fan-out: one plain loop over columns, in one thread and in 64 bits, that sizes and tests an opening fill
 * for the followers of {@link FanOutCase}. It gives what the blocks give for a follower who holds nothing, in that case
 * alone: no links of other leaders, no holdings, no intended positions with residues, no texts.
 */
final class FanOutLimit {
    private static final int PERCENT = 0;
    private static final int EQUITY_RATIO = 1;
    /** Units of 10^-8 of a quantity at 8 decimals, times units of 10^-2 of a price, in units of 10^-8 of the currency. */
    private static final long PRICE_UNIT = 100;

    private static final long MILLION = 1_000_000;

    private final int size;
    private final byte[] mode;
    private final boolean[] mayOpen;
    private final boolean[] rejected;
    private final long[] value;
    private final long[] cash;
    private final long[] maxQuantity;
    private final long[] maxCost;
    private final long[] ordered;
    private final FanOutCase fanOut;

    FanOutLimit(FanOutCase fanOut, int followers) {
        this.fanOut = fanOut;
        size = followers;
        mode = new byte[size];
        mayOpen = new boolean[size];
        rejected = new boolean[size];
        value = new long[size];
        cash = new long[size];
        maxQuantity = new long[size];
        maxCost = new long[size];
        ordered = new long[size];
        for (int i = 0; i < size; i++) {
            FanOutCase.Terms t = fanOut.terms(i);
            mode[i] = (byte) FanOutCase.MODES.indexOf(t.mode());
            mayOpen[i] = t.active() && t.entitled() && !t.blocked();
            rejected[i] = !t.active() && t.entitled();
            value[i] = t.valueUnits();
            cash[i] = t.cashUnits();
            maxQuantity[i] = t.maxQuantityUnits();
            maxCost[i] = t.maxCostUnits();
        }
    }

    /** Decides an opening fill, and counts. */
    FollowerBlocks.Counts decide(long quantityUnits, long priceUnits) {
        long lot = FanOutCase.LOT_UNITS;
        long least = fanOut.minimumUnits(priceUnits);
        long ratio = quantityUnits / FanOutCase.LEADER_EQUITY_WHOLE;
        long ratioRest = quantityUnits % FanOutCase.LEADER_EQUITY_WHOLE;
        long orders = 0;
        long refused = 0;
        long sum = 0;
        for (int i = 0; i < size; i++) {
            long units = 0;
            if (mayOpen[i]) {
                long equity = cash[i] / FanOutCase.CASH;
                long wanted = switch (mode[i]) {
                    case PERCENT -> quantityUnits * (value[i] / MILLION) / 10_000;
                    case EQUITY_RATIO -> ratio * equity + ratioRest * equity / FanOutCase.LEADER_EQUITY_WHOLE;
                    default -> value[i];
                };
                units = wanted - wanted % lot;
                if (maxQuantity[i] > 0 && units > maxQuantity[i]) {
                    units = maxQuantity[i] - maxQuantity[i] % lot;
                }
                if (maxCost[i] > 0) {
                    long most = maxCost[i] * PRICE_UNIT / priceUnits;
                    units = Math.min(units, most - most % lot);
                }
                long cost = (units * priceUnits + PRICE_UNIT - 1) / PRICE_UNIT;
                long bound = cost + (cost * FanOutCase.COST_PPM + MILLION - 1) / MILLION;
                if (units > 0 && bound > cash[i]) {
                    units = 0;
                    refused++;
                } else if (units < least) {
                    units = 0;
                }
            } else if (rejected[i]) {
                refused++;
            }
            ordered[i] = units;
            if (units > 0) {
                orders++;
                sum += units;
            }
        }
        return new FollowerBlocks.Counts(orders, size - orders - refused, refused, sum);
    }
}
