package io.tickgrid.grid.portfolio;

import io.tickgrid.grid.instrument.Instrument;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;

/** What a fill does to a position, at average cost. Amounts of money are units of 10^-8 of the quote currency. */
public final class PositionMath {
    /** Decimal places of cash. */
    public static final int CASH_SCALE = 8;

    private PositionMath() {}

    /**
     * Value of a quantity at a price.
     *
     * @param signedUnits quantity at {@code quantityScale}
     * @param priceUnits price at {@code priceScale}
     * @param rounding where a unit of 10^-8 has to be rounded
     * @throws ArithmeticException when the value does not fit into 64 bits
     */
    public static long notional(
            long signedUnits, long priceUnits, int quantityScale, int priceScale, RoundingMode rounding) {
        return value(signedUnits, priceUnits, quantityScale, priceScale)
                .setScale(CASH_SCALE, rounding)
                .unscaledValue()
                .longValueExact();
    }

    /** As {@link #notional}, exact and of any size. */
    public static BigDecimal value(long signedUnits, long priceUnits, int quantityScale, int priceScale) {
        return new BigDecimal(
                BigInteger.valueOf(signedUnits).multiply(BigInteger.valueOf(priceUnits)), quantityScale + priceScale);
    }

    /**
     * What an account is worth, held within the range of a long: its cash, one instrument at a price, others at cost.
     *
     * @param cashUnits units of 10^-8, as the result
     * @param positions all of the account
     */
    public static long equity(long cashUnits, List<Position> positions, Instrument instrument, long priceUnits) {
        BigDecimal equity = BigDecimal.valueOf(cashUnits, CASH_SCALE);
        for (Position p : positions) {
            equity = equity.add(
                    p.instrument().equals(instrument.id())
                            ? value(p.quantityUnits(), priceUnits, instrument.quantityScale(), instrument.priceScale())
                            : BigDecimal.valueOf(p.costUnits(), CASH_SCALE));
        }
        return held(equity);
    }

    /** Cash that no short position binds: behind one stand its proceeds and as much again. Valued as in {@link #equity}. */
    public static long freeCash(long cashUnits, List<Position> positions, Instrument instrument, long priceUnits) {
        BigDecimal free = BigDecimal.valueOf(cashUnits, CASH_SCALE);
        for (Position p : positions) {
            if (p.quantityUnits() < 0) {
                BigDecimal owed = p.instrument().equals(instrument.id())
                        ? value(p.quantityUnits(), priceUnits, instrument.quantityScale(), instrument.priceScale())
                        : BigDecimal.valueOf(p.costUnits(), CASH_SCALE);
                free = free.add(owed).add(owed); // both are negative
            }
        }
        return held(free);
    }

    /** In units of 10^-8, rounded down and held within the range of a long. */
    private static long held(BigDecimal cash) {
        BigInteger units = cash.setScale(CASH_SCALE, RoundingMode.FLOOR).unscaledValue();
        return units.bitLength() < Long.SIZE ? units.longValue() : units.signum() * Long.MAX_VALUE;
    }

    /**
     * The position after a fill: adding moves the average cost, reducing realises profit at the average cost, turning
     * through zero does both.
     *
     * @param notionalUnits signed value of the fill: positive when bought
     */
    public static Position fill(Position before, long signedUnits, long notionalUnits, long feeUnits, long sequence) {
        long quantity = before.quantityUnits();
        long cost = before.costUnits();
        long realized = before.realizedUnits();
        if (quantity == 0 || (quantity > 0) == (signedUnits > 0)) {
            cost = Math.addExact(cost, notionalUnits);
        } else if (Math.abs(signedUnits) <= Math.abs(quantity)) {
            long released = share(cost, -signedUnits, quantity);
            realized = Math.addExact(realized, Math.negateExact(Math.addExact(released, notionalUnits)));
            cost = Math.subtractExact(cost, released);
        } else {
            long closing = share(notionalUnits, -quantity, signedUnits);
            realized = Math.addExact(realized, Math.negateExact(Math.addExact(cost, closing)));
            cost = Math.subtractExact(notionalUnits, closing);
        }
        return new Position(
                before.accountId(),
                before.tenantId(),
                before.instrument(),
                Math.addExact(quantity, signedUnits),
                cost,
                realized,
                Math.addExact(before.feeUnits(), feeUnits),
                sequence);
    }

    private static long share(long amount, long part, long whole) {
        return new BigDecimal(BigInteger.valueOf(amount).multiply(BigInteger.valueOf(part)))
                .divide(new BigDecimal(whole), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }
}
