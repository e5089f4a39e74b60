package io.tickgrid.grid.copytrade;

import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.portfolio.Account;
import io.tickgrid.grid.portfolio.Position;
import io.tickgrid.grid.portfolio.PositionMath;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;

/**
 * What a link is yet to open of a position that its leader had when the link was made.
 *
 * @param joinMode now or better_price
 * @param reverse whether the link takes the other side
 * @param waitingUnits what is left of the leader's position, signed, in units of the instrument, 12 decimals
 * @param entryUnits the leader's position when the link was made, signed, at the instrument's quantity scale
 * @param entryCostUnits what it cost, signed, units of 10^-8
 */
public record CopyJoin(
        String linkId,
        String tenantId,
        String leaderAccountId,
        String instrument,
        String joinMode,
        boolean reverse,
        BigDecimal waitingUnits,
        long entryUnits,
        long entryCostUnits) {

    /** What shares of rounded shares may lack to a unit. */
    private static final BigDecimal SNAP = new BigDecimal("0.000001");

    /** What is left in whole units, rounded toward zero; signed. */
    public long units() {
        return waitingUnits
                .add(waitingUnits.signum() < 0 ? SNAP.negate() : SNAP)
                .setScale(0, RoundingMode.DOWN)
                .longValueExact();
    }

    /** Names the event that opens it; no two events have the same name. */
    public String eventName() {
        return "join:" + linkId + ":" + instrument;
    }

    /**
     * The event by which a link opens what is left: as if the leader bought or sold this part of his position last, at the
     * market's price.
     *
     * @param units what is left, signed; not 0
     * @param positions all of the leader's
     * @param priceUnits of the market
     * @param eventTimeNs the market's time
     */
    public static LeaderFill event(
            Account leader,
            List<Position> positions,
            Instrument instrument,
            String linkId,
            String name,
            long units,
            long priceUnits,
            long sequence,
            long eventTimeNs) {
        long position = positions.stream()
                .filter(p -> p.instrument().equals(instrument.id()))
                .mapToLong(Position::quantityUnits)
                .sum();
        long free = PositionMath.freeCash(leader.cashUnits(), positions, instrument, priceUnits);
        // before it this was cash: a long was paid with it, behind a short stands as much again
        BigDecimal tied =
                PositionMath.value(Math.abs(units), priceUnits, instrument.quantityScale(), instrument.priceScale());
        BigDecimal balance = BigDecimal.valueOf(free, PositionMath.CASH_SCALE).add(tied);
        return new LeaderFill(
                leader.id(),
                leader.tenantId(),
                sequence,
                instrument.id(),
                units > 0,
                Math.abs(units),
                priceUnits,
                0,
                units(balance),
                PositionMath.equity(leader.cashUnits(), positions, instrument, priceUnits),
                position - units,
                name,
                eventTimeNs,
                linkId);
    }

    private static long units(BigDecimal cash) {
        BigDecimal most = BigDecimal.valueOf(Long.MAX_VALUE, PositionMath.CASH_SCALE);
        return cash.min(most)
                .setScale(PositionMath.CASH_SCALE, RoundingMode.FLOOR)
                .unscaledValue()
                .longValueExact();
    }
}
