package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.copytrade.CopyJoin;
import io.tickgrid.grid.instrument.Instrument;
import io.tickgrid.grid.portfolio.PositionMath;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What becomes of the positions that a leader has when a link is made. */
public enum JoinMode {
    /** Nothing: only what he trades from then on is copied. */
    NEW_TRADES,
    /** The link opens at once what its rule makes of them. */
    NOW,
    /** As now, of each when the market is at least as good for the follower as the leader's average entry price. */
    BETTER_PRICE;

    public static final List<String> TEXTS =
            Arrays.stream(values()).map(JoinMode::text).toList();

    /** As links say it: new_trades, now or better_price. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException when no mode has this text */
    public static JoinMode of(String text) {
        return Arrays.stream(values())
                .filter(m -> m.text().equals(text))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("join must be one of " + TEXTS + ", was '" + text + "'"));
    }

    /** Whether what waits may be opened at a market's price. */
    public static boolean opens(CopyJoin join, Instrument instrument, long priceUnits) {
        BigDecimal value = PositionMath.value(
                Math.abs(join.entryUnits()), priceUnits, instrument.quantityScale(), instrument.priceScale());
        BigDecimal entry = BigDecimal.valueOf(join.entryCostUnits(), PositionMath.CASH_SCALE)
                .abs();
        return of(join.joinMode()).opens((join.entryUnits() > 0) != join.reverse(), value, entry);
    }

    /**
     * Whether a position is to be opened at a market's price.
     *
     * @param buys whether the follower buys
     * @param marketValue of the leader's position at the market's price, not negative
     * @param entryValue what it cost the leader, or brought him when it is short, not negative
     */
    public boolean opens(boolean buys, BigDecimal marketValue, BigDecimal entryValue) {
        int worse = marketValue.compareTo(entryValue) * (buys ? 1 : -1);
        return this == NOW || this == BETTER_PRICE && worse <= 0;
    }
}
