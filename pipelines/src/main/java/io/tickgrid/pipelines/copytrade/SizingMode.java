package io.tickgrid.pipelines.copytrade;

import io.tickgrid.grid.ErrorCode;
import io.tickgrid.grid.copytrade.LeaderFill;
import io.tickgrid.pipelines.risk.InstrumentTerms;
import io.tickgrid.pipelines.risk.Money;
import io.tickgrid.pipelines.risk.Wide;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How much of what a leader opens a follower intends to open. What a leader closes is closed in proportion in every
 * mode. The order of the constants is stored in bytes: add at the end only.
 *
 * <p>A mode writes the intended quantity into {@code out}, in units of 10^-12 of the instrument's quantity unit, rounded
 * to the nearest. Value of a link, leader's equity and the like are in units of 10^-8.
 */
public enum SizingMode {
    /** The leader's quantity · value / 100. */
    PERCENT {
        @Override
        void size(Wide out, long openedUnits, long value, long equity, long balance, Basis basis) {
            out.set(openedUnits).multiply(value).multiply(Intended.ONE_UNIT / Money.ONE / 100);
        }
    },
    /** The leader's quantity · value · follower's equity / leader's equity; 1 is the plain ratio. */
    EQUITY_RATIO {
        @Override
        void size(Wide out, long openedUnits, long value, long equity, long balance, Basis basis) {
            out.set(openedUnits).multiply(equity);
            out.multiply(value).multiply(Intended.ONE_UNIT / Money.ONE).divideNearest(basis.leaderEquityUnits());
        }

        @Override
        @Nullable
        ErrorCode missing(long equity, long balance, Basis basis) {
            return ratio(equity, basis.leaderEquityUnits());
        }
    },
    /** Value as a quantity, for each opening fill. */
    FIXED {
        @Override
        void size(Wide out, long openedUnits, long value, long equity, long balance, Basis basis) {
            out.set(value).multiply(Intended.ONE_UNIT / Money.ONE);
            out.multiply(Money.power(basis.terms().quantityScale()));
        }
    },
    /** Value as an amount of quote currency at the fill's price, for each opening fill. */
    FIXED_AMOUNT {
        @Override
        void size(Wide out, long openedUnits, long value, long equity, long balance, Basis basis) {
            InstrumentTerms terms = basis.terms();
            out.set(value).multiply(Intended.ONE_UNIT / Money.ONE).multiply(Money.power(terms.quantityScale()));
            out.multiply(Money.power(terms.priceScale())).divideNearest(basis.priceUnits());
        }
    },
    /** The leader's quantity · value. */
    MULTIPLIER {
        @Override
        void size(Wide out, long openedUnits, long value, long equity, long balance, Basis basis) {
            out.set(openedUnits).multiply(value).multiply(Intended.ONE_UNIT / Money.ONE);
        }
    },
    /** The leader's quantity · value · follower's free cash / leader's cash before the fill; 1 is the plain ratio. */
    BALANCE_RATIO {
        @Override
        void size(Wide out, long openedUnits, long value, long equity, long balance, Basis basis) {
            out.set(openedUnits).multiply(balance);
            out.multiply(value).multiply(Intended.ONE_UNIT / Money.ONE).divideNearest(basis.leaderBalanceUnits());
        }

        @Override
        @Nullable
        ErrorCode missing(long equity, long balance, Basis basis) {
            return ratio(balance, basis.leaderBalanceUnits());
        }
    },
    /**
     * So much that value percent of the follower's equity are lost between the fill's price and the leader's stop, for each
     * opening fill: equity · value / 100 / |price − stop|.
     */
    RISK_PERCENT {
        @Override
        void size(Wide out, long openedUnits, long value, long equity, long balance, Basis basis) {
            int scale = basis.terms().priceScale() + basis.terms().quantityScale() - PERCENT_OF_CASH_SCALE;
            out.set(equity).multiply(value);
            if (scale < 0) {
                out.divideDown(Money.power(-scale));
            } else {
                out.multiply(Money.power(scale));
            }
            out.divideNearest(basis.stopDistanceUnits());
        }

        @Override
        @Nullable
        ErrorCode missing(long equity, long balance, Basis basis) {
            if (basis.stopDistanceUnits() == 0) {
                return ErrorCode.STOP_REQUIRED;
            }
            return equity <= 0 ? ErrorCode.INSUFFICIENT_BALANCE : null;
        }
    };

    /** Equity and percent have 8 decimals each, a percent two more, an intended quantity 12. */
    private static final int PERCENT_OF_CASH_SCALE = 2 * Money.CASH_SCALE + 2 - Intended.EXTRA_SCALE;

    /**
     * What is the same for all followers of one fill.
     *
     * @param leaderEquityUnits units of 10^-8
     * @param leaderBalanceUnits cash, units of 10^-8
     * @param priceUnits price of the fill
     * @param stopDistanceUnits distance of the leader's stop from it, in units of price; 0 when no stop is known
     */
    record Basis(
            InstrumentTerms terms,
            long leaderEquityUnits,
            long leaderBalanceUnits,
            long priceUnits,
            long stopDistanceUnits) {

        static Basis of(LeaderFill event, InstrumentTerms terms) {
            return new Basis(
                    terms,
                    event.leaderEquityUnits(),
                    event.leaderBalanceUnits(),
                    event.priceUnits(),
                    event.stopPriceUnits() == 0 ? 0 : Math.abs(event.priceUnits() - event.stopPriceUnits()));
        }
    }

    /** Why {@link #size} cannot be asked; null when it can. */
    @Nullable
    ErrorCode missing(long equity, long balance, Basis basis) {
        return null;
    }

    private static @Nullable ErrorCode ratio(long follower, long leader) {
        if (leader <= 0) {
            return ErrorCode.INVALID_QUANTITY;
        }
        return follower <= 0 ? ErrorCode.INSUFFICIENT_BALANCE : null;
    }

    /** @param equity and {@code balance} of the follower, units of 10^-8; positive where {@link #missing} asks for it */
    abstract void size(Wide out, long openedUnits, long value, long equity, long balance, Basis basis);

    /** The mode as people write it: {@code equity_ratio}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The mode that is written so, in any case of letters; null when there is none. */
    public static @Nullable SizingMode of(String text) {
        for (SizingMode mode : values()) {
            if (mode.name().equalsIgnoreCase(text)) {
                return mode;
            }
        }
        return null;
    }

    /** All modes as people write them, for messages. */
    public static String all() {
        return Arrays.stream(values()).map(SizingMode::text).collect(Collectors.joining(", "));
    }
}
